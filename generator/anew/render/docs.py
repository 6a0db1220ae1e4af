"""Turn what the document says about a thing into the text of its docstring."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from anew.model import MISSING, Answer, Field, Group, OAuthFlow, Operation, Parameter, Payload
from anew.render.runtime import errors_by_status
from anew.render.text import WIDTH, wrapped

_DEEPEST = 8
"""Spaces before the docstring of a method."""


def paragraphs(*texts: str) -> str:
    """Join what is not empty, with a blank line between."""
    return "\n\n".join(text.strip() for text in texts if text.strip())


def group_doc(group: Group) -> str:
    """Say what the operations of a group have in common."""
    return paragraphs(group.description or group.title)


def field_doc(field: Field) -> str:
    """Say what a property means, and what JSON Schema asks of it that its type does not show."""
    notes = [
        "Read-only: the server sets it." if field.read_only else "",
        "Write-only: the server never sends it." if field.write_only else "",
        "Deprecated." if field.deprecated else "",
        "" if field.required else default_doc(field.default),
        _constraints(field.constraints),
    ]
    return _joined(field.description, notes)


def argument_doc(parameter: Parameter) -> str:
    """Say what an argument means."""
    notes = [
        "Deprecated." if parameter.deprecated else "",
        default_doc(parameter.default),
        _constraints(parameter.constraints),
    ]
    return _joined(parameter.description, notes)


def operation_title(operation: Operation) -> str:
    """Say in a sentence what an operation does, and which one it is."""
    said = operation.summary.strip() or operation.description.strip().partition("\n\n")[0]
    first = " ".join(said.split())
    return paragraphs(_sentence(first), f"`{operation.method} {operation.path}`")


def operation_doc(operation: Operation, body: str) -> str:
    """Say what an operation does, what its arguments mean, and what it raises.

    Args:
        operation: What the document says.
        body: What is to be said about the body; empty for nothing.
    """
    arguments = [(parameter.name, argument_doc(parameter)) for parameter in operation.parameters]
    return _told(operation, [*arguments, ("body", body)])


def wants_header(payload: Payload) -> bool:
    """Tell whether the `Content-Type` says something: the media type, or the boundary of its parts."""
    return len(payload.bodies) > 1 or any(body.kind == "multipart" for body in payload.bodies)


def payload_doc(payload: Payload) -> str:
    """Say what a webhook or callback tells, and what parses it needs and raises."""
    said = payload.summary.strip() or payload.description.strip().partition("\n\n")[0]
    more = payload.description if payload.summary.strip() else payload.description.partition("\n\n")[2]
    called = " ".join(f"The {payload.kind} {payload.wire}".split())
    choice = f"The header of that name; empty for `{payload.bodies[0].media_type}`."
    several = [("content_type", choice)] * wants_header(payload)
    return paragraphs(
        _sentence(" ".join(said.split())) or f"Parse what {payload.wire} sends.",
        more,
        f"{called}, by `{payload.method}`" + (f" to `{payload.path}`." if payload.path else "."),
        "Deprecated." if payload.deprecated else "",
        _section("Args", [("payload", "The body as it came, or decoded already."), *several]),
        _section("Raises", [("DecodeError", "It is not what the document describes; tells where.")]),
    )


def login_doc(operation: Operation, credentials: Iterable[tuple[str, str]]) -> str:
    """Say what a login does; `credentials` are the arguments that its body is made of, and what they mean."""
    arguments = [(parameter.name, argument_doc(parameter)) for parameter in operation.parameters]
    return _told(operation, [*arguments, *credentials])


def endpoint_login_doc(flow: OAuthFlow) -> str:
    """Say what a login at a token endpoint does."""
    given = f"`credentials={{{flow.scheme or 'oauth'!r}: OAuth2(…)}}`"
    title, more, arguments = {
        "client_credentials": (
            "Ask the token endpoint for tokens, by the client's own id and secret.",
            f"Calls do so by themselves; this tells at once whether {given} is right.",
            [],
        ),
        "password": (
            "Log in as a user at the token endpoint.",
            f"The password is not kept. Where the endpoint wants to know the client too, give it {given}.",
            [("username", "Name of the user."), ("password", "The user's password.")],
        ),
        "refresh_token": (
            "Go on with what a user has agreed to elsewhere.",
            f"Where the endpoint wants to know the client too, give it {given}.",
            [("refresh_token", "What the server gave in exchange for the user's consent; it is spent.")],
        ),
    }[flow.grant]
    raised = [("ApiError", "The endpoint refuses.")]
    return paragraphs(title, more, _section("Args", arguments), _section("Raises", raised))


def _told(operation: Operation, arguments: Iterable[tuple[str, str]]) -> str:
    title, _, method = operation_title(operation).rpartition("\n\n")
    more = operation.description if operation.summary.strip() else operation.description.partition("\n\n")[2]
    return paragraphs(
        title,
        more,
        method,
        "Deprecated." if operation.deprecated else "",
        _section("Args", arguments),
        _section("Raises", _raised(operation.errors)),
    )


def _section(title: str, entries: Iterable[tuple[str, str]]) -> str:
    """Write a section of a Google docstring; entries of which nothing is said are left out."""
    lines: list[str] = []
    for name, text in entries:
        for line in wrapped(f"{name}: {text}", WIDTH - _DEEPEST - 8) if text.strip() else ():
            lines.append(f"    {line}" if line.startswith(f"{name}: ") else f"        {line}".rstrip())
    return f"{title}:\n" + "\n".join(lines) if lines else ""


def _raised(answers: Iterable[Answer]) -> list[tuple[str, str]]:
    """Name the class of error for each documented refusal, each once."""
    raised: dict[str, str] = {}
    for answer in answers:
        server = answer.status.upper() in ("5XX", "500")
        name = errors_by_status().get(answer.status, "ServerError" if server else "ApiError")
        raised.setdefault(name, " ".join(answer.description.split()) or f"HTTP {answer.status}.")
    return list(raised.items())


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?", "…", "。")) else f"{text}."


def default_doc(default: Any) -> str:
    """Say what the server assumes.

    A documented default is never sent by itself: what is left out stays left out, so that the server's own default
    counts even if it is another by now.
    """
    return "" if default is MISSING else f"The server assumes `{_json(default)}`."


def _constraints(constraints: Iterable[tuple[str, Any]]) -> str:
    shown = ", ".join(keyword if value is True else f"{keyword} `{_json(value)}`" for keyword, value in constraints)
    return f"Constraints: {shown}." if shown else ""


def _json(value: Any) -> str:
    """Show a value as the document does; text without quotes and escapes, which only make a pattern harder to read."""
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False, default=str)


def _joined(description: str, notes: Iterable[str]) -> str:
    """Put the notes behind a description of one line, below a longer one."""
    said = " ".join(note for note in notes if note)
    description = description.strip()
    if not description or not said:
        return description or said
    if "\n" in description:
        return f"{description}\n\n{said}"
    return f"{_sentence(description)} {said}"
