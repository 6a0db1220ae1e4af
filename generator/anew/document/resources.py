"""A file's data becomes an index of what schemas call themselves: by `$id`, by `$anchor`, a whole document by `$self`.

A schema with an `$id` is a resource of its own: references within it begin at it, and anchors count within it.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

from attrs import define, field

from anew.document.pointers import escape

_ANCHORS = ("$anchor", "$dynamicAnchor")
WORDS = ("$id", "$self", *_ANCHORS)
"""Keys without one of which a file has no such names."""


@define
class Resources:
    """The names of one file, and the pointers of what they stand for."""

    _bases: dict[str, str] = field(factory=dict)
    """URI by pointer, of the document and of every schema with an `$id`."""
    _pointers: dict[str, str] = field(factory=dict)
    """The other way round."""
    _anchors: dict[tuple[str, str], str] = field(factory=dict)
    """By the pointer of the resource and the name."""

    def around(self, pointer: str) -> str:
        """Give the pointer of the resource that a spot belongs to."""
        while pointer and pointer not in self._bases:
            pointer = pointer.rpartition("/")[0] if self._bases else ""
        return pointer

    def named(self, target: str, pointer: str) -> str | None:
        """Give the pointer of the resource that a reference at a spot names; None where there is none."""
        try:
            return self._pointers.get(urljoin(self._bases.get(self.around(pointer), ""), target))
        except ValueError:
            return None

    def anchored(self, name: str, resource: str) -> str | None:
        """Give the pointer of an anchor, of which that of the resource comes first; None where there is none."""
        found = self._anchors.get((resource, name))
        return found or next((one for (_, called), one in self._anchors.items() if called == name), None)

    def add(self, value: dict[str, Any], pointer: str, resource: str, base: str) -> tuple[str, str]:
        """Take in what a mapping calls itself; give the resource and the base that what is inside of it has."""
        own = value.get("$id", None if pointer else value.get("$self"))
        if isinstance(own, str) and not own.startswith("#"):
            try:
                resource, base = pointer, urljoin(base, own.partition("#")[0])
            except ValueError:
                return resource, base
            self._bases[resource] = base
            self._pointers.setdefault(base, resource)
        for key in _ANCHORS:
            if isinstance(value.get(key), str):
                self._anchors.setdefault((resource, value[key]), pointer)
        return resource, base


def resources(data: Any) -> Resources:
    """Find all names of a file."""
    found = Resources()
    seen: set[int] = set()
    stack: list[tuple[Any, str, str, str]] = [(data, "", "", "")]
    while stack:
        value, pointer, resource, base = stack.pop()
        if not isinstance(value, dict | list) or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, dict):
            resource, base = found.add(value, pointer, resource, base)
        children = value.items() if isinstance(value, dict) else enumerate(value)
        stack += [(child, f"{pointer}/{escape(str(key))}", resource, base) for key, child in children]
    return found
