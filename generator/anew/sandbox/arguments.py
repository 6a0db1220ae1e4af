"""The texts of path, query, headers and cookies become values, by the styles of OpenAPI; the inverse of `serialise`.

Source: https://spec.openapis.org/oas/v3.1.1#style-values
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from attrs import frozen

from anew.normalise.keywords import category, mapping, types
from anew.normalise.views import Views
from anew.sandbox.plan import Argument

_SEPARATORS = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|", "deepObject": ","}
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?")


class UnreadableError(ValueError):
    """A text that is not what it has to be."""


@frozen
class Sent:
    """The texts that came with a request."""

    path: Mapping[str, str]
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    cookies: Mapping[str, str]


@frozen
class Arguments:
    """Reads the arguments of one API."""

    views: Views

    def read(self, argument: Argument, sent: Sent) -> Any:
        """Give an argument's value; None if it was not sent. Raises UnreadableError."""
        text = self._texts(argument, sent)
        if text is None or not argument.media_type:
            return self._value(text, argument)
        return json_value(text if isinstance(text, str) else ",".join(map(str, text)), argument.media_type)

    def _value(self, text: Any, argument: Argument) -> Any:
        return None if text is None else self.coerced(text, argument.schema.value, argument.schema.at)

    def coerced(self, text: Any, schema: Any, at: str) -> Any:
        """Read texts as a schema's type; what cannot be read so stays text, and the schema refuses it."""
        view = self.view(schema, at)
        if isinstance(text, Mapping):
            parts = {key: view.get("properties", {}).get(key, True) for key in text}
            return {key: self.coerced(value, parts[key], at) for key, value in text.items()}
        if isinstance(text, list):
            return [self.coerced(item, view.get("items", True), at) for item in text]
        return scalar(text, self.types(schema, at))

    def types(self, schema: Any, at: str) -> frozenset[str]:
        """Gather the types that a schema allows, those of the members of its unions too."""
        view = self.view(schema, at)
        found = set(types(view))
        for member in (*view.get("anyOf", ()), *view.get("oneOf", ())):
            found |= self.types(member, at)
        return frozenset(found)

    def view(self, schema: Any, at: str) -> dict[str, Any]:
        """See a schema as a whole, its references followed and the parts of `allOf` put together."""
        if not isinstance(schema, dict):
            return {}
        if "$ref" not in schema and "allOf" not in schema:
            return schema
        view = self.views.view(schema, at)
        inside = {name: parts[-1].value for name, parts in view.properties.items()}
        choices = [member.value for choice in view.choices for member in choice.members]
        return {**view.keywords, "properties": inside, **({"anyOf": choices} if choices else {})}

    def _shape(self, argument: Argument) -> str:
        """Tell whether an argument is a list, an object or neither."""
        view = self.view(argument.schema.value, argument.schema.at)
        named = category(view)
        if named not in ("array", "object"):
            allowed = self.types(argument.schema.value, argument.schema.at)
            named = "array" if "array" in allowed else "object" if "object" in allowed else ""
        return named

    def _texts(self, argument: Argument, sent: Sent) -> Any:
        """Give a text, the texts of a list, or a mapping of texts; None if there is nothing."""
        shape = self._shape(argument) if not argument.media_type else ""
        if argument.location == "query":
            return self._query(argument, shape, sent)
        held = {"path": sent.path, "header": sent.headers, "cookie": sent.cookies}[argument.location]
        name = argument.name.lower() if argument.location == "header" else argument.name
        text = held.get(name)
        if text is None:
            return None
        if argument.location == "cookie":
            text = unquote(text)
        if argument.location == "path" and argument.style in ("label", "matrix"):
            return _prefixed(text, argument, shape)
        return _split(text, ",", shape, explode=argument.explode)

    def _query(self, argument: Argument, shape: str, sent: Sent) -> Any:
        name = argument.name
        if argument.style == "deepObject":
            return _deep(name, sent.query) or _repeated(name, sent.query, shape)
        if shape == "object" and argument.explode:
            known = mapping(self.view(argument.schema.value, argument.schema.at).get("properties"))
            return {key: value for key, value in sent.query if key in known} or None
        texts = [value for key, value in sent.query if key in (name, f"{name}[]")]
        if not texts:
            return None
        if shape == "array" and argument.explode:
            return texts
        return _split(texts[-1], _SEPARATORS.get(argument.style, ","), shape, explode=False)


def scalar(text: str, allowed: Iterable[str]) -> Any:
    """Read a text as the first of the allowed types that fits; text where none does."""
    if "null" in allowed and text in ("", "null") and "string" not in allowed:
        return None
    if "boolean" in allowed and text in ("true", "false"):
        return text == "true"
    if ("integer" in allowed or "number" in allowed) and _NUMBER.fullmatch(text) and len(text) < 400:
        value = json.loads(text)
        return int(value) if isinstance(value, float) and "integer" in allowed and value.is_integer() else value
    if "object" in allowed and "string" not in allowed and text.startswith("{"):
        return json_value(text, "application/json")
    return text


def json_value(text: str | bytes, media_type: str) -> Any:
    """Read JSON; raises UnreadableError. What is in another media type stays what it is."""
    if "json" not in media_type:
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise UnreadableError("is not JSON") from None


def _split(text: str, separator: str, shape: str, *, explode: bool) -> Any:
    if shape not in ("array", "object"):
        return text
    parts = text.split(separator) if text else []
    if shape == "array":
        return parts
    if explode:
        return dict(part.partition("=")[::2] for part in parts)
    return dict(zip(parts[::2], parts[1::2], strict=False))


def _prefixed(text: str, argument: Argument, shape: str) -> Any:
    """Read `.a.b` (label) and `;name=a;name=b` (matrix)."""
    if argument.style == "label":
        return _split(text.removeprefix("."), "." if argument.explode else ",", shape, explode=argument.explode)
    parts = text.removeprefix(";").split(";")
    if shape == "object" and argument.explode:
        return dict(part.partition("=")[::2] for part in parts)
    values = [part.partition("=")[2] for part in parts]
    return values if shape == "array" and argument.explode else _split(values[0], ",", shape, explode=False)


def _deep(name: str, query: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Read `name[a]=1&name[b][c]=2`; what is repeated becomes a list."""
    made: dict[str, Any] = {}
    for key, value in query:
        if key.startswith(f"{name}[") and key.endswith("]"):
            steps = key[len(name) + 1 : -1].split("][")
            holder = made
            for step in steps[:-1]:
                inner = holder.setdefault(step, {})
                holder = inner if isinstance(inner, dict) else {}
            last = steps[-1]
            held = holder.get(last)
            holder[last] = value if held is None else [*held, value] if isinstance(held, list) else [held, value]
    return made


def _repeated(name: str, query: Iterable[tuple[str, str]], shape: str) -> Any:
    texts = [value for key, value in query if key == name]
    return texts if texts and shape == "array" else None
