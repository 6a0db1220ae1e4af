"""Parameters as written become arguments: one for each name and place, in the order of a signature."""

from __future__ import annotations

import re
from typing import Any, cast

from attrs import evolve, frozen

from anew.model import ParameterLocation, Style
from anew.model.schemas import MISSING
from anew.names import Scope, argument_name, pascal
from anew.normalise.facts import ParameterFact
from anew.normalise.forms import STRING
from anew.normalise.keywords import flag, text
from anew.normalise.objects import constraints, said_of
from anew.normalise.raw import Input, Raw
from anew.normalise.schemas import Reader

_ORDER = ("path", "query", "header", "cookie")
_OURS = ("accept", "content-type", "authorization")
"""Headers that are the client's business: the specification says that parameters called so are ignored."""
_STYLES = (
    "simple",
    "label",
    "matrix",
    "form",
    "spaceDelimited",
    "pipeDelimited",
    "tabDelimited",
    "deepObject",
    "cookie",
)
_HOLE = re.compile(r"\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")


@frozen
class Signature:
    """The path with its placeholders, and the arguments."""

    path: str
    parameters: tuple[ParameterFact, ...]


def signature(reader: Reader, raw: Raw, hint: str) -> Signature:
    """Read the parameters of an operation."""
    path, holes, open_ = _holes(raw.path)
    chosen: dict[tuple[str, str], Input] = {}
    for one in raw.inputs:
        key = _key(reader, one)
        if key is not None:
            chosen[key] = one
    facts = [
        _fact(reader, one, hint, whole=location == "path" and name in open_)
        for (location, name), one in chosen.items()
        if not _dropped(reader, one, location, name, holes)
    ]
    facts += [_undeclared(reader, raw, name, whole=name in open_) for name in holes if ("path", name) not in chosen]
    ordered = sorted(facts, key=lambda fact: (not fact.required, _ORDER.index(fact.location), _place(fact, holes)))
    return Signature(path, tuple(_named(ordered)))


def _holes(path: str) -> tuple[str, list[str], set[str]]:
    """Give a path with plain placeholders, their names, and those whose values are paths themselves.

    Frameworks write `{id:[0-9]+}`, `{.id*}`, `{+path}`, `{*path}`, `{path...}` and, after gRPC, `{name=users/*}`.
    """
    names: list[str] = []
    open_: set[str] = set()

    def plain(match: re.Match[str]) -> str:
        written = re.split("[:=]", match[1], maxsplit=1)[0].strip()
        name = written.removesuffix("...").strip("+*?#").strip().lstrip(".;") or written
        if name and name not in names:
            names.append(name)
        if written.startswith(("+", "*")) or written.endswith("...") or match[1].startswith(f"{written}="):
            open_.add(name)
        return f"{{{name}}}" if name else match[0]

    return _HOLE.sub(plain, path), names, open_


def _key(reader: Reader, one: Input) -> tuple[str, str] | None:
    """Give place and name; headers are the same whatever their case."""
    location, name = one.value.get("in"), one.value.get("name")
    if location not in _ORDER or not isinstance(name, str) or not name:
        what = text(name)[:80] or "without a name"
        reader.ledger.remark(f"the parameter {what} in `{text(location)[:40]}` is left out", one.at, degrades=True)
        return None
    return location, name.lower() if location == "header" else name


def _dropped(reader: Reader, one: Input, location: str, name: str, holes: list[str]) -> bool:
    if location == "header" and name in _OURS:
        reader.ledger.remark(f"the header `{name}` is the client's own business and no argument", one.at)
        return True
    if location == "path" and name not in holes:
        reader.ledger.remark(f"the path has no place for its parameter `{name[:80]}`", one.at)
        return True
    return False


def _place(fact: ParameterFact, holes: list[str]) -> int:
    return holes.index(fact.wire) if fact.location == "path" else 0


def _fact(reader: Reader, one: Input, hint: str, *, whole: bool) -> ParameterFact:
    value, name, location = one.value, one.value["name"], cast("ParameterLocation", one.value["in"])
    said = said_of(reader, (one.schema,))
    style = _style(value.get("style"), location)
    return ParameterFact(
        key="",
        name="",
        wire=name,
        location=location,
        type=reader.safely(one.schema, pascal(one.name) or hint + pascal(name)),
        required=location == "path" or flag(value.get("required")),
        style=style,
        explode=flag(value.get("explode"), default=style in ("form", "cookie")),
        at=one.at,
        allow_reserved=whole if location == "path" else flag(value.get("allowReserved")),
        media_type=one.media_type,
        default=said.get("default", MISSING),
        description=text(value.get("description")) or text(said.get("description")),
        constraints=constraints(said),
        deprecated=flag(value.get("deprecated")),
    )


def _style(named: Any, location: ParameterLocation) -> Style:
    if named in _STYLES:
        return cast("Style", named)
    return "simple" if location in ("path", "header") else "form"


def _undeclared(reader: Reader, raw: Raw, name: str, *, whole: bool) -> ParameterFact:
    """Make an argument of a placeholder that the document forgets to declare."""
    reader.ledger.remark(f"the path's parameter `{name[:80]}` is not declared, so it is taken as text", raw.at)
    return ParameterFact("", "", name, "path", STRING, True, "simple", False, raw.at, allow_reserved=whole)


def _named(facts: list[ParameterFact]) -> list[ParameterFact]:
    scope = Scope()
    proposals = ((fact.wire, f"{fact.wire} {fact.location}") for fact in facts)
    names = [scope.choose(map(argument_name, wanted)) for wanted in proposals]
    return [evolve(fact, key=f"a{n}", name=name) for n, (fact, name) in enumerate(zip(facts, names, strict=True))]
