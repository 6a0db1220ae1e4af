"""A schema of an object becomes a model, or a mapping where it names no properties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from anew.document import Found
from anew.document.pointers import escape
from anew.model.schemas import MISSING
from anew.names import Scope, field_name, pascal
from anew.normalise.facts import ModelFact, PropertyFact, Tame, Told
from anew.normalise.forms import ANY
from anew.normalise.keywords import CONSTRAINTS, flag, mapping, reference, sequence, structural, text

if TYPE_CHECKING:
    from anew.normalise.schemas import Draft, Reader
    from anew.normalise.views import View

_FARTHEST = 5
"""References that are followed to find what a property's own schema leaves out, such as its default."""

_ONWARD = frozenset({"$ref", "$dynamicRef", "allOf"})
"""Keywords that lead to other schemas with more to say."""

_SCALARS = ("string", "integer", "number", "boolean")
_PLAIN = frozenset(
    {
        "type",
        "format",
        "title",
        "description",
        "default",
        "deprecated",
        "example",
        "examples",
        "nullable",
        "readOnly",
        "writeOnly",
        *CONSTRAINTS,
    }
)
"""Keywords of scalars that mean the same wherever they stand."""


def object_(reader: Reader, view: View, hint: str) -> Tame:
    """Read an object."""
    if any(parts[-1].value is not False for parts in view.properties.values()):
        return reader.define(view, hint, lambda draft: model(reader, view, draft))
    additional = _additional(reader, view, hint, alone=True)
    return reader.forms.map(ANY if isinstance(additional, bool) else additional)


def model(reader: Reader, view: View, draft: Draft, *, omit: frozenset[str] = frozenset()) -> ModelFact:
    """Build the model of an object, less the properties in `omit`."""
    scope = Scope()
    properties = tuple(
        _property(reader, view, wire, parts, f"p{index}", scope, draft.hint)
        for index, (wire, parts) in enumerate(view.properties.items())
        if wire not in omit and parts[-1].value is not False
    )
    return ModelFact(properties, _additional(reader, view, draft.hint, alone=False))


def _property(
    reader: Reader, view: View, wire: str, parts: tuple[Found, ...], key: str, scope: Scope, hint: str
) -> PropertyFact:
    told = _told(reader, wire, parts, hint)
    return PropertyFact(key, scope.take(field_name(wire)), wire, wire in view.required, told)


def _told(reader: Reader, wire: str, parts: tuple[Found, ...], hint: str) -> Told:
    """Read what is said about a property; a plain text or number is said in the same words a thousand times."""
    value = parts[0].value
    if len(parts) > 1 or not isinstance(value, dict) or value.get("type") not in _SCALARS or value.keys() - _PLAIN:
        return _tell(reader, wire, parts, hint)
    # Whether a title says more than the name depends on the name.
    said = f"{wire if 'title' in value else ''}\0{value!r}"
    if said not in reader.told:
        reader.told[said] = _tell(reader, wire, parts, hint)
    return reader.told[said]


def _tell(reader: Reader, wire: str, parts: tuple[Found, ...], hint: str) -> Told:
    said = said_of(reader, parts)
    return Told(
        type=reader.read_parts(parts, hint + pascal(wire)),
        default=said.get("default", MISSING),
        description=text(said.get("description")) or _title(said, wire),
        constraints=constraints(said),
        read_only=flag(said.get("readOnly")),
        write_only=flag(said.get("writeOnly")),
        deprecated=flag(said.get("deprecated")),
    )


def constraints(said: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Give what is asked of a value beside its type, as it stands."""
    if said.keys().isdisjoint(CONSTRAINTS):
        return ()
    return tuple((name, said[name]) for name in CONSTRAINTS if isinstance(said.get(name), str | int | float))


def said_of(reader: Reader, parts: tuple[Found, ...]) -> dict[str, Any]:
    """Gather what is said beside a type; the last part wins, and what it does not say itself what it refers to may say.

    Texts are not taken from what is referred to: they are about the type, not about this use of it.
    """
    if len(parts) == 1 and isinstance(parts[0].value, dict) and _ONWARD.isdisjoint(parts[0].value):
        return parts[0].value
    said: dict[str, Any] = {}
    for part in reversed(parts):
        current: Found | None = part
        for hops in range(_FARTHEST):
            if current is None or not isinstance(current.value, dict):
                break
            for name, value in _words(current.value):
                if hops == 0 or name not in ("description", "title", "deprecated"):
                    said.setdefault(name, value)
            current = _onward(reader, current)
    return said


def _words(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give what a schema says, with parts of its `allOf` that do nothing but say something, such as `readOnly`."""
    yield from value.items()
    for part in sequence(value.get("allOf")):
        if isinstance(part, dict) and not structural(part):
            yield from part.items()


def _onward(reader: Reader, found: Found) -> Found | None:
    target = reference(found.value)
    if target is not None:
        return reader.views.follow(target, found.at)
    parts = sequence(found.value.get("allOf"))
    telling = [index for index, part in enumerate(parts) if structural(part)]
    if len(telling) != 1:
        return None
    return Found(parts[telling[0]], f"{found.at}/allOf/{telling[0]}")


def _title(said: dict[str, Any], wire: str) -> str:
    """Give the title where it says more than the name: FastAPI makes `User Id` of `user_id` for every property."""
    title = text(said.get("title"))
    return "" if pascal(title).lower() == pascal(wire).lower() else title


def _additional(reader: Reader, view: View, hint: str, *, alone: bool) -> Tame | bool:
    """Read what the properties without a name are; `alone`, an object without any, is open whatever it says."""
    patterns = mapping(view.keywords.get("patternProperties"))
    found = view.additional
    if found is not None and isinstance(found.value, dict):
        tame = reader.read(found.value, found.at, f"{hint}Value")
        return True if tame == ANY or patterns else tame
    if len(patterns) == 1 and (alone or found is not None):
        ((pattern, schema),) = patterns.items()
        return reader.read(schema, f"{view.at}/patternProperties/{escape(pattern)}", f"{hint}Value") or True
    return found is None or found.value is not False or bool(patterns) or alone
