"""YAML text becomes data, event by event: fast, without recursion, and with bounds on depth and on aliases."""

from __future__ import annotations

from typing import Any

import yaml
from attrs import define, field, frozen

from anew.document import pointers, scalars
from anew.document.faults import FaultError

_DEEPEST = 300
_LARGEST = 1_000_000
_FACTOR = 10
"""Values that a document may have once its aliases are written out, and how many times that of what is in the file."""

_MERGE = "<<"


@define
class _Open:
    """A mapping or sequence whose end has not been seen."""

    value: Any
    anchor: str | None
    mark: Any
    key: str | None = None
    size: int = 1
    merged: list[Any] = field(factory=list)


@frozen
class Loaded:
    """The data of a file, and the pointers of keys that were given more than once.

    Of such a key the last value counts, but mappings are put together: a path that is given twice keeps all operations.
    """

    data: Any
    repeated: tuple[str, ...] = ()


def load(text: str) -> Loaded:
    """Read one YAML document.

    Raises:
        FaultError: it is no YAML, more than one document, too deep, or a bomb of aliases.
    """
    builder = _Builder()
    try:
        for event in yaml.parse(text, yaml.CSafeLoader):
            builder.take(event)
    except yaml.YAMLError as error:
        raise _fault(error) from None
    return Loaded(builder.root, tuple(builder.repeated))


class _Builder:
    """Puts together what the events say, on a stack of its own."""

    def __init__(self) -> None:
        self.root: Any = None
        self.repeated: list[str] = []
        self._documents = 0
        self._events = 0
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._take = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }

    def take(self, event: Any) -> None:
        """Take the next event."""
        self._events += 1
        act = self._take.get(type(event))
        if act is not None:
            act(event)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            raise _at(event.start_mark, "the file holds more than one YAML document", "a single one")

    def _scalar(self, event: Any) -> None:
        value: Any = event.value
        if event.tag is not None and event.tag != "!":
            value = scalars.tagged(value, event.tag)
        elif event.implicit[0]:
            value = scalars.resolve(value)
        if event.anchor is not None:
            self._anchors[event.anchor] = value, 1
        self._add(value, 1, event)

    def _open(self, event: Any) -> None:
        if len(self._stack) >= _DEEPEST:
            raise _at(event.start_mark, "the file is nested too deeply", f"at most {_DEEPEST} levels")
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._stack.append(_Open(value, event.anchor, event.start_mark))

    def _close(self, event: Any) -> None:
        done = self._stack.pop()
        for below in done.merged:
            done.value = {**below, **done.value}
        if done.anchor is not None:
            self._anchors[done.anchor] = done.value, done.size
        self._add(done.value, done.size, event)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self._anchors:
            inside = any(one.anchor == event.anchor for one in self._stack)
            problem = "stands inside of what it refers to" if inside else "refers to nothing above it"
            raise _at(event.start_mark, f"the alias *{event.anchor} {problem}")
        self._add(*self._anchors[event.anchor], event)

    def _add(self, value: Any, size: int, event: Any) -> None:
        if not self._stack:
            self.root = value
            return
        parent = self._stack[-1]
        parent.size += size
        if parent.size > _LARGEST and parent.size > _FACTOR * self._events:
            raise _at(event.start_mark, "the file's aliases make it too large", f"at most {_FACTOR} times its size")
        if isinstance(parent.value, list):
            parent.value.append(value)
        elif parent.key is None:
            parent.key = scalars.key(value)
        else:
            self._put(parent, value)

    def _put(self, parent: _Open, value: Any) -> None:
        """Put a value under its key; `<<: *base` gives what the mapping does not have itself."""
        name, parent.key = parent.key, None
        if name == _MERGE and isinstance(value, dict | list):
            parent.merged += [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, dict)]
        else:
            parent.value[name] = self._again(parent.value[name], value, name) if name in parent.value else value

    def _again(self, before: Any, value: Any, name: str | None) -> Any:
        keys = [str(len(one.value)) if isinstance(one.value, list) else one.key or "" for one in self._stack[:-1]]
        self.repeated.append(pointers.join([*keys, name or ""]))
        return {**before, **value} if isinstance(before, dict) and isinstance(value, dict) else value


def _fault(error: yaml.YAMLError) -> FaultError:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    return _at(mark, f"the file is not YAML: {problem}")


def _at(mark: Any, message: str, expected: str = "") -> FaultError:
    return (
        FaultError(message, mark.line + 1, mark.column + 1, expected) if mark else FaultError(message, 0, 0, expected)
    )
