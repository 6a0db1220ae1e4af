"""The data of a document becomes a tree that can be changed in place: bounded, and every change has its origin."""

from __future__ import annotations

from typing import Any, TypeAlias

from attrs import define, field

from anew.document.overlay.faults import OverlayError
from anew.document.overlay.origins import Origin, Origins
from anew.document.source import Source

Container: TypeAlias = "dict[str, Any] | list[Any]"

_MOST = 1_000_000
_DEEPEST = 300
"""Values that overlays may add in all, and the depth at which they may; an action can hit any number of targets."""


@define(eq=False)
class Tree:
    """A document that overlays change."""

    root: Any = field(repr=False)
    origins: Origins = field(repr=False)
    _added: int = 0

    @classmethod
    def of(cls, main: Source) -> Tree:
        """Begin with a document; the aliases of YAML, which share their data, become copies of their own."""
        return cls(_unshared(main.data), Origins(main))

    def merge(
        self, target: dict[str, Any], update: dict[str, Any], origin: Origin, depth: int, *, strict: bool
    ) -> None:
        """Lay a mapping over another: mappings go together, lists are put behind each other, the rest is replaced.

        Args:
            target: what stands in the document.
            update: what comes over it.
            origin: where that stands.
            depth: how deep the target is in the document.
            strict: refuse to put one kind of value in the place of another, as Overlay 1.1 says; 1.0 does not say, so
                there the update wins, but nothing (`components:`, as in its own example) changes nothing.
        """
        for key, value in update.items():
            stands, old = self.origins.child(origin, update, key), target.get(key)
            if isinstance(old, dict) and isinstance(value, dict):
                self.merge(old, value, stands, depth + 1, strict=strict)
            elif isinstance(old, list) and isinstance(value, list):
                self.extend(old, value, stands, depth + 1)
            elif key in target and strict and (isinstance(old, dict | list) or isinstance(value, dict | list)):
                self._refuse(key, value, old, stands)
            elif value is not None or not isinstance(old, dict | list):
                self.put(target, key, value, stands, depth)

    def _refuse(self, key: str, value: Any, old: Any, origin: Origin) -> None:
        pointer = origin.pointer if origin.source is not self.origins.main else ""
        message = f"`{key}` is {_kind(value)} here and {_kind(old)} in the document"
        raise OverlayError(message, pointer, fix="take it out first, by an action with `remove: true`")

    def extend(self, target: list[Any], items: list[Any], origin: Origin, depth: int) -> None:
        """Put items behind those of a list."""
        for index, item in enumerate(tuple(items)):
            self.append(target, item, self.origins.child(origin, items, index), depth)

    def append(self, target: list[Any], value: Any, origin: Origin, depth: int) -> None:
        """Put one item behind those of a list."""
        copied = self.copied(value, depth + 1)
        self.origins.append(target, origin)
        target.append(copied)

    def put(self, target: Container, key: str | int, value: Any, origin: Origin, depth: int) -> None:
        """Put a value under a key, whatever is there."""
        target[key] = self.copied(value, depth + 1)  # type: ignore[index]  # lists have integers, mappings texts
        self.origins.put(target, key, origin)

    def remove(self, target: Container, key: str | int) -> None:
        """Take a value out."""
        self.origins.remove(target, key)
        del target[key]  # type: ignore[arg-type]  # lists have integers, mappings texts

    def copied(self, value: Any, depth: int) -> Any:
        """Copy a value, so that it can be changed in one place and not in another."""
        self._added += 1
        if self._added > _MOST:
            raise OverlayError("the overlays make the document too large", expected=f"at most {_MOST} values more")
        if depth > _DEEPEST:
            raise OverlayError("the document is nested too deeply", expected=f"at most {_DEEPEST} levels")
        if not isinstance(value, dict | list):
            return value
        copy: Any
        if isinstance(value, dict):
            copy = {key: self.copied(one, depth + 1) for key, one in value.items()}
        else:
            copy = [self.copied(one, depth + 1) for one in value]
        self.origins.inherit(value, copy)
        return copy


def _unshared(root: Any) -> Any:
    """Copy what stands in more than one place; the loader has bounded how much that can be."""
    seen: set[int] = set()
    top = [root]
    stack: list[Any] = [top]
    while stack:
        container = stack.pop()
        for key, value in list(container.items() if isinstance(container, dict) else enumerate(container)):
            if not isinstance(value, dict | list):
                continue
            if id(value) in seen:
                value = container[key] = value.copy()
            seen.add(id(value))
            stack.append(value)
    return top[0]


def _kind(value: Any) -> str:
    return "a mapping" if isinstance(value, dict) else "a list" if isinstance(value, list) else "a plain value"
