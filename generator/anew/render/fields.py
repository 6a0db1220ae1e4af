"""Turn the properties of an object into the lines of its model, and how they get in and out of JSON."""

from __future__ import annotations

from attrs import field, frozen

from anew.model import Field, Literals, Nullable, Scalar, Session, Type
from anew.render.docs import field_doc
from anew.render.expressions import Expressions
from anew.render.imports import Imports
from anew.render.lookup import Lookup
from anew.render.text import Code, docstring, literal
from anew.render.types import alternatives, joined, or_unset

_SECRETS = ("password", "passwd", "secret", "accesstoken", "refreshtoken", "idtoken", "apikey")

_CLASSES = {"string": "str", "duration": "str", "integer": "int", "number": "float", "boolean": "bool"}
"""The class that values of a scalar have nearly always."""


@frozen
class FieldView:
    """One property of a model: the lines of it, less their indentation."""

    declared: Code
    """The field itself, with its docstring."""
    entry: Code
    """Wire name and name."""
    decode: Code
    """What sets it from `data`."""
    missing: Code
    """Its wire name if it may be missing in what comes from the server; else empty."""
    encode: Code
    """Wire name and value: an entry of a dictionary."""
    assign: Code
    """The same as a statement that first looks whether it goes over the wire; empty if it always does."""


@frozen
class Fields:
    """Views properties. The same property looks the same in every model, so that each is viewed once.

    Not so where a module has taken a name that the view needs, or has to hold tables of decoders for it.
    """

    secrets: tuple[str, ...]
    """How the names of those end that must not be in logs."""
    lookup: Lookup
    _known: dict[tuple[object, ...], tuple[FieldView, Expressions]] = field(factory=dict)
    """Each with what wrote it."""

    def view(self, one: Field, write: Expressions) -> FieldView:
        """View one property, and import what it needs."""
        try:
            view, written = self._viewed(one, write.binary)
        except TypeError:  # a default that is a list or an object
            return _view(one, write, self.secrets)
        if written.tables or not write.imports.absorb(written.imports):
            return _view(one, write, self.secrets)
        return view

    def _viewed(self, one: Field, binary: str) -> tuple[FieldView, Expressions]:
        key = (one, binary, type(one.default))  # to Python, a default of 1 is one of true, too
        known = self._known.get(key)
        if known is None:
            write = Expressions(Imports(), self.lookup, binary)
            known = self._known[key] = (_view(one, write, self.secrets), write)
        return known


def _view(one: Field, write: Expressions, secrets: tuple[str, ...]) -> FieldView:
    imports, key = write.imports, literal(one.wire)
    types = [*alternatives(one.type, imports, write.binary)]
    hidden = one.write_only or _bare(one.wire).endswith(secrets)
    annotation = joined(types) if one.required else or_unset(types, imports)
    doc = field_doc(one)
    encoded, check = write.encode(one.type, f"self.{one.name}"), _check(one, imports)
    return FieldView(
        declared=Code(
            f"{one.name}: {annotation}{_assignment(one, imports, hidden=hidden)}"
            + (f"\n    {docstring(doc, 4)}" if doc else "")
        ),
        entry=Code(f"{key}: {literal(one.name)}"),
        decode=Code(f"self.{one.name} = {_decode(one, write)}"),
        missing=Code("" if one.required and not one.write_only else key),
        encode=Code(f"{key}: {encoded}"),
        assign=Code(f"if {check}:\n            data[{key}] = {encoded}" if check else ""),
    )


def _assignment(one: Field, imports: Imports, *, hidden: bool) -> Code:
    """Write the default of a one: none, `UNSET`, or what attrs has to know beside."""
    default = "" if one.required else imports.own("UNSET", "_runtime")
    if one.required and one.read_only:
        default = f"{imports.own('codec', '_runtime')}.READ_ONLY"
    if not hidden:
        return Code(f" = {default}" if default else "")
    # Passwords and tokens stay out of reprs, and so out of logs.
    arguments = [f"default={default}"] if default else []
    return Code(f" = {imports.name('attrs', 'field')}({', '.join([*arguments, 'repr=False'])})")


def _check(one: Field, imports: Imports) -> Code:
    """Write the condition under which a property goes over the wire; empty for always."""
    if not one.required:
        return Code(f"self.{one.name} is not {imports.own('UNSET', '_runtime')}")
    if one.read_only or one.write_only:
        return Code(f"{imports.own('codec', '_runtime')}.is_set(self.{one.name})")
    return Code("")


def _decode(one: Field, write: Expressions) -> Code:
    """Write what `from_dict` sets a field to; what has the usual class gets there without a call.

    What is missing has become `UNSET` by then. Null stands for nothing where the document allows leaving out but not
    null: servers send it all the same.
    """
    value = f"data[{literal(one.wire)}]"
    if one.required and not one.write_only:
        return _required(one, write, value)
    type_, codec = one.type, write.imports.own("codec", "_runtime")
    if one.required:
        return Code(f"{codec}.optional({write.decoder(type_)}, {value})")
    unset = write.imports.own("UNSET", "_runtime")
    if isinstance(type_, Nullable):
        usual = _usual(type_.inner, value)
        null = f"{usual} or value is None" if usual else f"(value := {value}) is None"
        return Code(f"value if {null} or value is {unset} else {write.decode(type_.inner, 'value')}")
    if write.decode(type_, "value") == "value":
        return Code(value)
    if write.lookup.accepts_null(type_):
        return Code(f"{unset} if (value := {value}) is {unset} else {write.decode(type_, 'value')}")
    if usual := _usual(type_, value):
        return Code(f"value if {usual} else {codec}.optional({write.decoder(type_)}, value)")
    return Code(f"{unset} if (value := {value}) is None or value is {unset} else {write.decode(type_, 'value')}")


def _required(one: Field, write: Expressions, value: str) -> Code:
    """Look a value up once, if it is looked at twice."""
    type_ = one.type
    inner = type_.inner if isinstance(type_, Nullable) else type_
    decoded = write.decode(inner, "value")
    if usual := _usual(inner, value):
        return Code(f"value if {usual}{' or value is None' if inner is not type_ else ''} else {decoded}")
    if inner is not type_ and decoded != "value":
        return Code(f"None if (value := {value}) is None else {decoded}")
    return write.decode(type_, value)


def _usual(type_: Type, value: str) -> str:
    """Write the question whether a value is what it nearly always is; "" if that takes more than a comparison."""
    match type_:
        case Scalar(kind) if kind in _CLASSES:
            return f"type(value := {value}) is {_CLASSES[kind]}"
        case Literals((str() as constant,)):
            return f"(value := {value}) == {literal(constant)}"
        case _:
            return ""


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
