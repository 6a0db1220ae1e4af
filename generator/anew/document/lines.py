"""JSON pointers become lines and columns of the text that they point into, in one walk for all of them.

A key's place is that of the key, since that is where a reader looks for `get:`; an item's place is its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from json import JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]  # the stubs leave it out
from typing import Any, TypeAlias

import yaml
from attrs import define

from anew.document import pointers as spelling
from anew.document import scalars

Wanted: TypeAlias = "dict[str, Wanted]"
"""The keys that somebody asks about, and what they ask about below them."""

_SPACE = " \t\r\n"
_scan = JSONDecoder().raw_decode


def find(text: str, wanted: Iterable[str], *, json: bool) -> dict[str, tuple[int, int]]:
    """Find line and column, from 1, of each pointer; what is not there has the place of what is nearest around it."""
    asked = set(wanted)
    tree: Wanted = {}
    for pointer in asked:
        branch = tree
        for key in spelling.split(pointer):
            branch = branch.setdefault(key, {})
    found = dict(_in_json(text, tree) if json else _in_yaml(text, tree))
    return {pointer: _nearest(found, pointer) for pointer in asked}


def _nearest(found: dict[str, tuple[int, int]], pointer: str) -> tuple[int, int]:
    while pointer and pointer not in found:
        pointer = pointer.rpartition("/")[0]
    return found.get(pointer, (1, 1))


def _in_json(text: str, tree: Wanted) -> Iterator[tuple[str, tuple[int, int]]]:
    starts = [0, *accumulate(len(line) for line in text.splitlines(keepends=True))]
    for pointer, offset in _JsonWalk(text).value(0, "", tree):
        line = bisect_right(starts, offset)
        yield pointer, (line, offset - starts[line - 1] + 1)


class _JsonWalk:
    """Steps through JSON that is known to be right, and lets C code jump over what nobody asks about."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.end = 0

    def value(self, start: int, pointer: str, tree: Wanted) -> Iterator[tuple[str, int]]:
        """Yield the offsets of what is asked about in the value at `start`; `end` is then behind it."""
        start = self._skip(start)
        opening = self.text[start]
        if not tree or opening not in "{[":
            self.end = _scan(self.text, start)[1]
            return
        at, index = self._skip(start + 1), 0
        while self.text[at] not in "}]":
            key, inner = scanstring(self.text, at + 1, True) if opening == "{" else (str(index), at)
            inner = self._skip(self._skip(inner) + 1) if opening == "{" else inner
            below = f"{pointer}/{spelling.escape(key)}"
            if key in tree:
                yield below, at
            yield from self.value(inner, below, tree.get(key, {}))
            at, index = self._skip(self.end), index + 1
            if self.text[at] == ",":
                at = self._skip(at + 1)
        self.end = at + 1

    def _skip(self, at: int) -> int:
        while self.text[at] in _SPACE:
            at += 1
        return at


@define
class _Frame:
    """A mapping or sequence that the walk is inside of."""

    pointer: str
    tree: Wanted
    index: int | None = None
    """Of the next item of a sequence; None in a mapping."""
    key: str | None = None
    """Of a mapping, whose value comes next."""


def _in_yaml(text: str, tree: Wanted) -> Iterator[tuple[str, tuple[int, int]]]:
    stack: list[_Frame] = []
    for event in yaml.parse(text, yaml.CSafeLoader):
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            pointer, below, told = _step(stack[-1], event) if stack else ("", tree, False)
            mark = event.start_mark
            if told and mark is not None:
                yield pointer, (mark.line + 1, mark.column + 1)
            if isinstance(event, yaml.MappingStartEvent):
                stack.append(_Frame(pointer, below))
            elif isinstance(event, yaml.SequenceStartEvent):
                stack.append(_Frame(pointer, below, 0))


def _step(frame: _Frame, event: Any) -> tuple[str, Wanted, bool]:
    """Take a step inside a frame: to a key, its value or the next item; tell whether somebody asks for its place."""
    if frame.index is not None:
        key, told = str(frame.index), str(frame.index) in frame.tree
        frame.index += 1
    elif frame.key is None:
        key = frame.key = _key(event)
        return f"{frame.pointer}/{spelling.escape(key)}", {}, key in frame.tree
    else:
        key, told, frame.key = frame.key, False, None
    return f"{frame.pointer}/{spelling.escape(key)}", frame.tree.get(key, {}), told


def _key(event: Any) -> str:
    if not isinstance(event, yaml.ScalarEvent):
        return ""
    return scalars.key(scalars.resolve(event.value)) if event.implicit[0] and event.tag is None else event.value
