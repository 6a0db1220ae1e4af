"""Types become schemas of the tame document; those that it has no words for become stand-ins."""

from __future__ import annotations

from anew.model import ScalarKind
from anew.normalise.facts import Form, Tame

ANY: Tame = {}
NULL: Tame = {"type": "null"}
STRING: Tame = {"type": "string"}
INTEGER: Tame = {"type": "integer"}
NUMBER: Tame = {"type": "number"}
BOOLEAN: Tame = {"type": "boolean"}
BINARY: Tame = {"type": "string", "format": "binary"}


def point(key: str) -> Tame:
    """Refer to a schema of the tame document."""
    return {"$ref": f"#/components/schemas/{key}"}


def key_of(tame: Tame) -> str | None:
    """Give the key of what a tame schema refers to, if it does."""
    target = tame.get("$ref")
    return target.rpartition("/")[2] if isinstance(target, str) else None


def nullable(tame: Tame) -> Tame:
    """Let null be fine too."""
    members = alternatives(tame)
    if tame == ANY or NULL in members:
        return tame
    return {"anyOf": [*members, NULL]}


def alternatives(tame: Tame) -> list[Tame]:
    """Give the members of a union, or the type itself."""
    return list(tame["anyOf"]) if "anyOf" in tame else [tame]


def union(members: list[Tame]) -> Tame:
    """Join types into one of which any will do; an unknown one makes all unknown."""
    flat: list[Tame] = []
    for member in members:
        flat += [one for one in alternatives(member) if one not in flat]
    if ANY in flat or not flat:
        return ANY
    if NULL in flat:
        flat = [*(one for one in flat if one != NULL), NULL]
    return flat[0] if len(flat) == 1 else {"anyOf": flat}


def array(items: Tame) -> Tame:
    """Make a list of a type."""
    return {"type": "array", "items": items}


class Forms:
    """Keeps the stand-ins that have no name; the same form is kept once."""

    def __init__(self) -> None:
        """Start with none."""
        self.known: dict[str, Form] = {}
        self._keys: dict[str, str] = {}

    def add(self, form: Form) -> Tame:
        """Refer to a form."""
        content = repr(form)
        if content not in self._keys:
            self._keys[content] = f"F{len(self._keys)}"
            self.known[self._keys[content]] = form
        return point(self._keys[content])

    def scalar(self, kind: ScalarKind) -> Tame:
        """Refer to a scalar that OpenAPI has no format for."""
        return self.add(Form("scalar", scalar=kind))

    def map(self, values: Tame) -> Tame:
        """Refer to a mapping from text to a type."""
        return self.add(Form("map", (values,)))

    def literals(self, values: tuple[str | int | float | bool | None, ...]) -> Tame:
        """Refer to a few constants."""
        return self.add(Form("literals", values=values))
