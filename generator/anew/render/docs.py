"""Turn what the document says about a thing into the text of its docstring."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from anew.model import MISSING, Field, Parameter
from anew.render.text import literal


def paragraphs(*texts: str) -> str:
    """Join what is not empty, with a blank line between."""
    return "\n\n".join(text.strip() for text in texts if text.strip())


def field_doc(field: Field) -> str:
    """Say what a property means, and what JSON Schema asks of it that its type does not show."""
    notes = [
        "Read-only: the server sets it." if field.read_only else "",
        "Write-only: the server never sends it." if field.write_only else "",
        "Deprecated." if field.deprecated else "",
        default_doc(field.default),
        _constraints(field.constraints),
    ]
    return _joined(field.description, notes)


def argument_doc(parameter: Parameter) -> str:
    """Say what an argument means."""
    return _joined(
        parameter.description, ["Deprecated." if parameter.deprecated else "", default_doc(parameter.default)]
    )


def default_doc(default: Any) -> str:
    """Say what the server assumes.

    A documented default is never sent by itself: what is left out stays left out, so that the server's own default
    counts even if it is another by now.
    """
    return "" if default is MISSING else f"The server assumes `{literal(default)}`."


def _constraints(constraints: Iterable[tuple[str, Any]]) -> str:
    shown = ", ".join(f"{keyword} {_plain(value)}" for keyword, value in constraints)
    return f"Constraints: {shown}." if shown else ""


def _plain(value: Any) -> str:
    return f"`{value}`" if isinstance(value, str) else str(literal(value))


def _joined(description: str, notes: Iterable[str]) -> str:
    """Put the notes behind a description of one line, below a longer one."""
    said = " ".join(note for note in notes if note)
    description = description.strip()
    if not description or not said:
        return description or said
    if "\n" in description:
        return f"{description}\n\n{said}"
    stop = "" if description.endswith((".", "!", "?", ":", "。")) else "."
    return f"{description}{stop} {said}"
