"""Schemas that inherit from one with a discriminator become a family: whoever takes the parent may get any child.

`Pet` with `discriminator: petType`, and `Cat` and `Dog` with `allOf: [Pet, …]`, make `Pet` a union of `Cat`, `Dog` and
`PetBase`, which is what the document says of `Pet` itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from anew.document import Document, Found
from anew.document.faults import DanglingError
from anew.normalise import choices
from anew.normalise.facts import Form, Tame
from anew.normalise.forms import key_of
from anew.normalise.keywords import mapping, reference, sequence
from anew.normalise.views import Choice, View

if TYPE_CHECKING:
    from anew.normalise.schemas import Draft, Reader


def families(document: Document, components: Iterable[str]) -> dict[str, list[Found]]:
    """Find the components with a discriminator of their own, and the children of each, by spot."""
    known = {at: mapping(_look(document, at)) for at in components}
    parents = {at for at, schema in known.items() if _is_parent(schema)}
    found: dict[str, list[Found]] = {}
    for at, schema in known.items() if parents else ():
        for parent in _ancestors(document, Found(schema, at), set()) & parents:
            found.setdefault(parent, []).append(Found({"$ref": at}, at))
    return found


def family(reader: Reader, parent: Found, children: list[Found], hint: str) -> Tame:
    """Refer to the union of a parent and its children."""
    view = View(parent.at, parent.value)
    return reader.define(view, hint, lambda draft: _form(reader, parent, children, draft), variant="family")


def _form(reader: Reader, parent: Found, children: list[Found], draft: Draft) -> Form:
    base = reader.shape(reader.views.view(parent.value, parent.at), f"{draft.hint}Base", named=False)
    # A child that adds nothing reads as the family itself, which it is not: it is what the parent is.
    read = [(child, reader.read(child.value, child.at, draft.hint)) for child in children]
    others = [(child, tame) for child, tame in read if key_of(tame) != draft.key]
    pairs = _pairs(reader, parent, [*others, (parent, base)])
    if key_of(base) in dict(pairs).values():  # it has values of its own, and those of such children are among them
        others = [(child, base if key_of(tame) == draft.key else tame) for child, tame in read]
        pairs = _pairs(reader, parent, [*others, (parent, base)])
    wire = choices.tag_name(parent.value["discriminator"])
    members = (*(tame for _, tame in others), base)
    return Form("union", members, tag=(wire, pairs) if wire and pairs else None)


def _pairs(reader: Reader, parent: Found, members: list[tuple[Found, Tame]]) -> tuple[tuple[str, str], ...]:
    found, read = [member for member, _ in members], [tame for _, tame in members]
    choice = Choice(tuple(found), parent.value["discriminator"], parent.at, parent.at)
    return choices.pairs(reader, choice, found, read)


def _is_parent(schema: dict[str, object]) -> bool:
    return bool(choices.tag_name(schema.get("discriminator"))) and not schema.keys() & {"oneOf", "anyOf"}


def _ancestors(document: Document, found: Found, seen: set[str]) -> set[str]:
    for part in sequence(mapping(found.value).get("allOf")):
        target = reference(part)
        if target is None:
            continue
        try:
            parent = document.follow(target, found.at)
        except DanglingError:
            continue
        if parent.at not in seen:
            seen.add(parent.at)
            _ancestors(document, parent, seen)
    return seen


def _look(document: Document, at: str) -> object:
    try:
        return document.follow(at, "#").value
    except DanglingError:
        return None
