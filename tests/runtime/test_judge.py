"""`call.parse()`: status and envelope are judged before types come in."""

from __future__ import annotations

from typing import Any

import anew.runtime as rt
import pytest
from anew.runtime._http import httpx
from anew.runtime.codec import integer

from tests.runtime.api import api, bare, envelope, operation
from tests.runtime.judged import answer, call, name


def test_payload_is_unwrapped() -> None:
    """The caller gets what is inside the envelope."""
    assert call().parse(answer({"code": 200, "msg": "", "data": {"name": "Ada"}})) == "Ada"


def test_error_envelope_with_null_data_is_an_api_error() -> None:
    """`{"code": 500, "data": null}` raises its ApiError with message and code, never a TypeError."""
    with pytest.raises(rt.ApiError, match="out of stock") as caught:
        call().parse(answer({"code": 1001, "msg": "out of stock", "data": None}, **{"x-trace": "t-1"}))  # type: ignore[arg-type]  # a header

    error = caught.value
    assert (error.code, error.msg, error.data, error.status, error.trace_id, error.operation) == (
        1001,
        "out of stock",
        None,
        200,
        "t-1",
        "thing",
    )


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, 200, rt.BadRequest),
        (404, "A0404", rt.NotFound),
        (418, 1, rt.ApiError),
        (429, 1, rt.RateLimited),
        (500, 1, rt.InternalServerError),
        (503, 1, rt.ServiceUnavailable),
        (599, 1, rt.ServerError),
        (200, 401, rt.Unauthorized),
        (200, "403", rt.Forbidden),
        (200, 409, rt.Conflict),
        (200, 599, rt.ServerError),
        (200, 1001, rt.ApiError),
        (200, "A0230", rt.ApiError),
    ],
)
def test_class_of_error_is_chosen_by_status_then_by_code(status: int, code: Any, kind: type[rt.ApiError]) -> None:
    """The HTTP status decides if it speaks of an error; else a code that looks like a status does."""
    with pytest.raises(rt.ApiError) as caught:
        call().parse(answer({"code": code, "msg": "no", "data": None}, status))

    assert type(caught.value) is kind


def test_rule_of_sdk_yaml_goes_before_everything() -> None:
    """The first rule that fits names the class, by HTTP status, code (with prefix) and message."""
    rules = (
        rt.ErrorRule(when=(rt.Signal(code=("10*",), message="stock"),), raises="Gone"),
        rt.ErrorRule(when=(rt.Signal(http=("4*",)),), raises="Conflict"),
        rt.ErrorRule(when=(rt.Signal(code=("1001",)),), raises="NoSuchClass"),
    )
    described = api(rt, errors=rules)
    kinds = []
    for body, status in (({"code": "1001", "msg": "no stock"}, 200), ({"code": 1}, 404), ({"code": 1001}, 200)):
        with pytest.raises(rt.ApiError) as caught:
            call().parse(answer(body, status), api=described)
        kinds.append(type(caught.value))

    assert kinds == [rt.Gone, rt.Conflict, rt.ApiError]


def test_code_is_compared_as_text() -> None:
    """Servers mix `200` and `"200"`."""
    assert call().parse(answer({"code": "200", "data": {"name": "Ada"}})) == "Ada"


def test_flat_envelope_is_the_body_less_its_own_members() -> None:
    """With `data: ""` the payload stands beside the code."""
    flat = envelope(rt, data="", drop=("code", "msg"))
    made = rt.Call(operation(rt, answers=(rt.Answer("200", "json", envelope=flat),)))

    assert made.parse(answer({"code": 200, "msg": "", "rows": [1], "total": 1})) == {"rows": [1], "total": 1}


@pytest.mark.parametrize("body", [{"code": 200, "data": None}, {"code": 200}])
def test_success_without_payload(body: Any) -> None:
    """Null or missing data is None where the envelope allows that, and a DecodeError with a path where it does not."""
    strict = operation(rt, answers=(rt.Answer("200", "json", name, envelope=envelope(rt, empty="refuse")),))

    assert call().parse(answer(body)) is None
    with pytest.raises(rt.DecodeError, match=r"expected a payload, got none - at \$\.data"):
        rt.Call(strict).parse(answer(body))


def test_false_is_a_payload() -> None:
    """`data: false` is false, not nothing."""
    made = rt.Call(operation(rt))

    assert made.parse(answer({"code": 200, "data": False})) is False


def test_absent_error_member_can_be_the_success() -> None:
    """An envelope may be a success by not having an error, which null counts as as well."""
    directus = rt.Envelope(name="d", success=(rt.Signal(at="/errors", absent=True),), message=("/errors/0/message",))
    made = rt.Call(operation(rt, answers=(rt.Answer("200", "json", envelope=directus),)))

    assert [made.parse(answer({"data": 1})), made.parse(answer({"data": 1, "errors": None}))] == [1, 1]
    with pytest.raises(rt.ApiError, match="no such field"):
        made.parse(answer({"errors": [{"message": "no such field"}]}))


def directus_refused(body: Any, status: int = 401) -> Any:
    """Judge a refusal where the envelope is told by the lack of an error, and 401 is described as a whole."""
    absent = rt.Signal(at="/errors", absent=True)
    directus = rt.Envelope(
        name="d", success=(absent,), code=("/errors/0/code",), message=("/errors/0/message",), data="/data"
    )
    described = (rt.Answer("401", "json", lambda item: ("decoded", item)),)
    made = rt.Call(operation(rt, answers=(rt.Answer("200", "json", envelope=directus),), errors=described))
    with pytest.raises(rt.ApiError) as caught:
        made.parse(answer(body, status))
    return caught.value.data


def test_error_that_is_described_as_a_whole_is_decoded_as_a_whole() -> None:
    """An envelope of failure that holds no payload is the payload, where the document describes it so."""
    body = {"errors": [{"code": "EXPIRED", "message": "expired"}]}

    assert directus_refused(body) == ("decoded", body)
    assert directus_refused(body, 403) is None


def test_error_in_no_envelope_is_told_as_it_came() -> None:
    """What a gateway says has neither code nor message of the envelope, and is no payload that is missing."""
    assert directus_refused({"reason": "no route"}, 502) == {"reason": "no route"}


def test_body_that_is_not_the_envelope_is_judged_by_http_status() -> None:
    """Without what `require` names the HTTP status alone counts, and the body is the payload."""
    assert call().parse(answer({"name": "Ada"})) == "Ada"
    with pytest.raises(rt.Unauthorized, match="not logged in"):
        call().parse(answer({"detail": "not logged in"}, 401))


def test_decode_error_says_where() -> None:
    """The path starts at the body, not at the payload; operation and status come along."""
    made = rt.Call(operation(rt, answers=(rt.Answer("200", "json", integer, envelope=envelope(rt)),)))
    with pytest.raises(rt.DecodeError) as caught:
        made.parse(answer({"code": 200, "data": "x"}))

    assert (str(caught.value), caught.value.path, caught.value.status) == (
        "thing: expected integer, got string - at $.data",
        ("data",),
        200,
    )


def test_payload_that_happens_to_have_a_code_is_no_envelope() -> None:
    """Where no envelope is documented, code and message must both be there to take it for one."""
    made = rt.Call(operation(rt, answers=(rt.Answer("200", "json"),)))

    assert made.parse(answer({"code": "USD", "rate": 1.1}), api=bare(rt)) == {"code": "USD", "rate": 1.1}


def test_what_require_names_must_be_there_everywhere() -> None:
    """A body that has code and message, but not what `require` names, is no envelope where none is documented."""
    strict = bare(rt, envelopes=(envelope(rt, require=("/code", "/traceId")),))
    made = rt.Call(operation(rt, answers=(rt.Answer("200", "json"),)))

    assert made.parse(answer({"code": 7, "msg": "bond"}), api=strict) == {"code": 7, "msg": "bond"}


def test_documented_error_is_decoded() -> None:
    """An error's data is what the document describes, and the plain JSON where the server does not keep to it."""
    made = call(errors=(rt.Answer("422", "json", lambda data: [str(item["field"]) for item in data]),))
    found = []
    for body in ([{"field": "age"}], {"other": 1}):
        with pytest.raises(rt.UnprocessableEntity) as caught:
            made.parse(answer(body, 422))
        found.append(caught.value.data)

    assert found == [["age"], {"other": 1}]


@pytest.mark.parametrize("status", [520, 599, 999])
def test_unregistered_status_is_an_error_like_others(status: int) -> None:
    """Statuses that no registry knows are judged by their number."""
    with pytest.raises(rt.ApiError) as caught:
        call().parse(httpx.Response(status))

    assert caught.value.status == status


def test_a_refusal_is_read_in_the_envelope_that_is_documented_for_it() -> None:
    """A file that is refused with nothing but a code has that code."""
    refused = (rt.Answer("401", "json", name, envelope=envelope(rt)),)
    download = rt.Call(operation(rt, answers=(rt.Answer("200", "binary"),), errors=refused))

    with pytest.raises(rt.Unauthorized) as caught:
        download.parse(answer({"code": 7}, 401))
    assert (caught.value.code, caught.value.data) == (7, None)
