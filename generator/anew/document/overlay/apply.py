"""One action and the document become the document that it asks for, and a warning where it asks for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from attrs import frozen

from anew.document.overlay.faults import OverlayError, place, refusal
from anew.document.overlay.file import Action, Overlay
from anew.document.overlay.origins import Origin
from anew.document.overlay.query import Query, Spot, select
from anew.document.overlay.tree import Tree
from anew.errors import Diagnostic

_PLAIN = "Overlay 1.0 cannot change plain values by themselves"
_UPGRADE = "target the mapping around it, or write `overlay: 1.1.0`"


@frozen(eq=False)
class Applier:
    """Carries out the actions of one overlay."""

    overlay: Overlay
    tree: Tree

    def apply(self, action: Action) -> Iterator[Diagnostic]:
        """Carry out an action; yields a warning if it changes nothing.

        Raises:
            DocumentError: it does not fit the document.
        """
        try:
            spots = self._select(action.target, f"{action.pointer}/target")
            yield from self._idle(action, spots)
            self._refuse_kinds(action, spots)
            if action.remove:
                self._remove(spots)
            elif action.copy is not None:
                self._copy(action, action.copy, spots)
            elif action.has_update:
                origin = Origin(self.overlay.source, f"{action.pointer}/update")
                self._update(spots, action.update, origin)
        except OverlayError as error:
            error.pointer = error.pointer or action.pointer
            raise refusal(self.overlay.source, error) from None

    def _select(self, query: Query, pointer: str) -> Sequence[Spot]:
        try:
            return select(query, self.tree.root)
        except OverlayError as error:
            error.pointer = pointer
            raise

    def _idle(self, action: Action, spots: Sequence[Spot]) -> Iterator[Diagnostic]:
        if not spots:
            message, key, fix = f"the target `{action.text}` matches nothing in the document", "/target", "correct it"
        elif not (action.remove or action.copy or action.has_update):
            message, key, fix = "the action does nothing", "", "add `update` or `remove: true`"
        else:
            return
        at = place(self.overlay.source, f"{action.pointer}{key}")
        yield Diagnostic(message, at, fix=f"{fix}, or take the action out", severity="warning")

    def _refuse_kinds(self, action: Action, spots: Sequence[Spot]) -> None:
        """Refuse targets of a kind, or a mixture of kinds, that the version does not allow."""
        pointer = f"{action.pointer}/target"
        kinds = {kind if (kind := type(spot.obj)) in (dict, list) else None for spot in spots}
        if self.overlay.minor < 1 and None in kinds:
            raise OverlayError(_PLAIN, pointer, fix=_UPGRADE)
        if self.overlay.minor >= 1 and not action.remove and len(kinds) > 1:
            message = "the target matches values of several kinds"
            raise OverlayError(message, pointer, expected="mappings alone, lists alone, or plain values alone")

    def _remove(self, spots: Sequence[Spot]) -> None:
        # The last goes first, so that the items of a list keep their numbers until it is their turn.
        for spot in reversed(spots):
            if spot.parent is None:
                raise OverlayError("the document as a whole cannot be removed")
        taken = sorted(spots, key=lambda spot: spot.parts[-1] if isinstance(spot.parts[-1], int) else -1, reverse=True)
        for spot in taken:
            self.tree.remove(_container(spot), spot.parts[-1])

    def _copy(self, action: Action, query: Query, spots: Sequence[Spot]) -> None:
        pointer = f"{action.pointer}/copy"
        found = self._select(query, pointer)
        if len(found) != 1:
            raise OverlayError(f"`copy` matches {len(found)} nodes", pointer, expected="exactly one")
        origin = self.tree.origins.find(self.tree.root, [str(part) for part in found[0].parts])
        # What is copied may be around the target, or be it.
        self._update(spots, self.tree.copied(found[0].obj, 0), origin)

    def _update(self, spots: Sequence[Spot], value: Any, origin: Origin) -> None:
        for spot in spots:
            depth, target = len(spot.parts), spot.obj
            if isinstance(target, dict):
                if not isinstance(value, dict):
                    raise OverlayError("the target is a mapping", expected="a mapping to lay over it")
                self.tree.merge(target, value, origin, depth, strict=self.overlay.minor >= 1)
            elif isinstance(target, list):
                self._add(target, value, origin, depth)
            elif isinstance(value, dict | list):
                raise OverlayError("the target is a plain value", expected="a plain value to replace it")
            else:
                self.tree.put(_container(spot), spot.parts[-1], value, origin, depth - 1)

    def _add(self, target: list[Any], value: Any, origin: Origin, depth: int) -> None:
        # 1.0 speaks of one entry; 1.1 says what every tool did with a list of them.
        if isinstance(value, list):
            self.tree.extend(target, value, origin, depth)
        else:
            self.tree.append(target, value, origin, depth)


def _container(spot: Spot) -> Any:
    return spot.parent.obj if spot.parent else None
