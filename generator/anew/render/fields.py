"""Turn the properties of an object into the lines of its model, and how they get in and out of JSON."""

from __future__ import annotations

from attrs import frozen

from anew.model import Field, Nullable, Scalar, Session, Type
from anew.render.docs import field_doc
from anew.render.expressions import Expressions
from anew.render.imports import Imports
from anew.render.text import Code, literal
from anew.render.types import alternatives, joined, or_unset

_SECRETS = ("password", "passwd", "secret", "accesstoken", "refreshtoken", "idtoken", "apikey")

_CLASSES = {"string": "str", "duration": "str", "integer": "int", "number": "float", "boolean": "bool"}
"""The class that values of a scalar have nearly always."""


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


def view_field(field: Field, write: Expressions, secrets: tuple[str, ...]) -> FieldView:
    """View one property; `secrets` is how the names of those end that must not be in logs."""
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
    """Write what `from_dict` sets a field to; what has the usual class gets there without a call.

    Null stands for nothing where the document allows leaving out but not null: servers send it all the same.
    """
    key = literal(field.wire)
    codec = write.imports.own("codec", "_runtime")
    if field.required and field.write_only:
        return Code(f"{codec}.optional({write.decoder(field.type)}, data.get({key}))")
    if field.required:
        return _required(field, write, f"data[{key}]")
    unset = write.imports.own("UNSET", "_runtime")
    decoded = write.decode(field.type, "value")
    if decoded == "value":
        return Code(f"data.get({key}, {unset})")
    if isinstance(field.type, Nullable):
        usual = _usual(field.type.inner, f"data.get({key}, {unset})") or f"(value := data.get({key}, {unset}))"
        either = " or value in" if usual.startswith("type") else " in"
        return Code(f"value if {usual}{either} {codec}.BLANK else {write.decode(field.type.inner, 'value')}")
    if write.lookup.accepts_null(field.type):
        return Code(f"{unset} if {key} not in data else {write.decode(field.type, f'data[{key}]')}")
    if usual := _usual(field.type, f"data.get({key})"):
        return Code(f"value if {usual} else {codec}.optional({write.decoder(field.type)}, value)")
    return Code(f"{unset} if (value := data.get({key})) is None else {decoded}")


def _required(field: Field, write: Expressions, value: str) -> Code:
    """Look a value up once, if it is looked at twice."""
    type_ = field.type
    inner = type_.inner if isinstance(type_, Nullable) else type_
    decoded = write.decode(inner, "value")
    if usual := _usual(inner, value):
        return Code(f"value if {usual}{' or value is None' if inner is not type_ else ''} else {decoded}")
    if inner is not type_ and decoded != "value":
        return Code(f"None if (value := {value}) is None else {decoded}")
    return write.decode(type_, value)


def _usual(type_: Type, value: str) -> str:
    """Write the question whether a value has the class that it nearly always has; "" if there is none."""
    known = _CLASSES.get(type_.kind) if isinstance(type_, Scalar) else None
    return f"type(value := {value}) is {known}" if known else ""


def secret_names(session: Session | None) -> tuple[str, ...]:
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
