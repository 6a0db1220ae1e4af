"""An Overlay file becomes its actions, read and checked; what only informs people (`info`, `description`) is let be."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from attrs import field, frozen

from anew.document.faults import FaultError
from anew.document.overlay.faults import OverlayError, refusal
from anew.document.overlay.query import Query, compile_path
from anew.document.source import Source, read
from anew.errors import Diagnostic, DocumentError, Place, UsageError

_VERSION = re.compile(r"1\.([01])(?:\.\d+)?")
_TOP = ("overlay", "info", "extends", "actions")
_ACTION = ("target", "description", "update", "remove", "copy")


@frozen(eq=False)
class Action:
    """One step of an overlay."""

    pointer: str
    """Where it stands in the overlay."""
    text: str
    """The target as it was written."""
    target: Query
    update: Any
    has_update: bool
    """`update: null` is an update too."""
    copy: Query | None
    remove: bool


@frozen(eq=False)
class Overlay:
    """An Overlay file."""

    source: Source = field(repr=False)
    minor: int
    """0 or 1: the version of the specification is 1.0 or 1.1."""
    actions: tuple[Action, ...]


def read_overlay(path: Path) -> Overlay:
    """Read an Overlay file.

    Raises:
        UsageError: there is no such file, or it cannot be read.
        DocumentError: it is neither YAML nor JSON, or not an Overlay; all that is wrong in it.
    """
    name = str(path)
    try:
        source = read(path, name)
    except OSError as error:
        raise UsageError(Diagnostic(f"cannot read {name}: {error.strerror or error}")) from None
    except FaultError as fault:
        place = Place(name, fault.line, fault.column)
        raise DocumentError(Diagnostic(fault.message, place, expected=fault.expected)) from None
    try:
        minor = _minor(source.data)
    except OverlayError as error:
        raise refusal(source, error) from None
    faults = [*_top_faults(source.data), *_action_faults(source.data.get("actions"), minor)]
    if faults:
        raise refusal(source, *faults)
    actions = enumerate(source.data["actions"])
    return Overlay(source, minor, tuple(_action(one, f"/actions/{index}") for index, one in actions))


def _minor(data: Any) -> int:
    if not isinstance(data, dict) or "overlay" not in data:
        raise OverlayError("the file is not an OpenAPI Overlay", expected="`overlay: 1.0.0` in it")
    found = _VERSION.fullmatch(str(data["overlay"]))
    if found is None:
        shown = str(data["overlay"])[:40]
        raise OverlayError(f"`overlay: {shown}` is not supported", "/overlay", expected="Overlay 1.0 or 1.1")
    return int(found[1])


def _top_faults(data: dict[str, Any]) -> Iterator[OverlayError]:
    yield from _unknown(data, _TOP, "")
    if not isinstance(data.get("actions"), list) or not data["actions"]:
        yield OverlayError("there are no actions", "/actions", expected="a list of them under `actions`")


def _action_faults(actions: Any, minor: int) -> Iterator[OverlayError]:
    for index, action in enumerate(actions if isinstance(actions, list) else ()):
        pointer = f"/actions/{index}"
        if isinstance(action, dict):
            yield from _unknown(action, _ACTION, pointer)
            yield from _wrong(action, pointer)
            yield from _at_odds(action, pointer, minor)
        else:
            yield OverlayError("this is no action", pointer, expected="a mapping with `target`")


def _unknown(data: dict[str, Any], known: Iterable[str], pointer: str) -> Iterator[OverlayError]:
    for key in data:
        if key not in known and not key.startswith("x-"):
            near = difflib.get_close_matches(key, known, n=1)
            expected = "one of " + ", ".join(f"`{one}`" for one in known)
            fix = f"did you mean `{near[0]}`?" if near else ""
            yield OverlayError(f"unknown key `{key}`", f"{pointer}/{key}", expected=expected, fix=fix)


def _wrong(action: dict[str, Any], pointer: str) -> Iterator[OverlayError]:
    if "target" not in action:
        yield OverlayError("the key `target` is missing", pointer, fix="add `target: $.paths`")
    for key in ("target", "copy"):
        if key in action and not isinstance(action[key], str):
            yield OverlayError(f"`{key}` is no text", f"{pointer}/{key}", expected="a JSONPath")
        elif key in action:
            try:
                compile_path(action[key])
            except OverlayError as error:
                error.pointer = f"{pointer}/{key}"
                yield error
    if not isinstance(action.get("remove", False), bool):
        yield OverlayError("`remove` is neither true nor false", f"{pointer}/remove", expected="`remove: true`")


def _at_odds(action: dict[str, Any], pointer: str, minor: int) -> Iterator[OverlayError]:
    if "copy" in action and minor < 1:
        yield OverlayError("Overlay 1.0 has no `copy`", f"{pointer}/copy", fix="write `overlay: 1.1.0`")
    if "copy" in action and "update" in action:
        yield OverlayError("`update` and `copy` exclude each other", f"{pointer}/copy", fix="make two actions of them")


def _action(data: dict[str, Any], pointer: str) -> Action:
    return Action(
        pointer=pointer,
        text=data["target"],
        target=compile_path(data["target"]),
        update=data.get("update"),
        has_update="update" in data,
        copy=compile_path(data["copy"]) if "copy" in data else None,
        remove=data.get("remove", False),
    )
