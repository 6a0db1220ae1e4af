"""Turn the schemas of the model into what the templates of `models/` are given."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from anew.model import ANY, Alias, Api, Enum, Field, Map, Model, Nullable, Session, Type
from anew.render.docs import field_doc, paragraphs
from anew.render.environment import fill
from anew.render.expressions import Expressions
from anew.render.imports import Imports
from anew.render.lazy import render_lazy
from anew.render.lookup import Lookup
from anew.render.text import Code, literal
from anew.render.types import alias_value, alternatives, annotation, joined, or_unset

_SECRETS = ("password", "passwd", "secret", "accesstoken", "refreshtoken", "idtoken", "apikey")

_DOC = "All models, each loaded when it is used for the first time."


@frozen
class FieldView:
    """One line of a model, and how it gets in and out of JSON."""

    name: str
    wire: str
    annotation: Code
    assignment: Code
    """What follows the annotation, for example ` = UNSET`; may be empty."""
    doc: str
    decode: Code
    encode: Code
    check: Code
    """Condition under which it goes over the wire; empty for always."""


def render_schemas(api: Api, lookup: Lookup) -> Iterator[tuple[str, str]]:
    """Give a module for each schema, and the package that loads them on demand."""
    secrets = _secret_names(api.session)
    for schema in api.schemas:
        match schema:
            case Model():
                yield schema.module, _render_model(schema, lookup, secrets, api.source)
            case Enum():
                yield schema.module, _render_enum(schema, api.source)
            case Alias():
                yield schema.module, _render_alias(schema, lookup, api.source)
    exports = [(schema.name, schema.module) for schema in api.schemas]
    exports += [(lookup.decoders[name], lookup.schemas[name].module) for name in lookup.decoders]
    yield "__init__", render_lazy(api.source, _DOC, sorted(exports), package="..")


def _render_model(model: Model, lookup: Lookup, secrets: tuple[str, ...], source: str) -> str:
    imports = Imports({model.name, *(field.name for field in model.fields)})
    write = Expressions(imports, lookup, lookup.binary(model.name))
    fields = [_view_field(field, write, secrets) for field in model.fields]
    values = model.additional or ANY
    codec = imports.own("codec", "_runtime")
    extras = f"{codec}.extras(data, _KNOWN)"
    if values != ANY:
        extras = f"{codec}.mapping({write.decoder(values)}, {extras})"
    return fill(
        "models/model.py.jinja",
        model=model,
        fields=fields,
        required=[field for field in fields if not field.check],
        optional=[field for field in fields if field.check],
        doc=paragraphs(model.description, "Deprecated." if model.deprecated else ""),
        additional=annotation(Map(values), imports, binary=write.binary),
        factory=_factory(values, write),
        field=imports.name("attrs", "field"),
        extras=Code(extras),
        codec=codec,
        define=imports.name("attrs", "define"),
        declares=any("(value := " in one.decode for one in fields),
        types=[imports.name(*one) for one in _TYPES],
        tables=write.tables,
        imports=imports.lines,
        source=source,
    )


_TYPES = (("typing", "Any"), ("typing", "Self"), ("collections.abc", "Mapping"))


def _view_field(field: Field, write: Expressions, secrets: tuple[str, ...]) -> FieldView:
    imports = write.imports
    types = [*alternatives(field.type, imports, write.binary)]
    hidden = field.write_only or _bare(field.wire).endswith(secrets)
    return FieldView(
        name=field.name,
        wire=field.wire,
        annotation=joined(types) if field.required else or_unset(types, imports),
        assignment=_assignment(field, imports, hidden=hidden),
        doc=field_doc(field),
        decode=_decode(field, write),
        encode=write.encode(field.type, f"self.{field.name}"),
        check=_check(field, imports),
    )


def _factory(values: Type, write: Expressions) -> Code:
    """Write `dict[str, "models.Tag"]`: it runs while models are still being imported, so it must not touch them."""
    imports = write.imports
    inner = annotation(values, imports, binary=write.binary)
    return Code(f"{imports.builtin('dict')}[{imports.builtin('str')}, {inner if values == ANY else literal(inner)}]")


def _assignment(field: Field, imports: Imports, *, hidden: bool) -> Code:
    """Write the default of a field: none, `UNSET`, or what attrs has to know beside."""
    default = "" if field.required else imports.own("UNSET", "_runtime")
    if field.required and field.read_only:
        default = f"{imports.own('codec', '_runtime')}.READ_ONLY"
    if not hidden:
        return Code(f" = {default}" if default else "")
    # Passwords and tokens stay out of reprs, and so out of logs.
    arguments = [f"default={default}"] if default else []
    return Code(f" = {imports.name('attrs', 'field')}({', '.join([*arguments, 'repr=False'])})")


def _check(field: Field, imports: Imports) -> Code:
    if not field.required:
        return Code(f"self.{field.name} is not {imports.own('UNSET', '_runtime')}")
    if field.read_only or field.write_only:
        return Code(f"{imports.own('codec', '_runtime')}.is_set(self.{field.name})")
    return Code("")


def _decode(field: Field, write: Expressions) -> Code:
    """Write what `from_dict` sets a field to.

    Null stands for nothing where the document allows leaving out but not null: servers send it all the same.
    """
    key = literal(field.wire)
    codec = write.imports.own("codec", "_runtime")
    if field.required and field.write_only:
        return Code(f"{codec}.optional({write.decoder(field.type)}, data.get({key}))")
    if field.required:
        return _nullable(field, write, f"data[{key}]")
    unset = write.imports.own("UNSET", "_runtime")
    if write.decode(field.type, "value") == "value":
        return Code(f"data.get({key}, {unset})")
    if isinstance(field.type, Nullable):
        decoded = write.decode(field.type.inner, "value")
        return Code(f"value if (value := data.get({key}, {unset})) in {codec}.BLANK else {decoded}")
    if write.lookup.accepts_null(field.type):
        return Code(f"{unset} if {key} not in data else {write.decode(field.type, f'data[{key}]')}")
    return Code(f"{unset} if (value := data.get({key})) is None else {write.decode(field.type, 'value')}")


def _nullable(field: Field, write: Expressions, value: str) -> Code:
    """Look a nullable value up once."""
    if isinstance(field.type, Nullable) and write.decode(field.type.inner, "value") != "value":
        return Code(f"None if (value := {value}) is None else {write.decode(field.type.inner, 'value')}")
    return write.decode(field.type, value)


def _render_enum(enum: Enum, source: str) -> str:
    imports = Imports({enum.name})
    if enum.open:
        base = f"{imports.own('codec', '_runtime')}.{'OpenStrEnum' if enum.base == 'str' else 'OpenIntEnum'}"
    else:
        base = imports.name("enum", "StrEnum" if enum.base == "str" else "IntEnum")
    return fill("models/enum.py.jinja", enum=enum, base=Code(base), imports=imports.lines, source=source)


def _render_alias(alias: Alias, lookup: Lookup, source: str) -> str:
    imports = Imports({alias.name})
    write = Expressions(imports, lookup, lookup.binary(alias.name))
    return fill(
        "models/alias.py.jinja",
        alias=alias,
        meaning=alias_value(alias.type, imports, binary=write.binary),
        decoder=lookup.decoders[alias.name],
        decode=write.decode(alias.type, "value"),
        types=[imports.name("typing", "TypeAlias"), imports.name("typing", "Any")],
        tables=write.tables,
        codec=imports.own("codec", "_runtime") if write.tables else "",
        imports=imports.lines,
        source=source,
    )


def _secret_names(session: Session | None) -> tuple[str, ...]:
    """Say how the names of properties end that hold tokens and passwords."""
    if session is None:
        return _SECRETS
    tokens = session.tokens
    places = (*tokens.access, *tokens.refresh, *tokens.renewed_access, *tokens.renewed_refresh)
    named = {_bare(place.rpartition("/")[2]) for place in places if place.startswith("/")}
    return (*_SECRETS, *sorted(named - {""}))


def _bare(name: str) -> str:
    """Make `access_token` and `accessToken` the same."""
    return name.lower().replace("_", "").replace("-", "")
