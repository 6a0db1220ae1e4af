"""A schema with `oneOf` or `anyOf` becomes a union, told apart by a discriminator where there is one."""

from __future__ import annotations

from collections import Counter
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from attrs import evolve

from anew.document import Found
from anew.document.pointers import tail
from anew.names import pascal
from anew.normalise.facts import Form, Tame
from anew.normalise.forms import NULL, key_of, nullable, union
from anew.normalise.keywords import mapping, reference, sequence, structural, text, types
from anew.normalise.keywords import nullable as nullable_
from anew.normalise.views import Choice, View

if TYPE_CHECKING:
    from anew.normalise.schemas import Reader

_MOST = 100
"""Combinations of a union with what stands beside it that are written out."""

_AZURE = "x-ms-discriminator-value"

_WORDS = 4
"""Words of a title that is still a name rather than a sentence."""

_NULLABLE_OBJECT = {"type": "object", "nullable": True}
"""What apispec writes in 3.0 for null beside a schema that has a name."""


def choice(reader: Reader, view: View, hint: str, *, named: bool) -> Tame:
    """Read a union; properties beside it belong to each of its members."""
    if len(view.choices) > 1 or view.properties:
        return _spread(reader, view, hint, named=named)
    (only,) = view.choices
    by_name = any(reference(member.value) is not None for member in only.members)
    members = [one for one in only.members if not (_is_null(one.value) or (by_name and one.value == _NULLABLE_OBJECT))]
    tame = _union(reader, view, only, _without_text(reader, members), hint, named=named)
    return nullable(tame) if len(members) < len(only.members) else tame


def tag_name(discriminator: Any) -> str:
    """Give the property that tells members apart; Swagger 2.0 names it without a mapping."""
    name = discriminator if isinstance(discriminator, str) else mapping(discriminator).get("propertyName")
    return name if isinstance(name, str) else ""


def _union(reader: Reader, view: View, only: Choice, members: list[Found], hint: str, *, named: bool) -> Tame:
    if not members:
        return NULL
    if len(members) == 1:
        return reader.read(members[0].value, members[0].at, hint, named=named)
    listed = [_texts(member.value) for member in members]
    if all(listed):
        merged = {"type": "string", "enum": [value for values in listed for value in values]}
        return reader.shape(View(view.at, {**view.keywords, **merged}), hint, named=named)
    if named or tag_name(only.discriminator):
        return reader.define(view, hint, lambda draft: _form(reader, only, members, draft.hint))
    return union(_types(reader, members, hint))


def _form(reader: Reader, only: Choice, members: list[Found], hint: str) -> Form:
    found = _types(reader, members, hint)
    paired = pairs(reader, only, members, found)
    return Form("union", tuple(found), tag=(tag_name(only.discriminator), paired) if paired else None)


def _types(reader: Reader, members: list[Found], hint: str) -> list[Tame]:
    return [
        reader.read(member.value, member.at, hint + _word(member, index).removeprefix(hint))
        for index, member in enumerate(members)
    ]


def _word(member: Found, index: int) -> str:
    """Give a word for one of several members: what it is called, else its number."""
    target = reference(member.value)
    title = text(mapping(member.value).get("title"))
    name = pascal(tail(target)) if target is not None else pascal(title) if len(title.split()) < _WORDS else ""
    return name or f"Option{index + 1}"


def _is_null(schema: Any) -> bool:
    """Tell whether a member is null; in 3.0 some write one that says nothing but `nullable`."""
    if not isinstance(schema, dict):
        return False
    constant = "const" in schema and schema["const"] is None
    listed = sequence(schema.get("enum")) == [None]
    return constant or listed or types(schema) == ["null"] or (nullable_(schema) and not structural(schema))


def _texts(schema: Any) -> list[str]:
    """Give the texts that a schema lists, if it is about nothing else."""
    found = mapping(schema)
    listed = [found["const"]] if "const" in found else sequence(found.get("enum"))
    return listed if set(types(found)) <= {"string"} and all(isinstance(value, str) for value in listed) else []


def _without_text(reader: Reader, members: list[Found]) -> list[Found]:
    """Drop `string` beside lists of texts: it says that they may grow, and ours take unknown values as they are.

    One text alone makes no list that could grow, but a constant: it is dropped itself, being a string as well.
    """
    rest = [member for member in members if set(mapping(member.value)) - {"description", "title"} != {"type"}]
    plain = [member for member in members if member not in rest]
    ends = [reader.views.end(member.value, member.at) for member in rest]
    listed = [_texts(end.value) if end else [] for end in ends]
    if [types(one.value) for one in plain] == [["string"]] and all(listed):
        texts = {text for values in listed for text in values}
        return plain if len(texts) == 1 else rest or members
    return members


def pairs(reader: Reader, only: Choice, members: list[Found], found: list[Tame]) -> tuple[tuple[str, str], ...]:
    """Pair the values of the discriminator with the members: as mapped, as the members say, else by their names."""
    wire = tag_name(only.discriminator)
    if not wire:
        return ()
    ends = [_target(reader, member) for member in members]
    keys = {end.at: key for end, tame in zip(ends, found, strict=True) if (key := key_of(tame))}
    paired: dict[str, str] = {}
    for value, target in mapping(mapping(only.discriminator).get("mapping")).items():
        meant = reader.views.follow(_spelled(target), only.at) if isinstance(target, str) else None
        if meant is not None and meant.at in keys:
            paired.setdefault(str(value), keys[meant.at])
    mapped = set(paired.values())
    claims: dict[str, list[str]] = {}
    for member, end in zip(members, ends, strict=True):
        if keys.get(end.at, "") not in mapped and end.at in keys:
            named = [tail(end.at)] if reference(member.value) is not None else []
            claims.setdefault(end.at, _said(reader, end, wire) or named)
    for at, values in _unshared(claims).items():
        paired |= {value: keys[at] for value in values if value not in paired}
    return tuple(paired.items())


def _unshared(claims: dict[str, list[str]]) -> dict[str, list[str]]:
    """Leave a value that several members allow to the one of that name; the others are told apart by trial."""
    counted = Counter(value for values in claims.values() for value in set(values))
    return {
        at: [value for value in values if value == tail(at)] if any(counted[one] > 1 for one in values) else values
        for at, values in claims.items()
    }


def _spelled(target: str) -> str:
    """Give the reference that a mapping means: it may name a schema alone."""
    return target if "/" in target or "#" in target or target.endswith("ml") else f"#/components/schemas/{target}"


def _target(reader: Reader, member: Found) -> Found:
    target = reference(member.value)
    return (reader.views.follow(target, member.at) if target is not None else None) or member


def _said(reader: Reader, member: Found, wire: str) -> list[str]:
    """Give the values that a member itself allows for the discriminator."""
    if not isinstance(member.value, dict):
        return []
    values: list[Any] = [member.value[_AZURE]] if _AZURE in member.value else []
    for part in reader.views.view(member.value, member.at).properties.get(wire, ()):
        end = reader.views.end(part.value, part.at)
        schema = mapping(end.value) if end else {}
        values = [schema["const"]] if "const" in schema else sequence(schema.get("enum")) or values
    return [str(value) for value in values if isinstance(value, str | int)]


def _spread(reader: Reader, view: View, hint: str, *, named: bool) -> Tame:
    """Give each member of the unions the properties that stand beside them."""
    if prod(len(one.members) for one in view.choices) > _MOST:
        reader.ledger.remark("the unions beside the properties are too many to type", view.at, degrades=True)
        return reader.shape(evolve(view, choices=()), hint, named=named)
    combinations = [list(members) for members in product(*(one.members for one in view.choices))]
    return reader.define(
        view, hint, lambda draft: _spread_form(reader, view, combinations, draft.hint), variant="union"
    )


def _spread_form(reader: Reader, view: View, combinations: list[list[Found]], hint: str) -> Form:
    found = [_combined(reader, view, members, hint, index) for index, members in enumerate(combinations)]
    paired = pairs(reader, view.choices[0], [members[0] for members in combinations], found)
    tag = tag_name(view.choices[0].discriminator) if len(view.choices) == 1 else ""
    return Form("union", tuple(found), tag=(tag, paired) if tag and paired else None)


def _combined(reader: Reader, base: View, members: list[Found], hint: str, index: int) -> Tame:
    """Merge the properties around a union with one of its members, or one of each union."""
    if len(members) == 1:
        alone = _target(reader, members[0])
        view = reader.views.view(alone.value, alone.at) if isinstance(alone.value, dict) else None
        if view and set(base.properties) <= set(view.properties) and base.required <= view.required:
            return reader.read(members[0].value, members[0].at, hint + _word(members[0], index).removeprefix(hint))
    merged = reader.views.combined(base, members, f"{base.at}/with/{index}")
    return reader.shape(merged, hint + _word(members[0], index).removeprefix(hint), named=False)
