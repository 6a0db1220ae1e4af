"""A real document becomes a hostile one: a payload stands in every text that does not decide what the document means.

Names are spoiled wherever they stand, so that what refers to them still does: in keys, references, `required`, paths,
discriminators and security requirements.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from attrs import frozen

NAMED = frozenset(
    {
        "$defs",
        "callbacks",
        "definitions",
        "encoding",
        "examples",
        "headers",
        "links",
        "mapping",
        "parameters",
        "patternProperties",
        "properties",
        "requestBodies",
        "responses",
        "schemas",
        "scopes",
        "securityDefinitions",
        "securitySchemes",
        "variables",
        "webhooks",
    }
)
"""Keys whose mapping has names for keys."""
_MEANT = frozenset(
    {
        "$schema",
        "basePath",
        "collectionFormat",
        "contentEncoding",
        "contentMediaType",
        "flow",
        "in",
        "openapi",
        "scheme",
        "schemes",
        "style",
        "swagger",
        "type",
    }
)
"""Keys whose texts decide what a document means."""
_FORMATS = re.compile(
    r"u?int\d*|float|double|decimal|date|date-?time|time|duration|uuid|guid|byte|binary|base64\w*|password|email|uri|url"
)
_STATUS = re.compile(r"[1-5](\d\d|XX)|default", re.IGNORECASE)


@frozen
class Spoiler:
    """Puts something behind every text."""

    behind: Callable[[str], str]
    """Gives the text for a text."""

    def document(self, value: Any) -> Any:
        """Spoil a whole document."""
        return self._mapping(value, "")

    def _any(self, value: Any, key: str) -> Any:
        if isinstance(value, dict):
            return self._mapping(value, key)
        if isinstance(value, list):
            return [self._any(one, key) for one in value]
        return self._text(value, key) if isinstance(value, str) else value

    def _mapping(self, value: dict[str, Any], holder: str) -> dict[str, Any]:
        """Spoil a mapping; keys that are no texts, such as statuses in YAML, become texts."""
        return {self._key(str(key), holder): self._below(one, str(key), holder) for key, one in value.items()}

    def _key(self, key: str, holder: str) -> str:
        if holder == "paths":
            return self._path(key)
        if holder in ("content", "encoding in content"):
            return self._media_type(key)
        if holder == "security" or (holder in NAMED and not (holder == "responses" and _STATUS.fullmatch(key))):
            return self.behind(key)
        return self.behind(key) if key.startswith("x-") and not key.startswith(("x-nullable", "x-webhooks")) else key

    def _below(self, value: Any, key: str, holder: str) -> Any:
        if holder in NAMED or holder in ("paths", "content", "security"):
            # What stands under a name is no keyword, whatever the name is.
            return self._any(value, "mapping value" if holder == "mapping" else "")
        if key == "$ref" and isinstance(value, str):
            return self._reference(value)
        if key in ("default", "example", "value") or key.startswith("x-"):
            return self._data(value)
        return self._any(value, key)

    def _data(self, value: Any) -> Any:
        """Spoil plain data, such as an example."""
        if isinstance(value, dict):
            return {self.behind(str(key)): self._data(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._data(one) for one in value]
        return self.behind(value) if isinstance(value, str) else value

    def _text(self, value: str, key: str) -> str:
        if key in _MEANT or (key == "format" and _FORMATS.fullmatch(value)):
            return value
        if key in ("consumes", "produces", "contentType"):
            return self._media_type(value)
        if key == "mapping value" and "#/" in value:
            return self._reference(value)
        if key in ("url", "tokenUrl", "host"):
            return value + quote(self.behind(""), safe="")
        return self.behind(value)

    def _reference(self, value: str) -> str:
        """Spoil the names that a reference leads along."""
        file, _, pointer = value.partition("#")
        keys = [key.replace("~1", "/").replace("~0", "~") for key in pointer.split("/")[1:]]
        holders = ["", *keys]
        spoiled = [self._key(key, holder) for holder, key in zip(holders, keys, strict=False)]
        written = "/".join(quote(one.replace("~", "~0").replace("/", "~1"), safe="~") for one in spoiled)
        return f"{file}#/{written}"

    def _path(self, path: str) -> str:
        """Spoil a path; its placeholders are called as the parameters are."""
        parts = re.split(r"(\{[^{}]*\})", path)
        return "".join(f"{{{self.behind(one[1:-1])}}}" if one.startswith("{") else self._literal(one) for one in parts)

    def _literal(self, part: str) -> str:
        return "/".join(self.behind(one) if one else one for one in part.split("/"))

    def _media_type(self, value: str) -> str:
        return f"{value}; x={self.behind('')}"
