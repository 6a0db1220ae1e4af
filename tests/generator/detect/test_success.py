"""What a success looks like is told by whatever a document says about the status, with how sure that is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from anew.detect import Found
from anew.model import Signal

from tests.generator.detect.builder import CODE, TEXT, document, look, operation, thing, wrapped


def seen(answers: dict[str, Any], folder: Path, **more: Any) -> Found[Signal]:
    found = look(document(answers, **more), folder).success
    assert found is not None
    return found


def many(schema: Any, **more: Any) -> dict[str, Any]:
    return {f"GET /r{n}": operation(wrapped(n, code=schema), **more) for n in range(4)}


@pytest.mark.parametrize(
    ("schema", "expected", "sure"),
    [
        ({"type": "integer", "default": 200}, "200", "certain"),
        ({"type": "integer", "const": 0}, "0", "certain"),
        ({"type": "string", "enum": ["00000"]}, "00000", "certain"),
        ({"type": "integer", "enum": [1, 7], "x-enum-varnames": ["Success", "Failure"]}, "1", "certain"),
        ({"type": "integer", "x-apifox-enum": [{"value": "7", "name": "成功"}]}, "7", "certain"),
        ({"type": "integer", "oneOf": [{"const": 3, "title": "OK"}, {"const": 4, "title": "Failed"}]}, "3", "certain"),
        ({"type": "integer", "description": "错误码，0 表示成功"}, "0", "certain"),
        ({"type": "integer", "description": "200 means success, others are errors"}, "200", "certain"),
        ({"type": "integer", "description": "错误码，非 0 表示失败"}, "0", "certain"),
        ({"type": "integer", "description": "业务错误码。0 以外表示失败"}, "0", "certain"),
        ({"type": "integer", "description": "20000: success, 50014: token expired"}, "20000", "certain"),
        ({"type": "integer", "description": "anything other than 0 is an error"}, "0", "certain"),
        ({"type": "integer", "example": 200}, "200", "likely"),
        ({"type": "integer", "description": "HTTP status code"}, "2*", "likely"),
        ({"type": "string", "enum": ["success", "error"]}, "success", "likely"),
    ],
)
def test_the_schema_of_the_status_may_tell(schema: Any, expected: str, sure: str, tmp_path: Path) -> None:
    """Constants, defaults, names of values, descriptions and examples tell the code of success."""
    found = seen(many(schema), tmp_path)

    assert ((expected,), sure) == (found.value.among, found.sure)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer"},
        {"type": "integer", "example": 1},
        {"type": "integer", "description": "a code between 0 and 500"},
        {"type": "integer", "description": "404 is ok to ignore"},
    ],
)
def test_what_tells_nothing_leaves_what_servers_usually_say(schema: Any, tmp_path: Path) -> None:
    """A mere 1 is what tools put wherever a number goes; where all are silent, 0 and 200 are only suggested."""
    found = seen(many(schema), tmp_path)

    assert (("0", "200"), "suggested") == (found.value.among, found.sure)


def test_a_flag_beside_a_code_decides(tmp_path: Path) -> None:
    """`{code, success, data}`: the flag says whether all is well, the code says what went wrong."""
    answers = {f"GET /r{n}": operation(wrapped(n, success={"type": "boolean"})) for n in range(4)}
    found = seen(answers, tmp_path)

    assert (Signal(at="/success", among=("true",)), "certain") == (found.value, found.sure)


def test_a_flag_of_some_answers_decides_nothing(tmp_path: Path) -> None:
    """What some successes do not have cannot tell them from failures."""
    answers = many(CODE) | {"GET /flag": operation(wrapped(9, success={"type": "boolean"}))}

    assert seen(answers, tmp_path).value.at == "/code"


def test_examples_of_answers_tell(tmp_path: Path) -> None:
    """What examples of whole answers have counts more often than not."""
    answers = many(CODE)
    for number, one in enumerate(answers.values()):
        one["responses"]["200"]["content"]["application/json"]["example"] = {"code": 0 if number else 500}
    found = seen(answers, tmp_path)

    assert (("0",), "likely", "examples of answers have `0`") == (found.value.among, found.sure, found.evidence)


def test_scraps_of_json_in_descriptions_tell(tmp_path: Path) -> None:
    """`{"code": 200, "data": [...]}` in an answer's description is as good as an example."""
    answers = many(CODE)
    for one in answers.values():
        one["responses"]["200"]["description"] = '{"code": 200, "data": [...]}'

    assert seen(answers, tmp_path).value.among == ("200",)


@pytest.mark.parametrize("line", ["| 20000 | Success |", "| `20000` | 请求成功 |", "The `code` 20000 means success."])
def test_the_introduction_tells(line: str, tmp_path: Path) -> None:
    """A table of codes, or a sentence about the status, in the document's description."""
    info = {"title": "t", "version": "1", "description": f"# Errors\n\n| code | meaning |\n{line}\n| 50014 | expired |"}
    found = seen(many(CODE), tmp_path, info=info)

    assert (("20000",), "likely", "#/info/description") == (found.value.among, found.sure, found.at)


def test_a_table_of_http_statuses_is_not_about_the_code(tmp_path: Path) -> None:
    """`200 OK` among HTTP's statuses says nothing of a code that may be 0 all the while."""
    text = "| status | meaning |\n|---|---|\n| 200 | OK |\n| 404 | Not Found |"
    found = seen(many(CODE), tmp_path, info={"title": "t", "version": "1", "description": text})

    assert (("0", "200"), "suggested") == (found.value.among, found.sure)


def test_failures_tell_that_the_code_is_the_http_status(tmp_path: Path) -> None:
    """Where a 404 answers `{code: 404}`, a success answers 200 or 201."""
    answers = many(CODE)
    for one in answers.values():
        failure = wrapped(0, code={"type": "integer", "example": 404})
        one["responses"]["404"] = {"description": "", "content": {"application/json": {"schema": failure}}}

    assert seen(answers, tmp_path).value.among == ("2*",)


def test_a_status_in_words_fails_only_where_it_says_so(tmp_path: Path) -> None:
    """Of a text `status` that nobody describes, only what speaks of failure is one."""
    answers = {
        f"GET /r{n}": operation({"properties": {"status": TEXT, "msg": TEXT, "data": thing(n)}}) for n in range(4)
    }
    found = seen(answers, tmp_path)

    assert ("/status", True, "suggested") == (found.value.at, found.value.matches.startswith("^(?!"), found.sure)
