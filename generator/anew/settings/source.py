"""The text of a YAML file becomes data, with the line and column of every value and key.

Scalars follow YAML 1.2's core schema, less octal numbers: `no` and `on` are texts, and so is `00000`, a code that many
servers mean by "fine" and that YAML 1.1 reads as the number 0.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from attrs import field, frozen

from anew.errors import Diagnostic, DocumentError, Place

_SCALARS: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (re.compile(r"(?:~|null|Null|NULL|)"), lambda _: None),
    (re.compile(r"(?:true|True|TRUE|false|False|FALSE)"), lambda text: text.lower() == "true"),
    (re.compile(r"[-+]?(?:0|[1-9][0-9]*)"), int),
    (re.compile(r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?"), float),
)


@frozen
class Source:
    """A YAML file: its data and the places of what is in it, by JSON pointer."""

    name: str
    """The file as the user named it, for messages."""
    data: Any
    values: dict[str, Place] = field(repr=False)
    keys: dict[str, Place] = field(repr=False)

    def place(self, pointer: str) -> Place:
        """Find where a value stands, or the nearest thing around it that this file has (a preset may hold the rest)."""
        while pointer and pointer not in self.values:
            pointer = pointer.rpartition("/")[0]
        return self.values[pointer]

    def key(self, pointer: str) -> Place:
        """Find where a key stands."""
        return self.keys.get(pointer) or self.place(pointer)


def read(path: Path) -> Source:
    """Read a YAML file.

    Raises:
        DocumentError: the file is no UTF-8, no YAML, empty, has a key twice or an alias inside of itself.
        OSError: the file cannot be read.
    """
    name = str(path)
    raw = path.read_bytes()
    try:
        node = yaml.compose(raw.decode("utf-8-sig"), yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise _not_utf8(name, raw, error) from None
    except yaml.YAMLError as error:
        raise _not_yaml(name, error) from None
    if node is None:
        raise DocumentError(Diagnostic("the file is empty", Place(name, 1, 1), fix="write one with `anew init`"))
    reader = _Reader(name)
    return Source(name, reader.value(node, ""), reader.values, reader.keys)


class _Reader:
    """Turns nodes into data and notes where each stands."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.values: dict[str, Place] = {}
        self.keys: dict[str, Place] = {}
        self.open: set[int] = set()

    def value(self, node: yaml.Node, pointer: str) -> Any:
        """Convert a node and everything below it."""
        place = self.values[pointer] = _place(self.name, node, pointer)
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if id(node) in self.open:
            raise DocumentError(Diagnostic("the alias stands inside of what it refers to", place, fix="write it out"))
        self.open.add(id(node))
        data = self._mapping(node, pointer) if isinstance(node, yaml.MappingNode) else self._sequence(node, pointer)
        self.open.remove(id(node))
        return data

    def _mapping(self, node: yaml.MappingNode, pointer: str) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            below = f"{pointer}/{escape(key)}"
            place = _place(self.name, key_node, below)
            if key in data:
                first = self.keys[below]
                raise DocumentError(Diagnostic(f"the key `{key}` was given before, in line {first.line}", place))
            self.keys[below] = place
            data[key] = self.value(value_node, below)
        return data

    def _sequence(self, node: yaml.Node, pointer: str) -> list[Any]:
        return [self.value(item, f"{pointer}/{index}") for index, item in enumerate(node.value)]


def escape(key: str) -> str:
    """Make a key fit for a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def _scalar(node: yaml.ScalarNode) -> Any:
    # JSON writes what lies beyond U+FFFF as two halves, which PyYAML leaves apart; half a one is no text at all.
    text = str(node.value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if node.style is not None:
        return text
    return next((convert(text) for pattern, convert in _SCALARS if pattern.fullmatch(text)), text)


def _place(name: str, node: yaml.Node, pointer: str) -> Place:
    return Place(name, node.start_mark.line + 1, node.start_mark.column + 1, pointer)


def _not_utf8(name: str, raw: bytes, error: UnicodeDecodeError) -> DocumentError:
    before = raw[: error.start]
    column = error.start - (before.rfind(b"\n") + 1) + 1
    place = Place(name, before.count(b"\n") + 1, column)
    return DocumentError(Diagnostic("the file is not UTF-8 text", place, fix="save it as UTF-8"))


def _not_yaml(name: str, error: yaml.YAMLError) -> DocumentError:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be read"
    place = Place(name, mark.line + 1, mark.column + 1) if mark else Place(name)
    return DocumentError(Diagnostic(f"the file is not YAML: {problem}", place))
