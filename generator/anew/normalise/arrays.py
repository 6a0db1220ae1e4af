"""A schema of a list becomes a list of one type, or a tuple with a type for each place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anew.normalise.facts import Form, Tame
from anew.normalise.forms import ANY
from anew.normalise.forms import array as list_of
from anew.normalise.keywords import mapping, sequence, types

if TYPE_CHECKING:
    from anew.normalise.schemas import Reader
    from anew.normalise.views import View


def array(reader: Reader, view: View, hint: str) -> Tame:
    """Read a list; one that does not say what is in it holds anything, which is legal since 3.1."""
    items = view.keywords.get("items")
    first = sequence(view.keywords.get("prefixItems"))
    if isinstance(items, list):
        first, items = items, view.keywords.get("additionalItems")
    if first:
        return _tuple(reader, first, items, view, hint)
    return list_of(ANY if items is None else reader.read(_items(items, view), f"{view.at}/items", f"{hint}Item"))


def _tuple(reader: Reader, first: list[Any], rest: Any, view: View, hint: str) -> Tame:
    where = f"{view.at}/prefixItems" if "prefixItems" in view.keywords else f"{view.at}/items"
    members = [reader.read(one, f"{where}/{index}", f"{hint}Item{index + 1}") for index, one in enumerate(first)]
    ends = rest is False or view.keywords.get("maxItems") == len(first)
    if not ends:
        members.append(reader.read(rest, f"{view.at}/items", f"{hint}Item"))
    return reader.forms.add(Form("tuple", tuple(members), rest=not ends))


def _items(items: Any, view: View) -> Any:
    """Give the schema of the items; an `enum` beside them rather than in them is a common slip."""
    listed = sequence(view.keywords.get("enum"))
    if listed and not any(isinstance(one, list) for one in listed) and types(mapping(items)) and "enum" not in items:
        return {**items, "enum": listed}
    return items
