"""Documented answers in an envelope are made as a server would send them: with all that the envelope is known by."""

from __future__ import annotations

from typing import Any

import pytest
from anew.contract.offline.envelopes import payload_of, wrapped
from anew.runtime.spec import Envelope, Signal
from anew.samples import Sampler

FLAGGED = Envelope(
    name="main",
    require=("/code",),
    success=(Signal(at="/success", among=("true",)),),
    code=("/code",),
    data="/data",
)
RESULT: dict[str, Any] = {
    "type": "object",
    "properties": {"code": {"type": "string"}, "success": {"type": "boolean"}, "data": {"type": "string"}},
}


@pytest.mark.parametrize("sent", [{}, {"data": "tea"}, {"data": "tea", "success": False}, {"data": "tea", "code": "0"}])
def test_what_an_envelope_is_known_by_is_filled_in(sent: dict[str, Any]) -> None:
    """A minimal answer leaves out what is optional; the envelope's own parts it has all the same."""
    body = wrapped(sent, FLAGGED, RESULT, Sampler({"openapi": "3.1.0"}))

    assert isinstance(body["code"], str) and body["success"] is True
    assert sent.get("data") == payload_of(body, FLAGGED)
