"""Turn the schemas of the model into the modules of `models/`.

What the document defines inside of one another shares a module: it is of no use alone, and a module costs more than
what is in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from attrs import field, frozen

from anew.model import ANY, Alias, Api, Enum, Map, Model, Schema, Type
from anew.render.docs import paragraphs
from anew.render.environment import fill
from anew.render.expressions import Expressions
from anew.render.fields import Fields, FieldView, secret_names
from anew.render.imports import Imports
from anew.render.lazy import render_lazy
from anew.render.lookup import Lookup
from anew.render.text import Code, literal
from anew.render.types import alias_value, annotation

_DOC = "All models, each loaded when it is used for the first time."

_PIECE = 50
"""Properties that one method sets: pyright gives up on methods with a few hundred branches."""


def render_schemas(api: Api, lookup: Lookup) -> Iterator[tuple[str, str]]:
    """Give the modules of all schemas, and the package that loads them on demand."""
    fields = Fields(secret_names(api.session), lookup)
    modules: dict[str, list[Schema]] = {}
    for schema in api.schemas:
        modules.setdefault(schema.module, []).append(schema)
    for name, schemas in modules.items():
        yield name, _Module.of(schemas, fields).render(api.source)
    exports = [(schema.name, schema.module) for schema in api.schemas]
    exports += [(lookup.decoders[name], lookup.schemas[name].module) for name in lookup.decoders]
    yield "__init__", render_lazy(api.source, _DOC, sorted(exports), package="..")


@frozen
class _Module:
    """Writes one module."""

    schemas: list[Schema]
    fields: Fields
    imports: Imports
    tables: dict[str, Code] = field(factory=dict)
    """Constants that all of it may use: decoders by tag."""

    @classmethod
    def of(cls, schemas: list[Schema], fields: Fields) -> _Module:
        """Begin with the names that are taken: those of the schemas and of all their fields."""
        taken = {one.name for schema in schemas if isinstance(schema, Model) for one in schema.fields}
        return cls(schemas, fields, Imports(taken | {schema.name for schema in schemas}))

    def render(self, source: str) -> str:
        """Write all of it."""
        parts = [self._part(schema) for schema in self.schemas]
        return fill(
            "models/module.py.jinja",
            doc=self._doc(),
            parts=parts,
            tables=self.tables,
            codec=self._codec if self.tables else "",
            imports=self.imports.lines,
            source=source,
        )

    def _doc(self) -> str:
        first = self.schemas[0]
        kind = {Model: "model", Enum: "enum", Alias: "type"}[type(first)]
        return f"The {kind} `{first.name}`{', and what is inside of it' if len(self.schemas) > 1 else ''}."

    def _part(self, schema: Schema) -> Code:
        match schema:
            case Model():
                return self._model(schema)
            case Enum():
                return self._enum(schema)
            case Alias():
                return self._alias(schema)

    def _model(self, model: Model) -> Code:
        write, codec = self._expressions(model), self._codec
        fields = [self.fields.view(one, write) for one in model.fields]
        decoded = [one.decode for one in fields]
        values = model.additional or ANY
        extras = f"{codec}.extras(data, cls._FIELDS)"
        if values != ANY:
            extras = f"{codec}.mapping({write.decoder(values)}, {extras})"
        return _part(
            "model",
            model=model,
            declared=[one.declared for one in fields],
            entries=[one.entry for one in fields],
            decoded=decoded,
            pieces=[decoded[at : at + _PIECE] for at in range(0, len(fields), _PIECE)] if len(fields) > _PIECE else [],
            required=[one.encode for one in fields if not one.assign],
            optional=[one.assign for one in fields if one.assign],
            doc=paragraphs(model.description, "Deprecated." if model.deprecated else ""),
            additional=annotation(Map(values), self.imports, binary=write.binary),
            factory=_factory(values, write),
            extras=Code(extras),
            codec=codec,
            declares=any("value := " in line for line in decoded),
            partial=_missing(fields),
            nests=self.fields.lookup.nests(model),
            unset=self.imports.own("UNSET", "_runtime") if any(one.missing for one in fields) else "",
            **self._frame,
        )

    @cached_property
    def _frame(self) -> dict[str, str]:
        """Import what every model needs, and say how that is called here."""
        imports = self.imports
        for origin, name in _TYPES:
            imports.name(origin, name)
        named = {name: imports.builtin(name) for name in ("dict", "str")}
        attrs = {name: imports.name("attrs", name) for name in ("define", "field")}
        return {**named, **attrs, "constant": imports.name("typing", "ClassVar")}

    def _enum(self, enum: Enum) -> Code:
        if enum.open:
            base = f"{self._codec}.{'OpenStrEnum' if enum.base == 'str' else 'OpenIntEnum'}"
        else:
            base = self.imports.name("enum", "StrEnum" if enum.base == "str" else "IntEnum")
        return _part(
            "enum", enum=enum, base=Code(base), decoder=self.fields.lookup.decoders[enum.name], codec=self._codec
        )

    def _alias(self, alias: Alias) -> Code:
        write = self._expressions(alias)
        return _part(
            "alias",
            alias=alias,
            meaning=alias_value(alias, self.imports, binary=write.binary),
            decoder=self.fields.lookup.decoders[alias.name],
            decode=write.decode(alias.type, "value"),
            types=[self.imports.name("typing", "TypeAlias"), self.imports.name("typing", "Any")],
        )

    def _expressions(self, schema: Schema) -> Expressions:
        return Expressions(self.imports, self.fields.lookup, self.fields.lookup.binary(schema.name), self.tables)

    @property
    def _codec(self) -> str:
        return self.imports.own("codec", "_runtime")


_TYPES = (("typing", "Any"), ("typing", "Self"), ("collections.abc", "Mapping"))


def _part(template: str, **given: object) -> Code:
    return Code(fill(f"models/{template}.py.jinja", **given))


def _missing(fields: list[FieldView]) -> Code:
    """Write the names of all properties that may be missing; "" if none may."""
    missing = [one.missing for one in fields if one.missing]
    if len(missing) == len(fields):
        return Code("_FIELDS" if fields else "")
    return Code(f"[{', '.join(missing)}]" if missing else "")


def _factory(values: Type, write: Expressions) -> Code:
    """Write `dict[str, "models.Tag"]`: it runs while models are still being imported, so it must not touch them."""
    imports = write.imports
    inner = annotation(values, imports, binary=write.binary)
    return Code(f"{imports.builtin('dict')}[{imports.builtin('str')}, {inner if values == ANY else literal(inner)}]")
