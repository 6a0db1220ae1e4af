"""Texts for people become texts without passwords, tokens and cookies, whatever way those got into them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from attrs import define, field

HIDDEN = "[hidden]"
_MARKS = ("token", "secret", "password", "passwd", "authorization", "cookie", "credential", "api-key", "api_key")
_MARKS_TEXT = "|".join((*_MARKS, "apikey", "session"))
_SHORTEST = 6
"""Texts that are shorter are not looked for: `ada` would hide half of a report, and protect nothing."""
_IN_JSON = re.compile(rf'("[\w.-]*(?:{_MARKS_TEXT})[\w.-]*"\s*:\s*)"(?:[^"\\]|\\.)*"', re.IGNORECASE)
_IN_HEADER = re.compile(rf"(?im)((?:^|['\"\s])[\w-]*(?:{_MARKS_TEXT})[\w-]*:[ ]*)[^'\"\r\n]+")
_IN_FORM = re.compile(rf"((?:^|[?&'\"\s;])[\w.-]*(?:{_MARKS_TEXT})[\w.-]*=)[^&'\"\s;]+", re.IGNORECASE)
_BEARER = re.compile(r"\b(Bearer|Basic)\s+[\w.~+/=-]+", re.IGNORECASE)


@define
class Secrets:
    """Knows what must not be shown: values that were seen, and names whose values are never shown."""

    _values: set[str] = field(factory=set, repr=False)
    _names: set[str] = field(factory=set)

    def add(self, *values: str | None) -> None:
        """Remember values, for example a token that was just obtained."""
        self._values |= {value for value in values if value and len(value) >= _SHORTEST}

    def add_all(self, value: Any) -> None:
        """Remember every text in a JSON value, for example in a login's body."""
        if isinstance(value, str):
            self.add(value)
        elif isinstance(value, dict | list):
            for one in value.values() if isinstance(value, dict) else value:
                self.add_all(one)

    def name(self, *names: str) -> None:
        """Remember names of headers, cookies and parameters whose values are secret."""
        self._names |= {name.lower() for name in names if name}

    @property
    def names(self) -> frozenset[str]:
        """Names of headers, cookies and parameters that prove who is calling, in lower case."""
        return frozenset(self._names)

    def is_secret(self, name: str) -> bool:
        """Tell whether what goes by a name is not to be shown."""
        lower = name.lower()
        return lower in self._names or any(mark in lower for mark in _MARKS)

    def hide(self, text: str) -> str:
        """Write a text without them."""
        for value in sorted(self._values, key=len, reverse=True):
            text = text.replace(value, HIDDEN)
        text = _BEARER.sub(rf"\1 {HIDDEN}", text)
        text = _IN_JSON.sub(rf'\1"{HIDDEN}"', text)
        return _IN_FORM.sub(rf"\1{HIDDEN}", _IN_HEADER.sub(rf"\1{HIDDEN}", self._named(text)))

    def _named(self, text: str) -> str:
        if not self._names:
            return text
        names = "|".join(map(re.escape, _longest_first(self._names)))
        return re.sub(rf"(?i)((?:^|['\"\s?&;])(?:{names})(?::[ ]*|=))[^'\"\r\n&;]+", rf"\1{HIDDEN}", text)


def _longest_first(names: Iterable[str]) -> list[str]:
    return sorted(names, key=len, reverse=True)
