"""A document's schema becomes documented, random and damaged values of it."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from anew.samples.draw import Direction, Draw, documented
from anew.samples.faults import NoValueError
from anew.samples.schemas import Schemas
from anew.samples.text import PLAIN
from anew.samples.validity import Validity

_TRIES = 8
_FULLNESS = (1.0, 0.0, 0.5)


class Sampler:
    """Makes values by the schemas of one document; the same seed and the same questions give the same values."""

    def __init__(self, root: Mapping[str, Any], seed: int | str = 0, *, alphabet: str = PLAIN) -> None:
        """Start with a seed.

        Args:
            root: the document, with all its files in it: see `bundle`.
            seed: what all randomness comes from.
            alphabet: the characters that strings without a pattern and a format are made of.
        """
        self.schemas = Schemas(root)
        """What is known about the document's schemas."""
        self._validity = Validity(self.schemas)
        self._rng = Random(seed)  # noqa: S311  # nothing here is secret
        self._alphabet = alphabet

    def reseeded(self, seed: int | str, *, alphabet: str | None = None) -> Sampler:
        """Give a sampler that starts anew, and shares what is known about the schemas."""
        found = Sampler.__new__(Sampler)
        found.schemas, found._validity = self.schemas, self._validity
        found._rng = Random(seed)  # noqa: S311  # nothing here is secret
        found._alphabet = self._alphabet if alphabet is None else alphabet
        return found

    def value(
        self,
        schema: Any,
        *,
        direction: Direction = "answer",
        example_first: bool = False,
        fullness: float | None = None,
    ) -> Any:
        """Make a value: a documented one if there is a valid one and it is wanted, else a random one.

        It is valid wherever a valid one can be found; otherwise it is the last that was tried: ask `valid`.

        Args:
            schema: a schema of the document, or one that refers to such.
            direction: `request` leaves out what is `readOnly`, `answer` what is `writeOnly`.
            example_first: take documented examples where there are some, inside of the value, too.
            fullness: how likely it is that what is optional is there, from 0 to 1; None leaves it to chance.
        """
        value = None
        for attempt in range(_TRIES):
            chance = self._rng.choice(_FULLNESS)
            full = chance if fullness is None or attempt > 1 else fullness
            examples = example_first and attempt < 2
            draw = Draw(self.schemas, self._validity, self._rng, direction, self._alphabet, full, examples=examples)
            try:
                value = draw.value(schema)
            except NoValueError:
                continue
            if self.valid(schema, value, direction=direction):
                break
        return value

    def examples(self, schema: Any, *, direction: Direction = "answer") -> list[Any]:
        """List the documented examples of a schema that are valid."""
        found = documented(self.schemas.whole(schema))
        return [one for one in found if self.valid(schema, one, direction=direction)]

    def valid(self, schema: Any, value: Any, *, direction: Direction = "answer") -> bool:
        """Tell whether a value is valid; False as well where the schema itself makes no sense."""
        return self._validity.valid(schema, value, direction)

    def reason(self, schema: Any, value: Any, *, direction: Direction = "answer") -> str:
        """Say why a value is not valid."""
        return self._validity.reason(schema, value, direction)
