"""A schema becomes one random value: the recursive part, which keeps values finite and small."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, Literal

from attrs import define, field

from anew.samples.containers import fill_array, fill_object
from anew.samples.discriminators import key_of, subtype, tag
from anew.samples.faults import NoValueError
from anew.samples.numbers import integer, number
from anew.samples.schemas import Schemas
from anew.samples.text import text
from anew.samples.validity import Validity

Direction = Literal["request", "answer"]
Whole = Mapping[str, Any]

_SOFT = 5
"""From this depth on, only what has to be there is."""
_HARD = 40
_USUAL = 150
"""From this number of values on, too."""
_MOST = 20_000
_TRIES = 4
_HINTS = (
    ("object", ("properties", "additionalProperties", "patternProperties", "required", "minProperties")),
    ("array", ("items", "prefixItems", "minItems", "maxItems", "contains")),
    ("string", ("pattern", "format", "minLength", "maxLength")),
    ("number", ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")),
)


@define
class Draw:
    """One value in the making."""

    schemas: Schemas
    validity: Validity
    rng: Random
    direction: Direction
    alphabet: str
    fullness: float
    """How likely it is that something optional is there, from 0 to 1."""
    examples: bool = False
    _count: int = field(default=0, init=False)

    @property
    def lavish(self) -> bool:
        """Whether there is still room for what is optional."""
        return self._count < _USUAL

    def value(self, schema: Any, depth: int = 0) -> Any:
        """Make a value.

        Raises:
            NoValueError: there is none, or it would be endless.
        """
        self._count += 1
        whole = self.schemas.whole(schema)
        if whole.get("never") or depth > _HARD or self._count > _MOST:
            raise NoValueError
        if self.examples:
            for example in documented(whole):
                if self.validity.valid(schema, example, self.direction):
                    return example
        target = subtype(whole, self.rng)
        if target is not None and depth <= _SOFT:
            return self.value(self.schemas.reference(target), depth + 1)
        return self.of(whole, depth)

    def of(self, whole: Whole, depth: int) -> Any:
        """Make a value that satisfies a set of keywords."""
        if whole.get("never"):
            raise NoValueError
        if whole.get("nullable") and self._takes_null(depth):
            return None
        if whole["unions"]:
            return self._united(whole, depth)
        if "enum" in whole:
            return self._chosen(whole)
        kind = self._kind(whole, depth)
        return tag(_MAKERS[kind](self, whole, depth), whole)

    def wants(self, depth: int) -> bool:
        """Decide whether something optional is there."""
        return depth < _SOFT and self.lavish and self.rng.random() < self.fullness

    def _takes_null(self, depth: int) -> bool:
        return depth > _SOFT or (self.fullness < 1 and self.rng.random() < 0.15)

    def _chosen(self, whole: Whole) -> Any:
        listed = [one for one in whole["enum"] if "type" not in whole or any(is_a(one, kind) for kind in whole["type"])]
        if not listed:
            raise NoValueError
        return self.rng.choice(listed)

    def _kind(self, whole: Whole, depth: int) -> str:
        kinds: Sequence[str] = whole.get("type", ())
        if not kinds:
            return next((kind for kind, hints in _HINTS if any(hint in whole for hint in hints)), "any")
        if len(kinds) > 1 and "null" in kinds:
            if self._takes_null(depth):
                return "null"
            kinds = [kind for kind in kinds if kind != "null"]
        return min(kinds, key=_SIMPLE.index) if depth > _SOFT else self.rng.choice(kinds)

    def _united(self, whole: Whole, depth: int) -> Any:
        """Make a value by one of a union's members; for `oneOf`, one that fits no other, if there is any."""
        keyword, members, discriminator = whole["unions"][0]
        fallback: list[Any] = []
        for index in self._order(members, depth):
            try:
                value = self.of(self.schemas.joined(whole, index), depth + 1)
            except NoValueError:
                continue
            value = self._tagged(value, members[index], discriminator)
            if keyword == "anyOf" or discriminator or self._is_one(members, value):
                return value
            fallback.append(value)
        if not fallback:
            raise NoValueError
        return fallback[0]

    def _order(self, members: Sequence[Any], depth: int) -> Iterator[int]:
        indices = list(range(len(members)))
        self.rng.shuffle(indices)
        if depth > _SOFT:
            indices.sort(key=lambda index: self._weight(members[index]))
        for turn in range(1 if depth > _SOFT else _TRIES):
            yield from indices[: None if turn == 0 else 3]

    def _weight(self, member: Any) -> int:
        whole = self.schemas.whole(member)
        kinds = whole.get("type", ["object"])
        if "enum" in whole or whole.get("nullable"):
            return 0
        return min(map(_SIMPLE.index, kinds), default=0) + len(whole.get("required", ())) + 9 * len(whole["unions"])

    def _is_one(self, members: tuple[Any, ...], value: Any) -> bool:
        return self.validity.valid(self.schemas.one_of(members), value, self.direction)

    def _tagged(self, value: Any, member: Any, discriminator: Any) -> Any:
        target = self.schemas.modern(member).get("$ref")
        name = discriminator.get("propertyName") if discriminator else None
        if target is None or not isinstance(value, dict) or not isinstance(name, str):
            return value
        whole = self.schemas.whole(member)
        part = self.schemas.whole(whole.get("properties", {}).get(name, True))
        key = key_of(target, discriminator)
        inside = any(one[2] for one in whole["unions"])
        return value if inside or key not in part.get("enum", [key]) else {**value, name: key}

    def anything(self) -> Any:
        """Make a value where the schema says nothing."""
        word = text({}, self.rng, self.alphabet)
        return self.rng.choice((word, self.rng.randrange(100), True, {"key": word}, [word, 1.5]))


def documented(whole: Whole) -> Iterator[Any]:
    """Give the examples of a schema."""
    for key in ("example", "x-example"):
        if key in whole:
            yield whole[key]
    listed = whole.get("examples", ())
    yield from listed if isinstance(listed, list) else ()


def is_a(value: Any, kind: str) -> bool:
    """Tell whether a value is of a type."""
    if isinstance(value, bool):
        return kind == "boolean"
    if isinstance(value, float) and value == int(value):
        return kind in ("number", "integer")
    return kind in _KINDS[type(value)]


_KINDS: Mapping[type, tuple[str, ...]] = {
    str: ("string",),
    int: ("integer", "number"),
    float: ("number",),
    dict: ("object",),
    list: ("array",),
    type(None): ("null",),
}
_SIMPLE = ("null", "boolean", "integer", "number", "string", "array", "object")
_MAKERS: Mapping[str, Callable[[Draw, Whole, int], Any]] = {
    "null": lambda _draw, _whole, _depth: None,
    "boolean": lambda draw, _whole, _depth: draw.rng.random() < 0.5,
    "integer": lambda draw, whole, _depth: integer(whole, draw.rng),
    "number": lambda draw, whole, _depth: number(whole, draw.rng),
    "string": lambda draw, whole, _depth: text(whole, draw.rng, draw.alphabet),
    "array": lambda draw, whole, depth: fill_array(draw, whole, depth),
    "object": lambda draw, whole, depth: fill_object(draw, whole, depth),
    "any": lambda draw, _whole, _depth: draw.anything(),
}
