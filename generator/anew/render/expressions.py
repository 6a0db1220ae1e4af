"""Turn a `Type` of the model into the expressions that decode and encode its values.

```
Array(Ref("Tag"))   decode(…, 'data["tags"]')   codec.array(models.Tag.from_dict, data["tags"])
                    encode(…, "self.tags")      [item.to_dict() for item in self.tags]
```
"""

from __future__ import annotations

import re

from attrs import field, frozen

from anew.model import Array, Literals, Map, Model, Nullable, Ref, Scalar, Tag, Tuple, Type, Union
from anew.render.imports import Imports
from anew.render.lookup import Lookup
from anew.render.text import Code, literal
from anew.render.types import members_of

_NATIVE = frozenset({"string", "integer", "number", "boolean", "null", "duration"})
"""Scalars that are in Python what they are in JSON."""

_WORDS = {"any": "anything", "bytes": "octets", "duration": "string"}
"""Decoders of `runtime.codec` that are not called as the scalar is."""

# Of several types that a string could be, the more telling ones are tried first.
_ORDER = ("null", "boolean", "integer", "number", "uuid", "date", "date_time", "time", "decimal", "string")


@frozen
class Expressions:
    """Writes expressions for one module."""

    imports: Imports
    lookup: Lookup
    binary: str = "str"
    """What raw octets are in this place; see `Lookup.binary`."""
    tables: dict[str, Code] = field(factory=dict)
    """Constants that the module needs beside: its tables of decoders by tag."""

    def decode(self, type_: Type, value: str) -> Code:
        """Write an expression that decodes `value`: a name, or something as short to evaluate."""
        match type_:
            case Scalar("any"):
                return Code(value)
            case Scalar(kind):
                return Code(f"{self._scalar(kind)}({value})")
            case Literals(values):
                return Code(f"{self._codec}.constant({', '.join([value, *map(literal, values)])})")
            case Ref(name):
                return self._ref(name, value)
            case Array(Scalar("string")):
                return Code(f"{self._codec}.strings({value})")
            case Array(items):
                return Code(f"{self._codec}.array({self.decoder(items)}, {value})")
            case Map(values):
                return Code(f"{self._codec}.mapping({self.decoder(values)}, {value})")
            case Nullable(inner):
                return Code(f"None if {value} is None else {self.decode(inner, value)}")
            case Tuple():
                return self._tuple(type_, value)
            case Union():
                return self._union(type_, value)

    def decoder(self, type_: Type, *, lazy: bool = False) -> Code:
        """Write a function that decodes; `lazy`: one that does not touch `models` before it is called."""
        match type_:
            case Scalar(kind):
                return Code(self._scalar(kind))
            case Array(Scalar("string")):
                return Code(f"{self._codec}.strings")
            case Ref(name) if not lazy and isinstance(self.lookup.schemas.get(name), Model):
                return Code(f"{self.imports.own('models')}.{name}.from_dict")
            case Ref(name) if not lazy and name in self.lookup.decoders:
                return Code(f"{self.imports.own('models')}.{self.lookup.decoders[name]}")
            case _:
                body = self.decode(type_, "item")
                return Code(f"lambda item: {body}")

    def encode(self, type_: Type, value: str) -> Code:
        """Write an expression that makes `value` ready for JSON."""
        match type_:
            case Scalar(kind) if kind in _NATIVE:
                return Code(value)
            case Literals():
                return Code(value)
            case Ref() | Union() if self.lookup.is_model(type_):
                return Code(f"{value}.to_dict()")
            case Array(items) if self.lookup.is_model(items):
                return Code(f"[item.to_dict() for item in {value}]")
            case Array(Scalar(kind)) if kind in _NATIVE:
                return Code(f"list({value})")
            case Nullable(inner) if (plain := self.encode(inner, value)) == value:
                return plain
            case _:
                return Code(f"{self._codec}.encode({value})")

    @property
    def _codec(self) -> str:
        return self.imports.own("codec", "_runtime")

    def _scalar(self, kind: str) -> str:
        if kind == "binary":
            kind = "string" if self.binary == "str" else "binary"
        return f"{self._codec}.{_WORDS.get(kind, kind)}"

    def _ref(self, name: str, value: str) -> Code:
        models = self.imports.own("models")
        if name in self.lookup.decoders:
            return Code(f"{models}.{self.lookup.decoders[name]}({value})")
        return Code(f"{models}.{name}.from_dict({value})")

    def _tuple(self, type_: Tuple, value: str) -> Code:
        """Write `(codec.place(…, row := codec.row(value, 2), 0), codec.place(…, row, 1))`."""
        codec = self._codec
        more = ", more=True" if type_.rest is not None else ""
        whole = f"{codec}.row({value}, {len(type_.items)}{more})"
        # A name for what is needed once would be one that nobody uses.
        first = f"(row := {whole})" if len(type_.items) + (type_.rest is not None) > 1 else whole
        parts = [
            f"{codec}.place({self.decoder(item)}, {'row' if index else first}, {index})"
            for index, item in enumerate(type_.items)
        ]
        if type_.rest is not None:
            parts.append(f"*{codec}.rest({self.decoder(type_.rest)}, {'row' if parts else first}, {len(type_.items)})")
        if not parts:
            return Code(f"tuple({codec}.row({value}, 0))")
        return Code(f"({', '.join(parts)},)")

    def _union(self, type_: Union, value: str) -> Code:
        if type_.tag is None:
            members = _by_telling(members_of(type_))
            if len(members) == 1:
                return self.decode(members[0], value)
            decoders = ", ".join(self.decoder(member, lazy=True) for member in members)
            return Code(f"{self._codec}.best_of({value}, {decoders})")
        tagged = {member for _, member in type_.tag.members}
        others = [item for item in type_.members if not (isinstance(item, Ref) and item.name in tagged)]
        arguments = [value, literal(type_.tag.wire), self._table(type_.tag)]
        return Code(f"{self._codec}.by_tag({', '.join([*arguments, *map(self.decoder, _by_telling(others))])})")

    def _table(self, tag: Tag) -> str:
        """Name the module's constant that holds the decoder for each value of a tag."""
        rows = ", ".join(f"{literal(key)}: {self.decoder(Ref(member), lazy=True)}" for key, member in tag.members)
        name = "_BY_" + (re.sub(r"\W+", "_", tag.wire, flags=re.ASCII).strip("_").upper() or "TAG")
        while self.tables.setdefault(name, Code(f"{{{rows}}}")) != f"{{{rows}}}":
            name += "_"
        return name


def _by_telling(members: tuple[Type, ...] | list[Type]) -> list[Type]:
    """Order the members of a union for a trial: of equals, the first wins."""

    def rank(member: Type) -> int:
        match member:
            case Scalar("any"):
                return len(_ORDER) + 2
            case Scalar(kind):
                return _ORDER.index(kind) + 1 if kind in _ORDER else len(_ORDER) + 1
            case _:
                return 0

    return sorted(members, key=rank)
