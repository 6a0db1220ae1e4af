"""Hypothesis' draws become choices that read like sentences, and remember which document they are made for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

from tests.documents.texts import HOSTILE, NAMES, PLAIN, TEXTS

_T = TypeVar("_T")
DIALECTS = ("3.1", "3.0", "2.0", "3.2")


class Maker:
    """Makes one document: chooses by `draw`, and knows the dialect and the names of what can be referred to."""

    def __init__(self, draw: Callable[[Any], Any], dialect: str, *, hostile: bool = False) -> None:
        self._draw = draw
        self.dialect = dialect
        self.hostile = hostile
        self.schemas: tuple[str, ...] = ()
        """Names of component schemas that may be referred to from anywhere."""
        self.objects: tuple[str, ...] = ()
        """Those of them that are objects."""
        self._count = 0
        self.components: dict[str, dict[str, Any]] = {}
        """Other components, by their kind."""

    @property
    def old(self) -> bool:
        """Whether it is Swagger 2.0."""
        return self.dialect == "2.0"

    @property
    def modern(self) -> bool:
        """Whether schemas are JSON Schema 2020-12."""
        return self.dialect in ("3.1", "3.2")

    def one(self, options: Sequence[_T]) -> _T:
        """Choose one."""
        chosen: _T = self._draw(st.sampled_from(options))
        return chosen

    def chance(self, of: int) -> bool:
        """Say yes once in `of` times."""
        return bool(self._draw(st.integers(0, of - 1)) == of - 1)

    def number(self, least: int, most: int) -> int:
        """Choose a number; both bounds are possible."""
        chosen: int = self._draw(st.integers(least, most))
        return chosen

    def several(self, options: Sequence[_T], least: int, most: int) -> list[_T]:
        """Choose some, each once at most."""
        wanted = self.number(least, min(most, len(options)))
        chosen: list[_T] = []
        for _ in range(3 * wanted):
            one = self.one(options)
            if len(chosen) < wanted and one not in chosen:
                chosen.append(one)
        return chosen if len(chosen) >= least else [*options][:least]

    def text(self) -> str:
        """Make a text for people."""
        return self.one(HOSTILE if self.hostile and not self.chance(3) else TEXTS)

    def name(self) -> str:
        """Make a name that may be any text."""
        if self.hostile and self.chance(4):
            return self.one(HOSTILE)
        return self.one(NAMES if self.chance(2) else PLAIN)

    def next(self) -> int:
        """Count, for what has to differ from all others of its kind."""
        self._count += 1
        return self._count

    def names(self, least: int, most: int) -> list[str]:
        """Make some names that differ."""
        return list(dict.fromkeys(self.name() for _ in range(self.number(least, most))))

    @property
    def prefix(self) -> str:
        """Give what references to schemas begin with."""
        return "#/definitions/" if self.old else "#/components/schemas/"

    def reference(self, name: str) -> dict[str, Any]:
        """Refer to a component schema."""
        return {"$ref": self.prefix + escaped(name)}


def escaped(name: str) -> str:
    """Write a name as a part of a reference."""
    return name.replace("~", "~0").replace("/", "~1").replace("%", "%25")
