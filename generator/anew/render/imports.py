"""Turn what a generated module uses into its import lines, in the order in which ruff wants them.

A module's own names come first: where a field, method or parameter is called as something that the module imports
(`models`, `list`), the import gets an underscore, or a builtin its full name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from anew.render.text import Code

_FUTURE = "from __future__ import annotations"
_THIRD_PARTY = frozenset({"attrs"})


class Imports:
    """Collects what one module uses."""

    def __init__(self, taken: Iterable[str] = (), *, package: str = "..") -> None:
        """Start with nothing.

        Args:
            taken: Names that mean something else in the module.
            package: The SDK's package as seen from the module: `..` from a folder in it, `.` from its top.
        """
        self._taken = frozenset(taken)
        self._package = package
        self._modules: set[tuple[str, str]] = set()
        self._names: set[tuple[str, str, str]] = set()
        """Module, name there, name here."""
        self._asked: set[str] = set()

    def name(self, origin: str, name: str, alias: str = "") -> str:
        """Import a name from another module and say how it is called here."""
        alias = self._free(alias or name)
        self._names.add((origin, name, alias))
        return alias

    def own(self, name: str, module: str = "") -> str:
        """Import a name from a module of the SDK: `own("UNSET", "_runtime")`, `own("models")`."""
        return self.name(self._package + module, name)

    def module(self, origin: str, name: str) -> str:
        """Import a whole module under a name: `module("datetime", "dt")`."""
        alias = self._free(name)
        self._modules.add((origin, alias))
        return alias

    def builtin(self, name: str) -> str:
        """Say how a builtin is called here."""
        self._asked.add(name)
        return f"{self.module('builtins', 'builtins')}.{name}" if name in self._taken else name

    def absorb(self, other: Imports) -> bool:
        """Import what another module does, if everything is called here as it is there; tells whether that is so."""
        if not self._taken.isdisjoint(other._asked):
            return False
        self._modules |= other._modules
        self._names |= other._names
        return True

    @property
    def lines(self) -> Code:
        """All import lines, by section."""
        sections = {number: list[str]() for number in range(4)}
        sections[0].append(_FUTURE)
        for origin, alias in sorted(self._modules):
            sections[1].append(f"import {origin}" if origin == alias else f"import {origin} as {alias}")
        for origin, members in self._from():
            section = 3 if origin.startswith(".") else 2 if origin in _THIRD_PARTY else 1
            sections[section].extend(members)
        return Code("\n\n".join("\n".join(lines) for lines in sections.values() if lines))

    @property
    def relative(self) -> list[Code]:
        """The import lines of the last section: what comes from the SDK itself."""
        return [Code(line) for origin, lines in self._from() for line in lines if origin.startswith(".")]

    def _from(self) -> Iterator[tuple[str, list[str]]]:
        """Write the lines of each module: one for all plain names of it, then one for each that is renamed."""
        members: dict[str, list[tuple[str, str]]] = {}
        for origin, name, alias in self._names:
            members.setdefault(origin, []).append((name, alias))
        for origin in sorted(members, key=_origin_key):
            names = sorted(members[origin], key=lambda member: (member_key(member[0]), member[1]))
            plain = ", ".join(name for name, alias in names if name == alias)
            renamed = [f"from {origin} import {name} as {alias}" for name, alias in names if name != alias]
            yield origin, [f"from {origin} import {plain}", *renamed] if plain else renamed

    def _free(self, name: str) -> str:
        self._asked.add(name)
        while name in self._taken:
            name = "_" + name
        return name


@cache
def _origin_key(origin: str) -> tuple[int, list[tuple[int, int, str]]]:
    """Sort relative imports from the furthest to the closest, others by name."""
    name = origin.lstrip(".")
    return len(name) - len(origin), natural_key(name.lower())


@cache
def member_key(name: str, *, fold: bool = True) -> tuple[int, list[tuple[int, int, str]]]:
    """Sort as isort does by type: constants, classes, the rest; `__all__` is sorted without folding case."""
    kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
    return kind, natural_key(name.lower() if fold else name)


def natural_key(name: str) -> list[tuple[int, int, str]]:
    """Sort numbers by value, `user2` before `user10`; those that begin with zero as if behind a decimal point."""
    parts = (part for part in re.split(r"(\d+)", name) if part)
    return [
        (2, 0, part) if not part.isdecimal() else (0, 0, part) if part[0] == "0" else (1, int(part), "")
        for part in parts
    ]
