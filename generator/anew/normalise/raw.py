"""An operation as every dialect has it: parameters, bodies and answers, with the schemas still as they were written."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from anew.document import Found


@frozen
class Input:
    """A parameter that is no body."""

    value: dict[str, Any]
    """The parameter in the words of OpenAPI 3."""
    schema: Found
    at: str
    media_type: str = ""
    name: str = ""
    """Of the component, where it is one."""


@frozen
class Content:
    """A schema in one media type."""

    media_type: str
    schema: Found | None
    item: Found | None = None
    """What one of a stream's items is (3.2)."""
    encoding: dict[str, Any] = field(factory=dict)


@frozen
class Payload:
    """A request body."""

    contents: tuple[Content, ...]
    required: bool
    at: str
    name: str = ""
    """Of the component, where it is one."""


@frozen
class Reply:
    """A documented answer."""

    status: str
    contents: tuple[Content, ...]
    headers: tuple[tuple[str, Found], ...]
    description: str
    at: str
    name: str = ""
    """Of the component, where it is one."""


@frozen
class Raw:
    """An operation."""

    method: str
    path: str
    at: str
    value: dict[str, Any]
    item: Found
    """The path item that it is part of."""
    inputs: tuple[Input, ...] = ()
    payload: Payload | None = None
    replies: tuple[Reply, ...] = ()
