"""Conventions that many APIs follow are known for what they are, envelopes or not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from anew.model import Signal

from tests.generator.detect.builder import CODE, TEXT, document, look, operation, thing

FLAG = {"type": "boolean"}
FAULT = {"type": "object", "properties": {"code": TEXT, "message": TEXT}}


def answering(answer: Any, media: str = "application/json") -> dict[str, Any]:
    """Give five operations whose answers `answer` makes of a number."""
    found = {f"GET /r{number}": operation(answer(number)) for number in range(5)}
    for one in found.values():
        content = one["responses"]["200"]["content"]
        content[media] = content.pop("application/json")
    return found


def around(slot: str = "data", **beside: Any) -> Any:
    """Give a maker of answers with a payload in a slot."""
    return lambda number: {"type": "object", "properties": {**beside, slot: thing(number)}}


@pytest.mark.parametrize(
    ("answer", "success", "code", "message", "data"),
    [
        (around(success=FLAG, message=TEXT), ("/success", "true"), "/success", "/message", "/data"),
        (around("result", status=TEXT, info=TEXT), ("/status", ""), "/status", "/info", "/result"),
        (around(errno=CODE, errmsg=TEXT), ("/errno", "0"), "/errno", "/errmsg", "/data"),
        (around(retcode=CODE, retmsg=TEXT), ("/retcode", "0"), "/retcode", "/retmsg", "/data"),
        (around("body", resultCode=TEXT, resultMsg=TEXT), ("/resultCode", "0"), "/resultCode", "/resultMsg", "/body"),
        (around("Response", ErrorCode=CODE, Message=TEXT), ("/ErrorCode", "0"), "/ErrorCode", "/Message", "/Response"),
        (
            around(meta={"properties": {"status": CODE, "msg": TEXT}}),
            ("/meta/status", "0"),
            "/meta/status",
            "/meta/msg",
            "/data",
        ),
        (
            around("response", header={"properties": {"code": TEXT, "message": TEXT}}),
            ("/header/code", "0"),
            "/header/code",
            "/header/message",
            "/response",
        ),
        (around(success=FLAG, error=FAULT), ("/success", "true"), "/error/code", "/error/message", "/data"),
    ],
)
def test_an_envelope_of_a_common_convention(
    answer: Any, success: tuple[str, str], code: str, message: str, data: str, tmp_path: Path
) -> None:
    """Status, code, message and payload are found wherever people put them."""
    found = look(document(answering(answer)), tmp_path).envelope
    assert found is not None
    signal = found.value.success[0]

    assert (success, (code,), message, data, "certain") == (
        (signal.at, next(iter(signal.among), "")),
        found.value.code,
        found.value.message[0],
        found.value.data,
        found.sure,
    )


def test_an_error_that_is_there_or_not(tmp_path: Path) -> None:
    """`{error: {code, message}, data}`: a success is told by what is not there."""
    found = look(document(answering(around(error=FAULT))), tmp_path).envelope
    assert found is not None

    assert ("likely", (Signal(at="/error", absent=True),), ("/error/code",), ("/error/message",), ()) == (
        found.sure,
        found.value.success,
        found.value.code,
        found.value.message,
        found.value.require,
    )


def resource(number: int) -> dict[str, Any]:
    return {"properties": {"type": TEXT, "id": TEXT, "attributes": thing(number)}}


@pytest.mark.parametrize(
    ("answer", "media"),
    [
        pytest.param(lambda n: {"properties": {"data": resource(n), "links": {}}}, "application/json", id="JSON:API"),
        pytest.param(lambda n: around(links={})(n), "application/vnd.api+json", id="JSON:API by its media type"),
        pytest.param(lambda n: around("_embedded", _links={})(n), "application/hal+json", id="HAL"),
        pytest.param(
            lambda n: {"properties": {"@odata.context": TEXT, "value": {"type": "array", "items": thing(n)}}},
            "application/json",
            id="OData",
        ),
        pytest.param(
            lambda n: {"properties": {"type": TEXT, "title": TEXT, "status": CODE, "detail": TEXT}},
            "application/problem+json",
            id="problem+json",
        ),
        pytest.param(lambda n: around()(n), "application/json", id="data alone"),
        pytest.param(lambda n: {**thing(n), "required": ["code"]}, "application/json", id="no common property"),
        pytest.param(
            lambda n: {"properties": {"id": CODE, "status": TEXT, "content": TEXT, f"f{n}": TEXT}},
            "application/json",
            id="a post with status and content",
        ),
        pytest.param(
            lambda n: {"properties": {"code": TEXT, "name": TEXT, f"f{n}": TEXT}}, "application/json", id="a country"
        ),
        pytest.param(lambda n: around("value", code=TEXT)(n), "application/json", id="a setting"),
        pytest.param(
            lambda n: {"properties": {"apiVersion": TEXT, "kind": TEXT, "status": thing(n), "spec": thing(n + 9)}},
            "application/json",
            id="Kubernetes",
        ),
        pytest.param(
            lambda n: {"properties": {"count": CODE, "next": TEXT, "previous": TEXT, "results": thing(n)}},
            "application/json",
            id="a page",
        ),
    ],
)
def test_what_is_no_envelope_is_left_alone(answer: Any, media: str, tmp_path: Path) -> None:
    """Media types with rules of their own, pages and resources are nothing to unwrap."""
    found = look(document(answering(answer, media)), tmp_path).envelope

    assert found is None or found.sure == "suggested"


def test_a_single_graphql_endpoint_has_no_envelope(tmp_path: Path) -> None:
    """`{data, errors}` of one operation is the client's business."""
    answer = {"properties": {"data": {}, "errors": {"type": "array", "items": FAULT}}}

    assert look(document({"POST /graphql": operation(answer)}), tmp_path).envelope is None


def failing(schema: Any) -> dict[str, Any]:
    """Give five operations with bare payloads, whose failures have a schema."""
    found = {f"GET /r{number}": operation(thing(number)) for number in range(5)}
    for one in found.values():
        one["responses"]["400"] = {"description": "", "content": {"application/json": {"schema": schema}}}
    return found


@pytest.mark.parametrize(
    ("failure", "places"),
    [
        (FAULT, ("/code", "/message")),
        ({"properties": {"error": FAULT}}, ("/error/code", "/error/message")),
        ({"properties": {"errorCode": TEXT, "detail": TEXT}}, ("/errorCode", "/detail")),
    ],
)
def test_failures_of_a_bare_api_are_suggested(failure: Any, places: tuple[str, str], tmp_path: Path) -> None:
    """Where successes have no envelope but failures look alike, errors could have their code: a comment says how."""
    found = look(document(failing(failure)), tmp_path).envelope
    assert found is not None

    assert ("suggested", places, "", ()) == (found.sure, found.value.require, found.value.data, found.value.drop)


@pytest.mark.parametrize(
    "failure", [{"properties": {"detail": TEXT}}, {"properties": {"code": TEXT, "message": FAULT}}]
)
def test_failures_without_code_or_message_are_not(failure: Any, tmp_path: Path) -> None:
    """The runtime finds a `detail` by itself, and an object is no message."""
    assert look(document(failing(failure)), tmp_path).envelope is None
