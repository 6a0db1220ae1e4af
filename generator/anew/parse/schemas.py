"""Facts about named types, and the types of their members, become the model's schemas."""

from __future__ import annotations

from typing import Any

from anew.document import Document
from anew.errors import Place
from anew.model import ANY, MISSING, Alias, Array, Enum, Field, Model, Ref, Schema, Type
from anew.normalise.facts import EnumFact, ModelFact, Normal, PropertyFact, Remark, SchemaFact
from anew.parse.defaults import fits
from anew.parse.types import Types
from anew.upstream import Parsed, ParsedModel


class Schemas:
    """All named types."""

    def __init__(self, normal: Normal, parsed: Parsed, document: Document, *, closed: bool) -> None:
        """Make every schema that was parsed; `closed` enums refuse values that they do not list."""
        self.types = Types(normal, parsed)
        self.remarks: list[Remark] = []
        """What defaults had to go."""
        self._document = document
        self._closed = closed
        self._by_name: dict[str, Schema] = {}
        self._fields: dict[tuple[int, str, str, bool], Field] = {}
        facts = [fact for fact in normal.schemas if fact.key in parsed.models]
        # Defaults can only be judged once all enums and aliases are known.
        models = [fact for fact in facts if isinstance(fact.content, ModelFact)]
        for fact in [*(one for one in facts if not isinstance(one.content, ModelFact)), *models]:
            self._by_name[fact.name] = self._schema(fact, parsed.models[fact.key])

    def all(self) -> tuple[Schema, ...]:
        """Give all schemas by name."""
        return tuple(self._by_name[name] for name in sorted(self._by_name))

    def place(self, at: str) -> Place:
        """Give the place of a spot."""
        return self._document.place(at)

    def default(self, value: Any, type_: Type, what: str, at: str) -> Any:
        """Give a default that fits its type; drop any other with a remark, but null silently: it means none."""
        if value is MISSING or fits(value, type_, self._by_name):
            return value
        if value is not None:
            self.remarks.append(Remark(f"the default of {what} does not fit its type and is dropped", at))
        return MISSING

    def member(self, type_: Type, keys: list[str]) -> Type | None:
        """Follow wire names into models, through null and aliases; None where they lead nowhere."""
        for key in keys:
            schema = self._model(type_)
            found = [field.type for field in schema.fields if field.wire == key] if schema else []
            if not found:
                return None
            type_ = found[0]
        return type_

    def only_list(self, type_: Type, keys: list[str]) -> str | None:
        """Name the only list in a model, the only one of objects if there are several; None if that is not clear."""
        holder = self.member(type_, keys)
        schema = self._model(holder) if holder is not None else None
        found = {field.wire: self.behind(field.type) for field in schema.fields} if schema else {}
        lists = {name: one.items for name, one in found.items() if isinstance(one, Array)}
        named = [name for name, item in lists.items() if self._model(item)] or list(lists)
        return named[0] if len(named) == 1 else None

    def behind(self, type_: Type) -> Type:
        """Look through null and aliases."""
        seen: set[str] = set()
        while True:
            inner = getattr(type_, "inner", None)
            if inner is not None:
                type_ = inner
                continue
            schema = self._by_name.get(type_.name) if isinstance(type_, Ref) else None
            if not isinstance(schema, Alias) or schema.name in seen:
                return type_
            seen.add(schema.name)
            type_ = schema.type

    def _model(self, type_: Type) -> Model | None:
        end = self.behind(type_)
        schema = self._by_name.get(end.name) if isinstance(end, Ref) else None
        return schema if isinstance(schema, Model) else None

    def _schema(self, fact: SchemaFact, parsed: ParsedModel) -> Schema:
        place, content = self.place(fact.at), fact.content
        if isinstance(content, EnumFact):
            open_ = content.open and not self._closed
            return Enum(fact.name, fact.module, content.base, content.members, open_, fact.description, place)
        if isinstance(content, ModelFact):
            additional = self.types.resolve(parsed.additional) if parsed.additional is not None else None
            fields = tuple(self._field(one, parsed, fact.at) for one in content.properties)
            return Model(fact.name, fact.module, fields, additional, fact.description, fact.deprecated, place)
        return Alias(fact.name, fact.module, self.types.form(content, fact.key), fact.description, place)

    def _field(self, fact: PropertyFact, parsed: ParsedModel, at: str) -> Field:
        """Make a property; one that is told about in the same words is the same."""
        told, key = fact.told, (id(fact.told), fact.name, fact.wire, fact.required)
        if key in self._fields:
            return self._fields[key]
        type_ = self.types.resolve(parsed.properties.get(fact.key, ANY))
        field = Field(
            name=fact.name,
            wire=fact.wire,
            type=type_,
            required=fact.required,
            default=self.default(told.default, type_, f"`{fact.wire}`", at),
            description=told.description,
            constraints=told.constraints,
            read_only=told.read_only,
            write_only=told.write_only,
            deprecated=told.deprecated,
        )
        if field.default is told.default:  # else every place of it has a remark of its own
            self._fields[key] = field
        return field
