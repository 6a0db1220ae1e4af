"""Answers lose their envelope, and the family of its expansions vanishes."""

from __future__ import annotations

from typing import Any

import pytest
from anew.model import Answer, Api, Envelope, Signal
from anew.settings import OperationRule, Settings
from attrs import evolve

from tests.generator.parse.building import answering, api, entry, only, openapi, ref, schemas, short, with_settings

MAIN = Envelope("main", ("/code",), (Signal(code=("0",)),), ("/code",), ("/msg",), "/data")
CODE = {"code": {"type": "integer"}, "msg": {"type": "string"}}
USER = {"type": "object", "properties": {"id": {"type": "integer"}}}


def wrapped(data: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {**CODE, "data": data}}


def settings(envelope: Envelope = MAIN, *rules: OperationRule) -> Settings:
    return with_settings(envelopes=(envelope,), operations=rules)


def answer(schema: Any, envelope: Envelope = MAIN, *rules: OperationRule, **others: Any) -> Answer:
    found = api(openapi({"/a": {"get": answering(schema, operationId="find")}}, others), settings(envelope, *rules))
    return only(found).answers[0]


def told(found: Answer) -> tuple[str, str | None]:
    return short(found.type) if found.type else "", found.envelope


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        (wrapped(ref("User")), "User"),
        (wrapped({"type": "array", "items": ref("User")}), "[User]"),
        (wrapped({"type": "boolean"}), "boolean"),
        (wrapped({"anyOf": [ref("User"), {"type": "null"}]}), "User?"),
        (wrapped({}), "any"),
        ({"allOf": [ref("Base"), {"properties": {"data": ref("User")}}]}, "User"),
    ],
)
def test_the_caller_gets_what_is_inside(schema: Any, type_: str) -> None:
    """However the envelope is put together, its payload is the answer; without one it is None."""
    others = {"User": USER, "Base": wrapped({"type": "object"})}

    assert (type_, "main") == told(answer(schema, **others))


def test_an_envelope_without_a_payload_is_empty_but_judged() -> None:
    """`{code, msg}` may still tell of a failure; what else a server puts there is nobody's business."""
    found = answer({"type": "object", "properties": CODE})

    assert ("empty", None, "main") == (found.kind, found.type, found.envelope)


@pytest.mark.parametrize("schema", [{"data": ref("User")}, {"data": ref("User"), "meta": {"type": "object"}}])
def test_where_only_failures_have_a_code_the_payload_shows_the_envelope(schema: Any) -> None:
    """`{data}` or `{errors: [{code}]}`: the schema of a success never shows the code."""
    absent = Envelope("main", (), (Signal(at="/errors", absent=True),), ("/errors/0/code",), (), "/data")
    found = answer({"type": "object", "properties": schema}, absent, User=USER)

    assert told(found) == ("User", "main")
    assert told(answer(USER, absent))[1] is None


def test_what_does_not_look_like_the_envelope_has_none() -> None:
    """Not every answer of an API is wrapped."""
    assert told(answer(ref("User"), User=USER)) == ("User", None)


@pytest.mark.parametrize(
    ("shown", "schema", "expected"),
    [
        ("inner", ref("User"), ("User", "main")),
        ("untyped", {}, ("any", "main")),
        ("auto", {}, ("any", "main")),
        ("auto", {"type": "object"}, ("any", "main")),
        ("wrapped", {}, ("any", None)),
        ("untyped", ref("User"), ("User", None)),
    ],
)
def test_documents_show_the_envelope_in_several_ways(shown: Any, schema: Any, expected: tuple[str, str]) -> None:
    """`document:` says what the schema of an answer is about."""
    assert expected == told(answer(schema, evolve(MAIN, document=shown), User=USER))


def test_a_payload_may_lie_deep() -> None:
    """The pointer to it may have several keys."""
    schema = {"type": "object", "properties": {**CODE, "body": {"properties": {"result": ref("User")}}}}

    assert told(answer(schema, evolve(MAIN, data="/body/result"), User=USER)) == ("User", "main")


def test_a_flat_body_is_the_payload_without_the_envelopes_members() -> None:
    """RuoYi's and Slack's answers hold the payload beside the code."""
    flat = evolve(MAIN, data="", drop=("code", "msg"))
    schema = {"type": "object", "properties": {**CODE, "rows": {"type": "array", "items": USER}}}
    found = api(openapi({"/a": {"get": answering(schema, operationId="find")}}), settings(flat))

    assert told(only(found).answers[0]) == ("FindResult", "main")
    assert [field.wire for field in schemas(found)["FindResult"].fields] == ["rows"]


@pytest.mark.parametrize("match", ["find", "GET /a", "* /**"])
def test_a_rule_can_say_that_an_operation_has_no_envelope(match: str) -> None:
    """Operations are named by id, tag or path."""
    rule = OperationRule(match=match, envelope="none")

    assert told(answer(wrapped(ref("User")), MAIN, rule, User=USER)) == ("FindResult", None)


@pytest.mark.parametrize("media_type", ["text/plain", "application/pdf", "text/event-stream"])
def test_only_json_has_an_envelope(media_type: str) -> None:
    """Downloads and streams are never wrapped."""
    found = api(openapi({"/a": {"get": answering({}, media_type)}}), settings(evolve(MAIN, document="inner")))

    assert only(found).answers[0].envelope is None


def family() -> Api:
    paths = {
        "/a": {"get": answering(ref("ResultUser"))},
        "/b": {"get": answering(ref("ResultListUser"))},
        "/c": {"get": answering(ref("ResultKept"))},
    }
    components = {
        "User": USER,
        "Base": {"type": "object", "properties": CODE},
        "ResultUser": {"allOf": [ref("Base"), {"properties": {"data": ref("User")}}]},
        "ResultListUser": wrapped({"type": "array", "items": ref("User")}),
        "ResultUnused": wrapped(ref("User")),
        "ResultKept": wrapped({"type": "string"}),
        "Holder": {"type": "object", "properties": {"result": ref("ResultKept")}},
    }
    return api(openapi(paths, components), settings())


def test_wrappers_that_nothing_else_refers_to_vanish() -> None:
    """One generic class stands for all of them, and for their base."""
    assert sorted(schemas(family())) == ["Holder", "ResultKept", "User"]


def test_vanished_wrappers_are_accounted_for() -> None:
    """Every schema of the document has its line in the ledger."""
    found = family()

    assert entry(found, "ResultUser").status == "generated"
    assert "the one generic `ResponseData`" in entry(found, "ResultUser").notes[0].message


def test_errors_are_unwrapped_as_well() -> None:
    """An error's `data` is that of the envelope."""
    get = answering(wrapped(ref("User")))
    get["responses"]["400"] = {
        "description": "",
        "content": {"application/json": {"schema": wrapped({"type": "string"})}},
    }
    found = api(openapi({"/a": {"get": get}}, {"User": USER}), settings())

    assert told(only(found).errors[0]) == ("string", "main")


FAILURES = {
    "another code": {"properties": {**CODE, "code": {"type": "integer", "example": 7}, "data": {"nullable": True}}},
    "only codes of failures": {"properties": {"code": {"enum": [7, 8]}, "error": {"type": "string"}}},
    "a flag that is never true": {"properties": {**CODE, "success": {"const": False}, "data": {}}},
    "the title of an error": {"title": "NotFoundError", "properties": {"detail": {"type": "string"}}},
}


@pytest.mark.parametrize("failure", FAILURES)
def test_of_a_union_of_success_and_failure_the_success_is_the_answer(failure: str) -> None:
    """Failures are raised, so that their payloads are no part of what the caller gets."""
    union = {"oneOf": [wrapped(ref("User")), FAILURES[failure]]}

    assert told(answer(union, User=USER)) == ("User", "main")


def test_a_member_that_is_called_an_error_and_has_no_payload_is_a_failure() -> None:
    """Where the document shows no codes, the name has to do."""
    union = {"oneOf": [ref("Result"), ref("ErrorResult")]}
    others = {"Result": wrapped(ref("User")), "ErrorResult": wrapped({"nullable": True}), "User": USER}

    assert told(answer(union, **others)) == ("User", "main")


def test_several_successes_are_a_union_of_their_payloads() -> None:
    """One without a payload makes it nullable."""
    union = {"oneOf": [wrapped(ref("User")), wrapped({"type": "string"}), {"properties": CODE}]}
    type_, envelope = told(answer(union, User=USER))

    assert (type_.endswith("?"), "User" in type_, "string" in type_, envelope) == (True, True, True, "main")


def test_a_union_of_failures_alone_is_empty() -> None:
    """Beside an event stream some document what else may come instead of it."""
    found = answer({"oneOf": [FAILURES["another code"], FAILURES["only codes of failures"]]})

    assert ("empty", "main") == (found.kind, found.envelope)


def test_a_union_with_something_else_is_no_envelope() -> None:
    """A member that is neither envelope nor failure is an answer of its own."""
    union = {"oneOf": [wrapped(ref("User")), ref("User")]}

    assert told(answer(union, User=USER))[1] is None


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": CODE},
        wrapped({}),
        wrapped({"type": "object"}),
        wrapped({"additionalProperties": {"type": "string"}}),
    ],
)
def test_an_untyped_envelope_has_anything_in_it(schema: Any) -> None:
    """What the document says of the payload, if anything, is not meant."""
    assert told(answer({"type": "object", **schema}, evolve(MAIN, document="untyped"))) == ("any", "main")


def test_an_untyped_envelope_may_be_typed_here_and_there() -> None:
    """Where a payload is shown in full, it is believed."""
    assert told(answer(wrapped(ref("User")), evolve(MAIN, document="untyped"), User=USER)) == ("User", "main")


def test_the_envelope_whose_payload_is_shown_is_taken() -> None:
    """Two that differ by the place of the payload alone."""
    other = evolve(MAIN, name="other", data="/rows")
    schema = {"properties": {**CODE, "rows": ref("User")}}
    found = api(openapi({"/a": {"get": answering(schema)}}, {"User": USER}), with_settings(envelopes=(MAIN, other)))

    assert told(only(found).answers[0]) == ("User", "other")


def test_what_only_shows_its_inside_needs_a_rule() -> None:
    """An envelope with `document: inner` that is not the main one is not taken for every bare payload."""
    inner = evolve(MAIN, name="inner", document="inner")
    found = api(
        openapi({"/a": {"get": answering(ref("User"))}}, {"User": USER}), with_settings(envelopes=(MAIN, inner))
    )

    assert told(only(found).answers[0]) == ("User", None)


def test_a_body_that_nothing_is_dropped_from_stays_as_it_is() -> None:
    """An envelope around failures alone changes no type, and makes no component vanish."""
    failing = evolve(MAIN, require=("/code", "/msg"), data="", drop=(), success=(Signal(http=("2*",)),))
    get = answering(ref("User"))
    get["responses"]["400"] = {"description": "", "content": {"application/json": {"schema": ref("Failure")}}}
    others = {"User": USER, "Failure": {"type": "object", "properties": CODE}}
    found = api(openapi({"/a": {"get": get}}, others), settings(failing))

    assert (("User", None), ("Failure", "main")) == (told(only(found).answers[0]), told(only(found).errors[0]))
    assert entry(found, "Failure").notes == ()
