"""Any text of a document becomes a Python name, and names that collide become different ones.

Letters of every script are kept where Python allows them (`名称` is a fine attribute), in NFKC as Python itself does.
Names of modules are file names too, so they are ASCII: accents are dropped, other scripts become a short hash.
Nothing but an identifier can come out of here, whatever goes in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from keyword import iskeyword

_LONGEST = 80
"""Characters of a name; a longer one is cut and ends with a hash, or the file system would refuse its module."""

_LOWER = r"[^\W\d_A-Z]"
_WORD = re.compile(
    rf"(?:GitHub|GitLab|GraphQL|IPv|OAuth)\d*|[A-Z]{{2,}}s(?!{_LOWER})|[A-Z]\d+{_LOWER}+(?:\d+{_LOWER}*)*|[A-Z]+(?!{_LOWER})\d*"
    rf"|[A-Z]?{_LOWER}+(?:\d+{_LOWER}*)*|\d+{_LOWER}*"
)
_SYMBOLS = {
    "+": "plus",
    "-": "minus",
    "*": "star",
    "/": "slash",
    "%": "percent",
    "<": "less",
    ">": "greater",
    "=": "equal",
    "!": "not",
    "~": "tilde",
    "&": "and",
    "|": "or",
    "@": "at",
    "#": "hash",
    "$": "dollar",
    ".": "dot",
    ",": "comma",
    ":": "colon",
    "^": "caret",
    "?": "question",
}
_FIELDS = frozenset(
    {
        "additional_properties",
        "classmethod",
        "cls",
        "dict",
        "from_dict",
        "property",
        "self",
        "staticmethod",
        "str",
        "to_dict",
    }
)
"""What a generated class has or says itself; other builtins may be fields, as the templates step aside for them."""
_ARGUMENTS = frozenset({"body", "cls", "content_type", "self"})
_FUNCTIONS = frozenset({"annotations", "cls", "self"})
_GROUPS = frozenset(
    {
        "close",
        "download",
        "iter_events",
        "login",
        "logout",
        "paginate",
        "send",
        "send_detailed",
        "session",
        "stream",
        "with_options",
    }
)
"""Attributes of the client, beside which its groups stand."""
_CLASSES = frozenset(
    {
        "Annotated",
        "Any",
        "ClassVar",
        "Decimal",
        "Enum",
        "File",
        "IntEnum",
        "Literal",
        "Mapping",
        "Self",
        "Sequence",
        "StrEnum",
        "TypeAlias",
        "UNSET",
        "UUID",
        "Unset",
    }
)
"""What the modules of models import by name."""
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
"""File names that Windows keeps for itself, with any suffix."""


_SETTLING = 9
"""How often, at most, a name is named again until it names itself: `0A:A` → `0AA`, where `AA` is shouted → `0Aa`."""


@lru_cache(maxsize=1 << 14)
def words(text: str) -> tuple[str, ...]:
    """Split text into its words: `HTTPServer_v2-users` → `HTTP`, `Server`, `v2`, `users`.

    Text without a letter is read out, so that `+1` and `-1` stay different: `plus`, `1`.
    """
    text = unicodedata.normalize("NFKC", text[: 10 * _LONGEST])
    found = _split(text)
    if any(word[0].isalpha() for word in found):
        return found
    return _split("".join(f" {_SYMBOLS[char]} " if char in _SYMBOLS else char for char in text))


@lru_cache(maxsize=1 << 14)
def snake(text: str) -> str:
    """Join the words of a text: `getUser` → `get_user`; empty where it has none."""
    return "_".join(words(text)).lower()


@lru_cache(maxsize=1 << 14)
def pascal(text: str) -> str:
    """Join the words of a text: `get_user` → `GetUser`, `APIKey` → `APIKey`, `USER_STATUS` → `UserStatus`."""
    name, again = text, _joined(text)
    for _ in range(_SETTLING):
        if again == name:
            break
        name, again = again, _joined(again)
    return again


def _joined(text: str) -> str:
    found = words(text)
    shouted = len(found) > 1 and all(word.isupper() or word.isdigit() for word in found)
    return "".join(word.capitalize() if shouted else word[:1].upper() + word[1:] for word in found)


def class_name(text: str) -> str:
    """Name a class: `Result«List«User»»` → `ResultListUser`."""
    name = _shorten(pascal(text))
    if name in _CLASSES or iskeyword(name):
        return f"{name}Model"
    return _start(name, "Model")


def module_name(text: str) -> str:
    """Name a module, in ASCII: `UserRole` → `user_role`, `用户` → `model_b0a1…`."""
    name = _shorten(snake(ascii_text(text)))
    if not text.isascii() and not ascii_text(text, strict=True):
        name = f"{name or 'model'}_{_digest(text)}"
    return _safe(_start(name, "model_"), frozenset(), module=True)


def group_name(text: str) -> str:
    """Name a group of operations: a module and an attribute of the client."""
    return _safe(_start(_shorten(snake(ascii_text(text))), "group_"), _GROUPS, module=True)


def function_name(text: str) -> str:
    """Name the function of an operation."""
    return _safe(_start(_shorten(snake(text)), "call_"), _FUNCTIONS)


def argument_name(text: str) -> str:
    """Name an argument."""
    return _safe(_start(_shorten(snake(text)), "value_"), _ARGUMENTS)


@lru_cache(maxsize=1 << 14)
def field_name(text: str) -> str:
    """Name a field of a model."""
    return _safe(_start(_shorten(snake(text)), "field_"), _FIELDS)


def member_name(text: str) -> str:
    """Name a member of an enum: `in-progress` → `IN_PROGRESS`, `2` → `VALUE_2`."""
    if not text.strip():
        return "BLANK" if text else "EMPTY"
    return _safe(_start(_shorten(snake(text)).upper(), "VALUE_"), frozenset())


def ascii_text(text: str, *, strict: bool = False) -> str:
    """Drop accents and then what still is not ASCII; with `strict`, give nothing if that would drop a letter."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    if strict and any(char.isalnum() and not char.isascii() for char in plain):
        return ""
    return "".join(char if char.isascii() else " " for char in plain)


class Scope:
    """A place where each name may stand for one thing only."""

    def __init__(self, taken: Iterable[str] = (), *, join: str = "_") -> None:
        """Start with the names in `taken`; a name that is asked for again gets `join` and a number."""
        self._join = join
        self._taken = {name.casefold() for name in taken}
        self._count: dict[str, int] = {}

    def take(self, name: str) -> str:
        """Give the name if it is free, else the first one like it with a number."""
        return self.choose((name,))

    def choose(self, names: Iterable[str]) -> str:
        """Give the first of the names that is free, else the first one with a number; none is made that is not needed.

        Names that differ in case alone count as one, as some file systems hold.
        """
        first = ""
        for name in names:
            folded = name.casefold()
            if folded not in self._taken:
                self._taken.add(folded)
                return name
            first = first or name
        return self._numbered(first)

    def __contains__(self, name: str) -> bool:
        """Tell whether a name is taken."""
        return name.casefold() in self._taken

    def _numbered(self, name: str) -> str:
        stem = name.rstrip("_")
        number = self._count.get(stem, 1)
        chosen = name
        while chosen.casefold() in self._taken:
            number += 1
            chosen = f"{stem}{self._join}{number}"
        self._count[stem] = number
        self._taken.add(chosen.casefold())
        return chosen


def _split(text: str) -> tuple[str, ...]:
    found = _WORD.findall(text)
    if not text.isascii():
        found = ["".join(char for char in word if f"_{char}".isidentifier()) for word in found]
    return tuple(filter(None, found))


def _start(name: str, prefix: str) -> str:
    """Make the first character one that a name may begin with."""
    if name.isidentifier():
        return name
    return f"{prefix}{name}" if f"_{name}".isidentifier() and name else prefix.strip("_")


def _safe(name: str, reserved: frozenset[str], *, module: bool = False) -> str:
    if name in reserved or iskeyword(name) or (module and _DEVICES.fullmatch(name)):
        return f"{name}_"
    return name


def _shorten(name: str) -> str:
    if len(name) <= _LONGEST:
        return name
    return f"{name[: _LONGEST - 9]}_{_digest(name)}"


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
