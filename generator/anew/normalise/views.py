"""A schema in pieces (`$ref`, `allOf`, siblings) becomes one view: parts are laid over each other, the last wins."""

from __future__ import annotations

from typing import Any

from attrs import define, evolve, field, frozen

from anew.document import Document, Found
from anew.document.faults import DanglingError
from anew.document.pointers import escape
from anew.normalise.keywords import STRUCTURE, category, mapping, nullable, reference, sequence, types
from anew.normalise.ledger import Ledger

_OWN = frozenset(
    {
        "$ref",
        "$dynamicRef",
        "additionalProperties",
        "allOf",
        "anyOf",
        "discriminator",
        "oneOf",
        "properties",
        "required",
        "unevaluatedProperties",
    }
)
"""Keywords that are not simply replaced by those of a later part."""

_CHOICES = ("oneOf", "anyOf")

_LONGEST = 100
"""Schemas that are made of each other, one after the other."""

_DEEPEST = 3
"""Unions inside of members of unions that all have properties beside them."""


@frozen
class Choice:
    """A `oneOf` or `anyOf`."""

    members: tuple[Found, ...]
    discriminator: Any
    at: str
    holder: str
    """The spot of the schema that it is part of."""


@define
class View:
    """A schema as a whole."""

    at: str
    keywords: dict[str, Any]
    properties: dict[str, tuple[Found, ...]] = field(factory=dict)
    """Each with the parts that speak of it, the last of which wins."""
    required: set[str] = field(factory=set)
    additional: Found | None = None
    choices: tuple[Choice, ...] = ()
    whole: bool = False
    """It is a schema just as it stands in the document, and `keywords` is that schema itself."""


class Views:
    """Makes views; remembers the parts of what is referred to often, such as bases."""

    def __init__(self, document: Document, ledger: Ledger) -> None:
        """Follow references in `document`, and tell `ledger` about those that lead nowhere."""
        self._document = document
        self._ledger = ledger
        self._known: dict[str, tuple[Found, ...]] = {}
        self._found: dict[tuple[str, str], Found | None] = {}

    def follow(self, target: str, at: str) -> Found | None:
        """Give what a `$ref` at a spot leads to, or None with a remark."""
        key = (target, self._document.base(at))
        if key not in self._found:
            self._found[key] = self._follow(target, at)
        found = self._found[key]
        if found is None:
            self._dangling(target, at)
        return found

    def end(self, value: Any, at: str) -> Found | None:
        """Follow references until something else is found; None where they go round or lead nowhere."""
        seen: set[str] = set()
        while (target := reference(value)) is not None:
            found = self.follow(target, at)
            if found is None or found.at in seen:
                return None
            seen.add(found.at)
            value, at = found.value, found.at
        return Found(value, at)

    def view(self, schema: dict[str, Any], at: str) -> View:
        """See a schema as a whole."""
        if "allOf" not in schema and reference(schema) is None:
            return _single(schema, at)
        return self.merged(list(self._parts(schema, at, ())), at)

    def of_parts(self, parts: tuple[Found, ...], at: str) -> View:
        """See several schemas, such as what a base and a model say about one property, as one."""
        leaves = {leaf.at: leaf for part in parts for leaf in self._parts(part.value, part.at, ())}
        return self.merged(list(leaves.values()), at)

    def bases(self, schema: dict[str, Any], at: str) -> set[str]:
        """Give the spots of everything that a schema is made of."""
        return {leaf.at for leaf in self._parts(schema, at, ())}

    def merged(self, leaves: list[Found], at: str) -> View:
        """Lay leaves over each other, less those that the last one with a category contradicts."""
        leaves = [leaf for leaf in leaves if isinstance(leaf.value, dict)]
        kind = next((found for leaf in reversed(leaves) if (found := category(leaf.value))), "")
        leaves = [leaf for leaf in leaves if category(leaf.value) in ("", kind)]
        if len(leaves) == 1:
            return self._without_loops(_single(leaves[0].value, leaves[0].at), leaves, at)
        whole = View(at, {})
        for leaf in leaves:
            _lay(whole, _single(leaf.value, leaf.at), own=leaf.at == at or leaf.at.startswith(f"{at}/"))
        if kind in ("object", "array"):
            # What the parts show by their keywords, such as `properties`, is not among those of the whole.
            whole.keywords.setdefault("type", kind)
        return self._without_loops(whole, leaves, at)

    def combined(self, base: View, members: list[Found], at: str) -> View:
        """Lay members of unions over the view that the unions are part of; a member that is no object stays alone."""
        leaves = [leaf for part in members for leaf in self._parts(part.value, part.at, ())]
        if any(category(leaf.value) not in ("", "object") for leaf in leaves):
            return self.merged(leaves, at)
        keywords = {key: value for key, value in base.keywords.items() if key not in _OWN}
        whole = View(at, {**keywords, "type": "object"}, dict(base.properties), set(base.required), base.additional)
        for leaf in leaves:
            _lay(whole, _single(leaf.value, leaf.at), own=False)
        nested = at.count("/with/") < _DEEPEST
        whole.choices = tuple(one for one in whole.choices if nested and one.holder != base.at)
        return self._without_loops(whole, [*leaves, Found({}, base.at)], at)

    def _without_loops(self, view: View, leaves: list[Found], at: str) -> View:
        """Forget choices of a base among which is what is being made of it: the way back from child to parent."""
        inside = {at, *(leaf.at for leaf in leaves)}
        kept = tuple(one for one in view.choices if one.holder == at or inside.isdisjoint(self._targets(one)))
        return evolve(view, at=at, choices=kept, whole=view.whole and kept == view.choices)

    def _targets(self, choice: Choice) -> set[str]:
        targets = set()
        for member in choice.members:
            target = reference(member.value)
            found = self.follow(target, member.at) if target is not None else member
            targets.add(found.at if found else "")
        return targets

    def _parts(self, schema: Any, at: str, chain: tuple[str, ...]) -> tuple[Found, ...]:
        if not isinstance(schema, dict):
            return ()
        found: dict[str, Found] = {}
        target = reference(schema)
        if target is not None:
            found.update((part.at, part) for part in self._behind(target, at, chain))
        for index, part in enumerate(sequence(schema.get("allOf"))):
            found.update((leaf.at, leaf) for leaf in self._parts(part, f"{at}/allOf/{index}", chain))
        found[at] = Found(schema, at)
        return tuple(found.values())

    def _behind(self, target: str, at: str, chain: tuple[str, ...]) -> tuple[Found, ...]:
        found = self.follow(target, at)
        if found is None or found.at in chain:
            return ()
        if len(chain) >= _LONGEST:
            self._ledger.remark("too many schemas are made of each other to follow them all", at, degrades=True)
            return ()
        if found.at not in self._known:
            self._known[found.at] = self._parts(found.value, found.at, (*chain, found.at))
        return self._known[found.at]

    def _follow(self, target: str, at: str) -> Found | None:
        try:
            return self._document.follow(target, at)
        except (DanglingError, RecursionError):
            return None

    def _dangling(self, target: str, at: str) -> None:
        try:
            self._document.follow(target, at)
        except DanglingError as error:
            message = f"`$ref: {target[:200]}` leads nowhere: {error}"
            self._ledger.remark(message, at, degrades=True, dangling=True, fix=error.fix)
        except RecursionError:
            message = f"`$ref: {target[:200]}` goes round in a circle"
            self._ledger.remark(message, at, degrades=True, dangling=True)


def _single(schema: dict[str, Any], at: str) -> View:
    additional = schema.get("additionalProperties", schema.get("unevaluatedProperties"))
    key = "additionalProperties" if "additionalProperties" in schema else "unevaluatedProperties"
    return View(
        at,
        schema,
        {
            name: (Found(value, f"{at}/properties/{escape(name)}"),)
            for name, value in mapping(schema.get("properties")).items()
        },
        {name for name in sequence(schema.get("required")) if isinstance(name, str)},
        Found(additional, f"{at}/{key}") if additional is not None else None,
        _choices(schema, at),
        whole=True,
    )


def _choices(schema: dict[str, Any], at: str) -> tuple[Choice, ...]:
    found = []
    for keyword in _CHOICES:
        listed = sequence(schema[keyword]) if keyword in schema else ()
        if any(_shapes(one) for one in listed):
            members = tuple(Found(one, f"{at}/{keyword}/{index}") for index, one in enumerate(listed))
            found.append(Choice(members, schema.get("discriminator"), f"{at}/{keyword}", at))
    return tuple(found)


def _shapes(member: Any) -> bool:
    """Tell whether a member says more than which properties must be there, which changes no type."""
    if not isinstance(member, dict):
        return member is True
    keys = {key for key in member if key in STRUCTURE}
    return bool(keys - {"required", "type"}) or any(one != "object" for one in types(member)) or nullable(member)


def _lay(below: View, above: View, *, own: bool) -> None:
    """Lay a part over what is there; texts of a base are not those of what is made of it."""
    for key, value in above.keywords.items():
        if key == "nullable" and not value and not types(above.keywords):
            continue  # without a type beside it, it says nothing (OpenAPI 3.0.3, Schema Object)
        if key not in _OWN and (own or key not in ("title", "description", "deprecated", "default", "nullable")):
            below.keywords[key] = value
    for name, parts in above.properties.items():
        below.properties[name] = (*below.properties.get(name, ()), *parts)
    below.required |= above.required
    below.additional = above.additional or below.additional
    below.choices = (*below.choices, *above.choices)
