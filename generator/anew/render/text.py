"""Turn text of the document into Python, TOML and Markdown that can be nothing but that text.

Everything a template prints is `Code`, made by one of these functions, or an identifier; `environment` refuses the
rest. So no string of a document becomes code, whatever stands in it.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

WIDTH = 120

_QUOTES = 8
"""Columns that a docstring needs beside its text: six quotes, an `r` before and a space behind the first three."""


class Code(str):
    """Text that may stand in a generated file as it is."""

    __slots__ = ()


def lines(codes: Sequence[Code], indent: int, end: str = "") -> Code:
    """Put lines below one another, the first where the template has it; a tenth of what a loop in there takes."""
    if any(type(code) is not Code for code in codes):
        raise TypeError("a template printed lines that are not code")
    return Code(f"{end}\n{' ' * indent}".join(codes) + end)


def literal(value: Any) -> Code:
    """Write a JSON value as a Python expression on one line.

    `repr` escapes whatever is not printable: control and bidirectional characters, line separators, surrogates.
    """
    if isinstance(value, str):
        return Code(repr(value))
    if isinstance(value, float) and not math.isfinite(value):
        return Code(f'float("{value}")')
    if isinstance(value, dict):
        return Code("{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}")
    if isinstance(value, list):
        return Code("[" + ", ".join(map(literal, value)) + "]")
    if isinstance(value, tuple):
        return Code("(" + "".join(f"{literal(item)}, " for item in value).rstrip(" ") + ")")
    if value is None or isinstance(value, int | float):
        return Code(repr(value))
    raise TypeError(f"there is no literal for {type(value).__name__}")


def docstring(text: str, indent: int = 0) -> Code:
    r"""Write text as a docstring whose following lines are indented by `indent` spaces.

    A backslash makes it raw, where nothing but three quotes can end it; those become three apostrophes.
    """
    margin = " " * indent
    lines = [line.replace('"""', "'''") for line in wrapped(text, WIDTH - indent - _QUOTES)]
    prefix = "r" if any("\\" in line for line in lines) else ""
    if len(lines) == 1 and not lines[0].endswith(('"', "\\")):
        return Code(f'{prefix}"""{lines[0]}"""')
    # A first line that begins with a quote would join the three that open it.
    opening = " " if lines[0].startswith('"') else ""
    body = "\n".join((margin + line if index else opening + line) if line else "" for index, line in enumerate(lines))
    return Code(f'{prefix}"""{body}\n{margin}"""')


def comment(text: str) -> Code:
    """Write text so that it can stand in one line of a comment."""
    return Code(" ".join(visible(text).split()))


def toml(value: str) -> Code:
    """Write text as a TOML string, which knows JSON's escapes but no surrogates."""
    return Code(json.dumps(visible(value), ensure_ascii=False))


def markdown(text: str) -> Code:
    """Write text as a line of Markdown in which nothing is markup."""
    return Code(re.sub(r"([\\`*_{}\[\]<>#|!~])", r"\\\1", " ".join(visible(text).split())))


def code_span(text: str) -> Code:
    """Write text as code in a line or a table of Markdown."""
    plain = " ".join(visible(text).split()).replace("`", "'").replace("|", "&#124;")
    return Code(f"`{plain}`")


def visible(text: str) -> str:
    """Leave out what cannot be seen and would confuse those who read: controls, direction marks, surrogates."""
    return text if text.isprintable() else "".join(_seen(text.expandtabs(4)))


def _seen(text: str) -> Iterator[str]:
    for character in text:
        if character.isprintable() or character == "\n":
            yield character
        elif unicodedata.category(character) in ("Zs", "Zl", "Zp", "Cc"):
            yield " "


def wrapped(text: str, width: int) -> list[str]:
    """Split into lines that are no wider than `width`; a line that fits stays as it is."""
    if len(text) <= width and text.isascii() and text.isprintable():
        return [text.rstrip()]
    lines = [visible(line).rstrip() for line in text.splitlines()]
    fitting = [part for line in lines for part in (_broken(line, width) if _columns(line) > width else (line,))]
    while fitting and not fitting[-1]:
        fitting.pop()
    while fitting and not fitting[0]:
        del fitting[0]
    return fitting or [""]


def _broken(line: str, width: int) -> Iterator[str]:
    """Break one line at spaces, and inside words of wide characters (Chinese is written without spaces)."""
    margin = line[: len(line) - len(line.lstrip())][: width // 2]
    if line.isascii():
        yield from ((margin + part).rstrip() for part in _parted(" ".join(line.split()), width - len(margin)))
        return
    current = margin
    for piece in _pieces(line.split()):
        if current != margin and _columns(current) + _columns(piece.rstrip(" ")) > width:
            yield current.rstrip()
            current = margin
        current += piece
    yield current.rstrip()


def _parted(text: str, width: int) -> Iterator[str]:
    """Break text of narrow characters at its spaces: what nearly all texts are, and several times as fast."""
    while len(text) > width:
        space = text.rfind(" ", 0, width + 1)
        space = space if space >= 0 else text.find(" ", width)
        if space < 0:
            break
        yield text[:space]
        text = text[space + 1 :]
    yield text


def _pieces(words: Iterable[str]) -> Iterator[str]:
    """Cut into what must not be broken: words with the space after them, and single wide characters."""
    for word in words:
        if word.isascii():
            yield word + " "
            continue
        start = 0
        for index, character in enumerate(word):
            if _is_wide(character):
                yield word[start : index + 1]
                start = index + 1
        yield word[start:] + " "


def _columns(text: str) -> int:
    return len(text) if text.isascii() else sum(2 if _is_wide(character) else 1 for character in text)


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"
