"""A text of any length ↔ entries of a keyring, which hold little each and are written one at a time.

```
NAME a0   "7 3 <sha256> …"   turn, number of parts, hash of the text; then the first part
NAME a1   "…"
NAME a2   "…"
NAME b0   nothing: the slots a and b take turns
```

A write fills the slot that is not current, its first entry last, and empties the other one then. Whatever a crash
leaves, the text in a slot is whole or does not match its hash, and of two whole ones the one with the higher turn
counts. That also covers keyrings that replace an entry by removing it first, as macOS does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import count, islice
from typing import Protocol

from attrs import field, frozen

_PART = 1_100
"""Characters in an entry, the head not counted. Windows takes 2,560 bytes of UTF-16, and some of these are spare."""
_SLOTS = ("a", "b")


class Keyring(Protocol):
    """The module `keyring`, or one of its backends."""

    def get_password(self, service: str, username: str, /) -> str | None:
        """Read an entry; None if there is none."""
        ...

    def set_password(self, service: str, username: str, password: str, /) -> None:
        """Write an entry."""
        ...

    def delete_password(self, service: str, username: str, /) -> None:
        """Remove an entry."""
        ...


@frozen
class _Found:
    slot: str
    turn: int
    text: str = field(repr=False)


@frozen
class Chunks:
    """The text under one name. Call with a lock held that keeps others from reading and writing it."""

    keyring: Keyring
    name: str
    user: str

    def read(self) -> str | None:
        """Read the text; None if there is none, or none that is whole."""
        found = self._current()
        return found.text if found else None

    def write(self, text: str) -> bool:
        """Replace the text, in effect in one step.

        Returns:
            False if the keyring did not keep it; what was there before is there still.
        """
        before = self._current()
        slot = _SLOTS[0] if before is None or before.slot == _SLOTS[1] else _SLOTS[1]
        self._fill(slot, text, turn=before.turn + 1 if before else 1)
        after = self._found(slot)
        if after is None or after.text != text:
            return False
        # What was spent is no longer needed, and a secret; who crashes before this is done leaves it to the next write.
        self._empty(_SLOTS[1 - _SLOTS.index(slot)])
        return True

    def _current(self) -> _Found | None:
        return max(filter(None, map(self._found, _SLOTS)), key=lambda found: found.turn, default=None)

    def _found(self, slot: str) -> _Found | None:
        try:
            turn, parts, digest, first = (self._get(slot, 0) or "").split(" ", 3)
            text = first + "".join(islice(self._further(slot), int(parts) - 1))
            return _Found(slot, int(turn), text) if digest == _hash(text) else None
        except ValueError:
            return None

    def _fill(self, slot: str, text: str, *, turn: int) -> None:
        self._empty(slot)  # of what a crash has left: replacing an entry may first remove it, and leave a gap
        parts = [text[start : start + _PART] for start in range(0, len(text), _PART)]
        for number, part in enumerate(parts[1:], start=1):
            self._set(slot, number, part)
        self._set(slot, 0, f"{turn} {len(parts)} {_hash(text)} {parts[0]}")

    def _empty(self, slot: str) -> None:
        if self._get(slot, 0) is not None:
            self._delete(slot, 0)
        # The last one first: after a crash a gap would hide the rest.
        for number in range(sum(1 for _ in self._further(slot)), 0, -1):
            self._delete(slot, number)

    def _further(self, slot: str) -> Iterator[str]:
        """Read the parts after the first one, as far as there are any."""
        for number in count(1):
            part = self._get(slot, number)
            if part is None:
                return
            yield part

    # Each entry is a service of its own: Windows keeps one user's entry for a service, and moves it for another's.

    def _get(self, slot: str, number: int) -> str | None:
        return self.keyring.get_password(f"{self.name} {slot}{number}", self.user)

    def _set(self, slot: str, number: int, text: str) -> None:
        self.keyring.set_password(f"{self.name} {slot}{number}", self.user, text)

    def _delete(self, slot: str, number: int) -> None:
        self.keyring.delete_password(f"{self.name} {slot}{number}", self.user)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
