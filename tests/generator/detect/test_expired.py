"""What an expired token is answered with is found in examples, tables and descriptions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from anew.model import Signal

from tests.generator.detect.builder import CODE, TEXT, document, look, operation, wrapped


def expired(folder: Path, code: Any = CODE, *, operation_more: Any = None, failure: Any = None, **more: Any) -> Any:
    answers = {f"GET /r{n}": operation(wrapped(n, code=code), **(operation_more or {})) for n in range(4)}
    if failure:
        next(iter(answers.values()))["responses"]["401"] = failure
    found = look(document(answers, **more), folder).expired
    return found and found.value


def failing(**example: Any) -> dict[str, Any]:
    schema = {"properties": {"code": CODE, "msg": TEXT}}
    return {"description": "", "content": {"application/json": {"schema": schema, "example": example}}}


@pytest.mark.parametrize(
    "message", ["Token expired", "access token has expired", "token已过期", "登录已失效", "jwt expired"]
)
def test_an_example_of_a_failure_tells(message: str, tmp_path: Path) -> None:
    """The code beside a message about an expired token is the one to wait for."""
    assert (Signal(code=("409",)),) == expired(tmp_path, failure=failing(code=409, msg=message))


@pytest.mark.parametrize(
    "message", ["refresh token expired", "page_token expired", "验证码已过期", "the order has expired"]
)
def test_other_things_that_expire_tell_nothing(message: str, tmp_path: Path) -> None:
    """Refresh tokens, cursors, captchas and orders are no reason to refresh."""
    assert expired(tmp_path, failure=failing(code=409, msg=message)) is None


@pytest.mark.parametrize(
    "line", ["| 50014 | Token expired |", "- 50014: the access token has expired", "50014 令牌过期"]
)
def test_the_introduction_tells(line: str, tmp_path: Path) -> None:
    """A table or list of codes, in the document's description."""
    info = {"title": "t", "version": "1", "description": f"Codes:\n\n| 20000 | Success |\n{line}\n"}

    assert (Signal(code=("50014",)),) == expired(tmp_path, info=info)


def test_the_names_of_an_enum_tell(tmp_path: Path) -> None:
    """`x-enum-varnames` and their like give values a meaning."""
    code = {"type": "integer", "enum": [0, 1, 7], "x-enum-varnames": ["OK", "FAILED", "TOKEN_EXPIRED"]}

    assert (Signal(code=("7",)),) == expired(tmp_path, code)


def test_the_description_of_the_code_tells(tmp_path: Path) -> None:
    """One line, or one clause, for each value."""
    code = {"type": "integer", "description": "0: success; 10041: token expired; 10042: refresh token expired"}

    assert (Signal(code=("10041",)),) == expired(tmp_path, code)


def test_a_table_in_an_extension_tells(tmp_path: Path) -> None:
    """Operations may list their errors beside the standard's members."""
    more = {"x-error-codes": [{"code": 99991663, "msg": "token expired"}, {"code": 1, "msg": "no"}]}

    assert (Signal(code=("99991663",)),) == expired(tmp_path, operation_more=more)


def test_the_description_of_a_401_tells(tmp_path: Path) -> None:
    """Without a code, the HTTP status is what there is to see."""
    answer = operation({}, responses={"401": {"description": "Expired token", "content": {"application/json": {}}}})
    found = look(document({"GET /a": answer}), tmp_path).expired
    assert found

    assert (Signal(http=("401",)),) == found.value


def test_a_code_of_401_is_the_status_too(tmp_path: Path) -> None:
    """Where the code repeats HTTP's status, either may be what comes."""
    assert (Signal(code=("401",)), Signal(http=("401",))) == expired(
        tmp_path, failure=failing(code=401, msg="Token expired")
    )


def test_an_answer_without_content_tells(tmp_path: Path) -> None:
    """What is said of a 401 counts, whether or not it shows a body."""
    found = look(document({"GET /a": operation({}, responses={"401": {"description": "Expired token"}})}), tmp_path)
    assert found.expired

    assert (Signal(http=("401",)),) == found.expired.value


@pytest.mark.parametrize(
    "message",
    ["Invalid token", "missing or invalid access token", "Token is missing", "未授权访问", "Unauthenticated."],
)
def test_to_be_nobody_is_what_is_left_to_go_by(message: str, tmp_path: Path) -> None:
    """A document that is silent about expiries says what is answered to nobody, which is the same thing."""
    failure = {**failing(code=1002, msg=message), "description": ""}
    other = {"responses": {"200": {"description": "", "content": failure["content"]}}}
    answers = {f"GET /r{n}": operation(wrapped(n)) for n in range(4)}
    found = look(document({**answers, "GET /no": other}), tmp_path).expired
    assert found

    assert (Signal(code=("1002",)),) == found.value


def test_what_is_said_of_expiries_goes_before_that(tmp_path: Path) -> None:
    """The code of an invalid token is not the one of an expired token where both are told."""
    code = {"type": "integer", "description": "0: success; 11001: token expired; 11003: token invalid"}

    assert (Signal(code=("11001",)),) == expired(tmp_path, code)


@pytest.mark.parametrize("text", ["1001:参数有误 2008:身份验证失败", "`403` 无权限、`2008` 未登录/Token 无效"])
def test_a_list_of_codes_in_a_description_tells(text: str, tmp_path: Path) -> None:
    """Some documents list the codes of an operation in the description of its answer, or all in the introduction."""
    info = {"title": "t", "version": "1", "description": text}

    assert (Signal(code=("2008",)),) == expired(tmp_path, info=info)


def test_http_tells_of_all_such_codes(tmp_path: Path) -> None:
    """The code in the example of a 401 is one of several that it may hold."""
    assert (Signal(http=("401",)),) == expired(tmp_path, failure=failing(code=11003, msg="Invalid access token"))


def test_a_rejected_refresh_token_tells_nothing(tmp_path: Path) -> None:
    """It is the refresh that fails so."""
    assert expired(tmp_path, failure=failing(code=409, msg="refresh token is invalid")) is None


def test_a_silent_document_tells_nothing(tmp_path: Path) -> None:
    """Then `init` writes what servers usually say, and asks to check it."""
    assert expired(tmp_path) is None
