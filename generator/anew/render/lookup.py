"""Turn the list of schemas into answers about them: what a name stands for, where it is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from anew.model import Alias, Api, Array, Enum, Literals, Map, Model, Nullable, Ref, Scalar, Schema, Tuple, Type, Union
from anew.names import Scope, module_name


@frozen
class Lookup:
    """What the views need to know about schemas that they only see by name."""

    schemas: Mapping[str, Schema]
    decoders: Mapping[str, str]
    """Name of the function that decodes an alias or enum."""
    uploaded: frozenset[str]
    """Schemas that multipart bodies are made of."""
    spoken: frozenset[str]
    """Schemas that occur in JSON."""

    @classmethod
    def of(cls, api: Api) -> Lookup:
        """Look at everything once."""
        schemas = {schema.name: schema for schema in api.schemas}
        bodies = [body for group in api.groups for operation in group.operations for body in operation.bodies]
        bodies += [body for payload in api.payloads for body in payload.bodies]
        uploads = [body.type for body in bodies if body.kind == "multipart"]
        answers = [
            answer.type
            for group in api.groups
            for operation in group.operations
            for answer in (*operation.answers, *operation.errors)
            if answer.type is not None
        ]
        uploaded = _reachable(uploads, schemas)
        spoken = _reachable([*(body.type for body in bodies if body.kind != "multipart"), *answers], schemas)
        return cls(schemas, _decoders(api.schemas), uploaded, spoken | (frozenset(schemas) - uploaded))

    def binary(self, schema: str) -> str:
        """Say what raw octets are in a schema: a file in multipart, text in JSON, either in one that is in both."""
        if schema not in self.uploaded:
            return "str"
        return "File | str" if schema in self.spoken else "File"

    def is_model(self, type_: Type, seen: frozenset[str] = frozenset()) -> bool:
        """Tell whether all values of the type are models, of one kind or several."""
        match type_:
            case Union(members):
                return bool(members) and all(self.is_model(member, seen) for member in members)
            case Ref(name) if name not in seen:
                schema = self.schemas.get(name)
                alias = isinstance(schema, Alias) and self.is_model(schema.type, seen | {name})
                return alias or isinstance(schema, Model)
            case _:
                return False

    def models_of(self, type_: Type, seen: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """Name the models that values of the type may be, but for those inside of containers."""
        match type_:
            case Union(members):
                return tuple(dict.fromkeys(name for member in members for name in self.models_of(member, seen)))
            case Nullable(inner):
                return self.models_of(inner, seen)
            case Ref(name) if name not in seen and isinstance(schema := self.schemas.get(name), Alias):
                return self.models_of(schema.type, seen | {name})
            case Ref(name) if isinstance(self.schemas.get(name), Model):
                return (name,)
            case _:
                return ()

    def nests(self, model: Model) -> bool:
        """Tell whether values of its properties may have properties themselves."""
        inner = (name for one in model.fields for name in refs(one.type))
        return any(not isinstance(self.schemas.get(name), Enum) for name in inner)

    def accepts_null(self, type_: Type, seen: frozenset[str] = frozenset()) -> bool:
        """Tell whether null is a value of the type."""
        match type_:
            case Nullable():
                return True
            case Scalar(kind):
                return kind in ("any", "null")
            case Literals(values):
                return None in values
            case Union(members):
                return any(self.accepts_null(member, seen) for member in members)
            case Ref(name) if name not in seen and isinstance(alias := self.schemas.get(name), Alias):
                return self.accepts_null(alias.type, seen | {name})
            case _:
                return False


def refs(type_: Type) -> Iterator[str]:
    """Name every schema that a type mentions."""
    match type_:
        case Ref(name):
            yield name
        case Nullable(inner) | Array(inner) | Map(inner):
            yield from refs(inner)
        case Union(members):
            for member in members:
                yield from refs(member)
        case Tuple(items, rest):
            for item in (*items, *((rest,) if rest else ())):
                yield from refs(item)
        case _:
            return


def _reachable(roots: Iterable[Type], schemas: Mapping[str, Schema]) -> frozenset[str]:
    found: set[str] = set()
    waiting = [name for root in roots for name in refs(root)]
    while waiting:
        name = waiting.pop()
        if name not in found and name in schemas:
            found.add(name)
            waiting.extend(ref for type_ in _types_of(schemas[name]) for ref in refs(type_))
    return frozenset(found)


def _types_of(schema: Schema) -> Iterator[Type]:
    match schema:
        case Model():
            yield from (field.type for field in schema.fields)
            if schema.additional is not None:
                yield schema.additional
        case Alias():
            yield schema.type
        case Enum():
            return


def _decoders(schemas: Iterable[Schema]) -> dict[str, str]:
    """Name the decoder of all but models; importing a module of its name would otherwise take its place in `models`."""
    free = Scope(schema.module for schema in schemas)
    others = (schema for schema in schemas if not isinstance(schema, Model))
    return {schema.name: free.take(f"decode_{module_name(schema.name)}") for schema in others}
