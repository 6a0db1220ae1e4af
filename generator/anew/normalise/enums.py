"""Listed values become an enum where they can be its members, else a choice of constants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from anew.names import Scope, member_name
from anew.normalise.facts import EnumFact, Tame
from anew.normalise.forms import ANY, BOOLEAN, NULL, STRING, nullable
from anew.normalise.keywords import sequence, types

if TYPE_CHECKING:
    from anew.normalise.schemas import Reader
    from anew.normalise.views import View

_NAMES = ("x-enum-varnames", "x-enumNames", "x-enum-names", "x-enumNameOverrides")
_FULLEST = 2_000
"""Members of an enum class; longer lists (currencies, time zones) are better left to the server to check."""


def constant(reader: Reader, value: Any, at: str) -> Tame:
    """Read a `const`."""
    if value is None:
        return NULL
    if isinstance(value, dict | list):
        reader.ledger.remark("a constant object or list is not checked, so its type is unknown", at)
        return ANY
    return reader.forms.literals((value,))


def enum(reader: Reader, view: View, hint: str, *, named: bool) -> Tame:
    """Read an `enum`."""
    listed = sequence(view.keywords["enum"])
    values = _typed([value for value in listed if value is not None], types(view.keywords))
    tame = _enum(reader, view, values, hint, named)
    return nullable(tame) if len(values) < len(listed) and None in listed else tame


def _enum(reader: Reader, view: View, values: list[Any], hint: str, named: bool) -> Tame:
    base = _base(values)
    if not values:
        return NULL
    if any(isinstance(value, dict | list) for value in values):
        return ANY
    if {value for value in values if isinstance(value, bool)} == {True, False} and len(values) == 2:
        return BOOLEAN
    if base is None or (len(values) == 1 and not named):
        return reader.forms.literals(tuple(values))
    if len(values) > _FULLEST and base == "str":
        reader.ledger.remark(f"the list of {len(values)} values is not made an enum", view.at)
        return STRING
    return reader.define(view, hint, lambda _: _fact(base, values, view.keywords))


def _fact(base: Literal["str", "int"], values: list[Any], keywords: dict[str, Any]) -> EnumFact:
    listed = sequence(keywords["enum"])
    spoken = next((names for key in _NAMES if len(names := sequence(keywords.get(key))) == len(listed)), [])
    called = {repr(value): name for value, name in zip(listed, spoken, strict=False) if isinstance(name, str) and name}
    scope = Scope()
    members = tuple((scope.take(member_name(called.get(repr(value), str(value)))), value) for value in values)
    return EnumFact(base, members, open=True)


def _typed(values: list[Any], named: list[str]) -> list[Any]:
    """Give the values once each, as what the type says they are: YAML makes numbers of what is meant as text."""
    kinds = [kind for kind in named if kind != "null"]
    if kinds == ["string"]:
        values = [value if isinstance(value, str | dict | list) else _written(value) for value in values]
    elif kinds == ["integer"] and all(_whole(value) for value in values):
        values = [int(value) for value in values]
    elif kinds == ["boolean"]:
        values = [{"true": True, "false": False}.get(str(value).lower(), value) for value in values]
    return list({(type(value), repr(value)): value for value in values}.values())


def _whole(value: Any) -> bool:
    if isinstance(value, str):
        return value.removeprefix("-").isdecimal() and value.isascii() and len(value) < 20
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


def _written(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def _base(values: list[Any]) -> Literal["str", "int"] | None:
    if all(isinstance(value, str) for value in values):
        return "str"
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return "int"
    return None
