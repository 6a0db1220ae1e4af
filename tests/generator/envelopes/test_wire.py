"""Flat, bare, untyped and other envelopes work by configuration: the caller gets the payload, or an error."""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import Any

import pytest

from tests.generator.envelopes.conftest import Ask
from tests.runtime.wire import Server, as_json

ITEM = {"name": "tea"}
FINE = {
    "flat": {"code": 0, "msg": "", "item": ITEM},
    "flag": {"ok": True, "item": ITEM},
    "bare": ITEM,
    "inner": {"code": 0, "msg": "", "data": ITEM},
    "anything": {"code": 0, "msg": "", "data": ITEM},
    "base": {"code": 0, "msg": "", "data": ITEM},
    "nested": {"meta": {"code": 0, "msg": ""}, "response": ITEM},
    "absent": {"data": ITEM},
    "union": {"code": 0, "msg": "", "data": ITEM},
}
SOLD_OUT = {"code": 7, "msg": "sold out"}
REFUSED: dict[str, Any] = {
    "flat": SOLD_OUT,
    "bare": SOLD_OUT,
    "inner": SOLD_OUT,
    "anything": SOLD_OUT,
    "base": SOLD_OUT,
    "union": SOLD_OUT,
    "flag": {"ok": False, "error": "sold out"},
    "nested": {"meta": {"code": 7, "msg": "sold out"}, "response": None},
    "absent": {"errors": [{"code": 7, "message": "sold out"}]},
}
BESIDE = ("flat", "flag")
"""Where the payload stands beside the code: the caller gets a model of what is left."""
UNTYPED = ("anything", "base")


@pytest.mark.parametrize("name", FINE)
def test_the_payload_is_what_the_caller_gets(name: str, ask: Ask, server: Server, package: ModuleType) -> None:
    """Whatever is around it goes, whether the document shows it or not; untyped payloads stay as they came."""
    server.answer = lambda _: as_json(FINE[name])
    data = ask(name).data
    item: Any = data.item if name in BESIDE else data
    models = importlib.import_module(f"{package.__name__}.models")

    assert item == (ITEM if name in UNTYPED else models.Item(name="tea"))


@pytest.mark.parametrize("name", BESIDE)
def test_what_is_beside_the_payload_is_no_part_of_it(name: str, ask: Ask, server: Server) -> None:
    """Code and message are dropped from the model of a flat body."""
    server.answer = lambda _: as_json(FINE[name])

    assert ask(name).data.to_dict() == {"item": ITEM}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_is_raised_though_http_says_200(name: str, ask: Ask, server: Server, package: ModuleType) -> None:
    """The error has code and message wherever they stand, a bare API's included."""
    server.answer = lambda _: as_json(REFUSED[name])
    errors = importlib.import_module(f"{package.__name__}.errors")
    with pytest.raises(errors.ApiError) as caught:
        ask(name)

    assert ("sold out" if name == "flag" else 7, "sold out") == (caught.value.code, caught.value.msg)


def test_a_bare_payload_is_not_taken_for_a_refusal(ask: Ask, server: Server) -> None:
    """A payload that happens to have a `code` but no message is a payload."""
    server.answer = lambda _: as_json({**ITEM, "code": "USD"})

    assert ask("bare").data.name == "tea"


def test_the_envelope_is_there_for_who_asks(ask: Ask, server: Server) -> None:
    """`send_detailed` gives code, message and further facts beside the payload."""
    server.answer = lambda _: as_json({"code": 0, "msg": "fine", "data": ITEM, "trace": "t-1"})
    envelope = ask("union").envelope

    assert (0, "fine", {"trace": "t-1"}) == (envelope.code, envelope.msg, envelope.meta)


def test_an_answer_that_is_not_the_envelope_is_judged_by_its_status(ask: Ask, server: Server) -> None:
    """A gateway's answer without a code is no refusal by the code, but by HTTP."""
    server.answer = lambda _: as_json({"detail": "down"}, status=503)
    with pytest.raises(Exception, match="down") as caught:
        ask("union")

    assert type(caught.value).__name__ == "ServiceUnavailable"
