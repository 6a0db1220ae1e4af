"""A tame document becomes openapi-python-client's endpoints and models: the only module that knows that library."""

from __future__ import annotations

from typing import Any

from attrs import frozen


@frozen
class Parsed:
    """What openapi-python-client made of a tame document, by our keys."""

    endpoints: dict[str, Any]
    models: dict[str, Any]
    errors: tuple[str, ...]


def parse(tame: dict[str, Any]) -> Parsed:
    """Let openapi-python-client check and parse a tame document."""
    raise NotImplementedError
