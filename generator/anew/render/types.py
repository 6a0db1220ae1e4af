"""Turn a `Type` of the model into the annotation that a Python programmer would write for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from anew.model import Alias, Array, Literals, Map, Nullable, Ref, Scalar, Tuple, Type, Union
from anew.render.imports import Imports
from anew.render.lookup import refs
from anew.render.text import Code, literal

_BUILTINS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "bytes": "bytes"}
# A duration stays text: `P1M` is no fixed number of seconds, so `timedelta` cannot hold it.
_BUILTINS["duration"] = "str"
_TIMES = {"date": "date", "date_time": "datetime", "time": "time"}


def annotation(type_: Type, imports: Imports, *, binary: str = "File") -> Code:
    """Write the annotation and import what it needs.

    Args:
        type_: What the document says.
        imports: Of the module that the annotation stands in.
        binary: What raw octets are there: `File` in what is sent, `bytes` in what comes, `str` inside JSON.
    """
    return joined(alternatives(type_, imports, binary))


def joined(parts: Iterable[str]) -> Code:
    """Write `A | B | None`."""
    return Code(" | ".join(_ordered(parts)))


def or_unset(parts: Iterable[str], imports: Imports) -> Code:
    """Write `A | Unset | None`; `Any` is `Unset` as well."""
    found = _ordered(parts)
    return joined(found if found[0].lstrip("_") == "Any" else [*found, imports.own("Unset", "_runtime")])


def alias_value(alias: Alias, imports: Imports, *, binary: str) -> Code:
    """Write what a type alias stands for; models are in quotes, because the alias may be loaded before they are.

    An alias in itself is called by its name alone: pyright sees such a circle, but not one by way of `models`.
    """
    type_ = alias.type
    parts = _ordered(alternatives(type_, imports, binary))
    if not any(refs(type_)):
        return joined(parts)
    models = f"{imports.own('models')}."
    itself = re.compile(rf"\b{re.escape(models)}{alias.name}\b")
    quoted = [literal(itself.sub(alias.name, part)) if models in part else Code(part) for part in parts]
    if len(parts) == 1:
        return quoted[0]
    return Code(f"{imports.name('typing', 'Union')}[{', '.join(quoted)}]")


def _ordered(parts: Iterable[str]) -> list[str]:
    """Put each once and None last; `Any` swallows all others."""
    unique = dict.fromkeys(parts)
    for name in unique:
        if name.lstrip("_") == "Any":
            return [name]
    if "None" in unique:
        del unique["None"]
        return [*unique, "None"]
    return [*unique]


def members_of(type_: Union) -> tuple[Type, ...]:
    """List what a union is made of, all constants in one."""
    values = [value for member in type_.members if isinstance(member, Literals) for value in member.values]
    others = tuple(member for member in type_.members if not isinstance(member, Literals))
    # 1 and true are one key to Python, and two constants to JSON.
    constants = {(type(value), value): value for value in values}
    return (Literals(tuple(constants.values())), *others) if constants else others


def alternatives(type_: Type, imports: Imports, binary: str) -> Iterator[str]:
    """Write each of the types that a value may be of, without the `|` between."""
    match type_:
        case Nullable(inner):
            yield from alternatives(inner, imports, binary)
            yield "None"
        case Union():
            for member in members_of(type_):
                yield from alternatives(member, imports, binary)
        case Literals(values):
            yield from _constants(values, imports)
        case Scalar(kind):
            yield from _scalar(kind, imports, binary)
        case _:
            yield _whole(type_, imports, binary)


def _whole(type_: Type, imports: Imports, binary: str) -> str:
    """Write what is one thing: a class or a container."""
    match type_:
        case Ref(name):
            return f"{imports.own('models')}.{name}"
        case Array(items):
            return f"{imports.builtin('list')}[{annotation(items, imports, binary=binary)}]"
        case Map(values):
            value = annotation(values, imports, binary=binary)
            return f"{imports.builtin('dict')}[{imports.builtin('str')}, {value}]"
        case Tuple(items, rest):
            tuple_ = imports.builtin("tuple")
            inner: list[str] = [annotation(item, imports, binary=binary) for item in items]
            if rest is not None:
                inner.append(f"*{tuple_}[{annotation(rest, imports, binary=binary)}, ...]")
            return f"{tuple_}[{', '.join(inner) or '()'}]"
        case _:
            raise TypeError(f"no annotation for {type_!r}")


def _scalar(kind: str, imports: Imports, binary: str) -> Iterator[str]:
    if kind in _TIMES:
        yield f"{imports.module('datetime', 'dt')}.{_TIMES[kind]}"
    elif kind in _BUILTINS:
        yield imports.builtin(_BUILTINS[kind])
    elif kind == "uuid":
        yield imports.name("uuid", "UUID")
    elif kind == "decimal":
        yield imports.name("decimal", "Decimal")
    elif kind == "binary":
        yield from _octets(imports, binary)
    else:
        yield "None" if kind == "null" else imports.name("typing", "Any")


def _octets(imports: Imports, binary: str) -> Iterator[str]:
    for name in binary.split(" | "):
        yield imports.own("File", "_runtime") if name == "File" else imports.builtin(name)


def _constants(values: Iterable[str | int | float | bool | None], imports: Imports) -> Iterator[str]:
    """Write `Literal[…]`, which knows no floats: they are plain `float`."""
    exact = [value for value in values if value is not None and not isinstance(value, float)]
    if exact:
        yield f"{imports.name('typing', 'Literal')}[{', '.join(map(literal, exact))}]"
    if any(isinstance(value, float) for value in values):
        yield imports.builtin("float")
    if any(value is None for value in values):
        yield "None"
