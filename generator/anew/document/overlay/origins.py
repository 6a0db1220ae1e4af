"""Where each part of a corrected document came from: what stands where it stood, less what overlays did to it.

Only what was changed is written down: by container, the keys of a mapping that stand elsewhere, and for a list where
each of its items stands. Everything else stands below what is around it.
"""

from __future__ import annotations

from typing import Any

from attrs import define, field, frozen

from anew.document import pointers
from anew.document.source import Source


@frozen(eq=False)
class Origin:
    """A file and a pointer into it."""

    source: Source
    pointer: str

    def below(self, key: str | int) -> Origin:
        """Give the place of a child that stands where it always stood."""
        return Origin(self.source, f"{self.pointer}/{pointers.escape(str(key))}")


@define(eq=False)
class Origins:
    """Knows where the parts of a document stand."""

    main: Source
    _mappings: dict[int, tuple[dict[str, Any], dict[str, Origin]]] = field(factory=dict, repr=False)
    _lists: dict[int, tuple[list[Any], list[Origin | int]]] = field(factory=dict, repr=False)
    """By identity of the container, which is kept so that nothing else can get its identity."""

    def child(self, origin: Origin, container: Any, key: str | int) -> Origin:
        """Give the place of a child, given that of its container."""
        if isinstance(container, list) and id(container) in self._lists:
            items = self._lists[id(container)][1]
            found = items[int(key)] if int(key) < len(items) else int(key)
            return origin.below(found) if isinstance(found, int) else found
        moved = self._mappings[id(container)][1].get(str(key)) if id(container) in self._mappings else None
        return moved or origin.below(key)

    def find(self, root: Any, keys: list[str]) -> Origin:
        """Give the place of what keys lead to; what is not there stands where it would."""
        value, origin = root, Origin(self.main, "")
        for key in keys:
            is_item = isinstance(value, list) and key.isdecimal()
            origin = self.child(origin, value, key) if is_item or isinstance(value, dict) else origin.below(key)
            if isinstance(value, dict):
                value = value.get(key)
            else:
                value = value[int(key)] if is_item and int(key) < len(value) else None
        return origin

    def put(self, container: dict[str, Any] | list[Any], key: str | int, origin: Origin) -> None:
        """Note that the value under a key stands elsewhere."""
        if isinstance(container, list):
            self._items(container)[int(key)] = origin
        else:
            self._mappings.setdefault(id(container), (container, {}))[1][str(key)] = origin

    def append(self, container: list[Any], origin: Origin) -> None:
        """Note where an item stands that is about to be appended."""
        self._items(container).append(origin)

    def remove(self, container: dict[str, Any] | list[Any], key: str | int) -> None:
        """Note that an item is about to be removed; of a mapping's keys there is nothing to note."""
        if isinstance(container, list):
            del self._items(container)[int(key)]

    def inherit(self, old: Any, new: Any) -> None:
        """Let the copy of a container have the places of its parts, too."""
        if id(old) in self._mappings:
            self._mappings[id(new)] = new, dict(self._mappings[id(old)][1])
        if id(old) in self._lists:
            self._lists[id(new)] = new, list(self._lists[id(old)][1])

    def _items(self, container: list[Any]) -> list[Origin | int]:
        if id(container) not in self._lists:
            self._lists[id(container)] = container, list(range(len(container)))
        return self._lists[id(container)][1]
