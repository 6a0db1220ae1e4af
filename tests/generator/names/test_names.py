"""Any text becomes an identifier, and no two things in one scope the same."""

from __future__ import annotations

from keyword import iskeyword

import pytest
from anew import names
from anew.names import Scope
from hypothesis import example, given
from hypothesis import strategies as st

MAKERS = [
    names.class_name,
    names.module_name,
    names.group_name,
    names.function_name,
    names.argument_name,
    names.field_name,
    names.member_name,
]


@pytest.mark.parametrize("make", MAKERS)
@given(text=st.text(max_size=200))
def test_any_text_becomes_an_identifier(make, text: str) -> None:
    """Whatever a document says, nothing but an identifier that is no keyword comes out."""
    name = make(text)

    assert name.isidentifier()
    assert not iskeyword(name)


@pytest.mark.parametrize("make", [names.module_name, names.group_name])
@given(text=st.text(max_size=200))
def test_names_of_modules_are_ascii(make, text: str) -> None:
    """A module is a file, whose name is safe on every file system."""
    name = make(text)

    assert name.isascii()
    assert len(name) < 100


@example(text="0A:A")
@example(text="ß0ß0a")
@given(text=st.text(max_size=60))
def test_a_class_name_stays_what_it_is(text: str) -> None:
    """Naming a name changes nothing, so that names can be put together of names."""
    name = names.pascal(text)

    assert name == names.pascal(name) or not name.isascii()


@pytest.mark.parametrize(
    ("text", "snake", "pascal"),
    [
        ("getUser", "get_user", "GetUser"),
        ("HTTPServer_v2-users", "http_server_v2_users", "HTTPServerV2Users"),
        ("USER_STATUS", "user_status", "UserStatus"),
        ("userIDs", "user_ids", "UserIDs"),
        ("OAuth2Token", "oauth2_token", "OAuth2Token"),
        ("io.k8s.Pod", "io_k8s_pod", "IoK8sPod"),
        ("S3Bucket", "s3_bucket", "S3Bucket"),
        ("Result«List«User»»", "result_list_user", "ResultListUser"),
        ("__typename", "typename", "Typename"),
        ("名称", "名称", "名称"),
    ],
)
def test_words_are_found_as_people_read_them(text: str, snake: str, pascal: str) -> None:
    """Camel case, acronyms, digits and signs are understood."""
    assert snake == names.snake(text)
    assert pascal == names.pascal(text)


def test_signs_are_read_out_where_there_is_nothing_else() -> None:
    """`+1` and `-1` are different names."""
    assert (names.field_name("+1"), names.field_name("-1")) == ("plus_1", "minus_1")


@pytest.mark.parametrize(
    ("make", "text", "name"),
    [
        (names.field_name, "class", "class_"),
        (names.field_name, "to_dict", "to_dict_"),
        (names.field_name, "list", "list"),
        (names.argument_name, "body", "body_"),
        (names.argument_name, "self", "self_"),
        (names.group_name, "session", "session_"),
        (names.class_name, "any", "AnyModel"),
        (names.module_name, "Con", "con_"),
        (names.member_name, "2fa", "VALUE_2FA"),
        (names.member_name, "", "EMPTY"),
    ],
)
def test_names_with_a_meaning_of_their_own_are_avoided(make, text: str, name: str) -> None:
    """Keywords, what generated code says itself, and what Windows keeps for itself get another name."""
    assert name == make(text)


def test_names_in_a_scope_differ_by_more_than_case() -> None:
    """`User`, `user` and `User` again are three names, even where files do not know case."""
    scope = Scope(join="")

    assert [scope.take("User"), scope.take("user"), scope.take("User")] == ["User", "user2", "User3"]


def test_another_name_is_better_than_a_number() -> None:
    """Where a name is taken, the alternatives are tried first."""
    scope = Scope(["id"])

    assert scope.choose(["id", "id_query"]) == "id_query"


def test_a_long_name_is_cut_and_stays_different() -> None:
    """Names that begin alike for a whole line are still two names."""
    assert names.class_name("A" * 300) != names.class_name("A" * 301)
