"""Types with keys, as openapi-python-client saw them, become the model's types: keys give way to names and forms."""

from __future__ import annotations

from anew.model import ANY, Array, Literals, Map, Nullable, Ref, Scalar, Tag, Tuple, Type, Union
from anew.normalise.facts import Form, ModelFact, Normal, SchemaFact
from anew.normalise.forms import key_of
from anew.upstream import Parsed


class Types:
    """Knows what every key stands for."""

    def __init__(self, normal: Normal, parsed: Parsed) -> None:
        """Know the facts and what was parsed; what was not parsed is of an unknown type."""
        self._parsed = parsed
        self._forms = normal.forms
        self._named = {schema.key: schema for schema in normal.schemas if schema.key in parsed.models}
        self._known: dict[str, Type] = {}
        self._constants = {schema.key: self._constant_fields(schema) for schema in normal.schemas}

    def resolve(self, found: Type) -> Type:
        """Replace the keys in a type."""
        match found:
            case Ref(key):
                return self._of_key(key)
            case Array(items):
                return Array(self.resolve(items))
            case Nullable(inner):
                return nullable(self.resolve(inner))
            case Union(members):
                return self._union(members)
            case _:
                return found

    def form(self, form: Form, key: str) -> Type:
        """Give the type that a stand-in stands for."""
        match form.kind:
            case "scalar":
                return Scalar(form.scalar)
            case "literals":
                return Literals(form.values)
            case "union":
                return self._union(tuple(self._members(form, key)), form.tag)
        members = [self.resolve(member) for member in self._members(form, key)]
        match form.kind:
            case "map":
                return Map(members[0])
            case "tuple":
                return Tuple(tuple(members[:-1]), members[-1]) if form.rest else Tuple(tuple(members))
            case _:
                return members[0]

    def _of_key(self, key: str) -> Type:
        if key in self._named:
            return Ref(self._named[key].name)
        if key not in self._forms or key not in self._parsed.models:
            return ANY
        if key not in self._known:
            self._known[key] = self.form(self._forms[key], key)
        return self._known[key]

    def _members(self, form: Form, key: str) -> list[Type]:
        found = self._parsed.models[key].properties
        return [found.get(f"m{index}", ANY) for index in range(len(form.members))]

    def _union(self, members: tuple[Type, ...], tag: tuple[str, tuple[tuple[str, str], ...]] | None = None) -> Type:
        """Join the members, told apart by what the document says, else by constants that they all have."""
        types = list(dict.fromkeys(self.resolve(member) for member in members))
        if ANY in types or not types:
            return ANY
        if len(types) == 1:
            return types[0]
        pair = tag or self._inferred(members)
        pairs = tuple((value, self._named[key].name) for value, key in pair[1] if key in self._named) if pair else ()
        return Union(tuple(types), Tag(pair[0], pairs) if pair and pairs else None)

    def _inferred(self, members: tuple[Type, ...]) -> tuple[str, tuple[tuple[str, str], ...]] | None:
        """Find a property that every member has, each with texts of its own."""
        keys = [member.name for member in members if isinstance(member, Ref)]
        if len(keys) < len(members):
            return None
        tables = [self._constants.get(key, {}) for key in keys]
        for wire in tables[0]:
            values = [value for table in tables for value in table.get(wire, ())]
            if all(wire in table for table in tables) and len(set(values)) == len(values):
                pairs = [(value, key) for key, table in zip(keys, tables, strict=True) for value in table[wire]]
                return wire, tuple(pairs)
        return None

    def _constant_fields(self, schema: SchemaFact) -> dict[str, tuple[str, ...]]:
        """Give the texts that the required properties of a model are limited to."""
        if not isinstance(schema.content, ModelFact):
            return {}
        found = {}
        for fact in schema.content.properties:
            form = self._forms.get(key_of(fact.told.type) or "") if fact.required else None
            if form is not None and form.kind == "literals":
                texts = tuple(value for value in form.values if isinstance(value, str))
                if len(texts) == len(form.values):
                    found[fact.wire] = texts
        return found


def nullable(inner: Type) -> Type:
    """Let null be fine too, where it was not."""
    null = inner == ANY or isinstance(inner, Nullable) or inner == Scalar("null")
    return inner if null else Nullable(inner)
