"""A schema in pieces (`$ref`, `allOf`, siblings) becomes one mapping of keywords that a value has to satisfy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from anew.document.pointers import decode_fragment, split
from anew.samples.keywords import NOTHING, modern
from anew.samples.merge import merge


class Schemas:
    """The schemas of a bundled document, each read once."""

    def __init__(self, root: Mapping[str, Any]) -> None:
        """Read schemas of `root`, in the words of its dialect."""
        self.root = root
        self.dialect = str(root.get("openapi", root.get("swagger", "3.1")))[:3]
        self._modern: dict[int, tuple[Any, dict[str, Any]]] = {}
        self._whole: dict[int, tuple[Any, dict[str, Any]]] = {}
        self._joined: dict[tuple[int, int], tuple[Any, dict[str, Any]]] = {}
        self._references: dict[str, dict[str, str]] = {}
        self._one_of: dict[int, tuple[Any, dict[str, Any]]] = {}

    def modern(self, schema: Any) -> dict[str, Any]:
        """Give a schema's own keywords."""
        if id(schema) not in self._modern:
            # The schema is kept beside what was made of it, so that its id stays its own.
            self._modern[id(schema)] = (schema, modern(schema, self.dialect))
        return self._modern[id(schema)][1]

    def follow(self, reference: str) -> Any:
        """Give what a reference leads to; True, which anything fits, where it leads nowhere."""
        value: Any = self.root
        for key in split(decode_fragment(reference).partition("#")[2]):
            if isinstance(value, dict) and key in value:
                value = value[key]
            elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
                value = value[int(key)]
            else:
                return True
        return value

    def end(self, value: Any) -> Any:
        """Follow references of parameters, bodies or answers until something else is found."""
        for _ in range(100):
            if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
                return value
            value = self.follow(value["$ref"])
        return True

    def whole(self, schema: Any) -> dict[str, Any]:
        """Give all that a value has to satisfy: see `merge` for the form."""
        if id(schema) not in self._whole:
            self._whole[id(schema)] = (schema, self._merged(schema, ()))
        return self._whole[id(schema)][1]

    def joined(self, whole: Mapping[str, Any], index: int) -> dict[str, Any]:
        """Give a set of keywords with one member of its first union in place of that union."""
        key = (id(whole), index)
        if key not in self._joined:
            (_, members, _), *rest = whole["unions"]
            base = {name: value for name, value in whole.items() if name not in ("at", "discriminator")}
            found = merge({**base, "unions": tuple(rest)}, self.whole(members[index]))
            self._joined[key] = (whole, found)
        return self._joined[key][1]

    def reference(self, target: str) -> dict[str, str]:
        """Give a schema that refers to another one; always the same for the same target."""
        return self._references.setdefault(target, {"$ref": target})

    def one_of(self, members: tuple[Any, ...]) -> dict[str, Any]:
        """Give the schema of a union alone, without what stands beside it."""
        return self._one_of.setdefault(id(members), (members, {"oneOf": list(members)}))[1]

    def _merged(self, schema: Any, chain: tuple[int, ...]) -> dict[str, Any]:
        if id(schema) in chain or len(chain) > 100:
            return {"unions": ()}
        chain = (*chain, id(schema))
        own = dict(self.modern(schema))
        target, parts = own.pop("$ref", None), own.pop("allOf", ())
        found = _shaped(own)
        for part in parts:
            found = merge(self._merged(part, chain), found)
        if target is not None:
            found = merge({**self._merged(self.follow(target), chain), "at": target}, found)
        if own.get("nullable"):
            # Strictly, the parts would have to allow null as well; nobody who writes this means so.
            found["nullable"] = True
        return found

    def directed(self, schema: Any, direction: str) -> bool:
        """Tell whether a property is part of what goes into a direction."""
        hidden = "readOnly" if direction == "request" else "writeOnly"
        return not self.whole(schema).get(hidden, False)


def _shaped(own: dict[str, Any]) -> dict[str, Any]:
    """Bring what may be repeated among parts into lists."""
    found = {key: value for key, value in own.items() if key not in ("anyOf", "oneOf", "not", "if", "then", "else")}
    unions = [(key, tuple(own[key]), own.get("discriminator")) for key in ("oneOf", "anyOf") if key in own]
    if "if" in own:
        yes = {"allOf": [own["if"], own.get("then", True)]}
        no = {"allOf": [{"not": own["if"]}, own.get("else", True)]}
        unions.append(("anyOf", (yes, no), None))
    found["unions"] = tuple(unions)
    if "not" in own:
        found["nots"] = (own["not"],)
    if "const" in own:
        found["enum"] = [own["const"]]
    if "pattern" in own:
        found["pattern"] = (own["pattern"],)
    return {**found, "never": own == NOTHING}
