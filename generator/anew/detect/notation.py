"""Findings' values become YAML text on one line: texts of a document stay texts, whatever is in them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping

from anew.model import Attach, Exchange, OAuthFlow, Paging, Signal, Tokens

_PLAIN = re.compile(r"(?:/|(?:\.\.?/)+)?[A-Za-z_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_.-]+)*")
_RESERVED = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_NUMBER = re.compile(r"0|[1-9][0-9]{0,14}")
_LONGEST_COMMENT = 200


def text(value: str) -> str:
    """Write a text, in quotes where YAML could take it for something else."""
    if _PLAIN.fullmatch(value) and value.lower() not in _RESERVED:
        return value
    return json.dumps(value, ensure_ascii=not value.isprintable())


def scalar(value: str) -> str:
    """Write a code: a number where it is one, else a text."""
    return value if _NUMBER.fullmatch(value) or value in ("true", "false") else text(value)


def flow(items: Mapping[str, str]) -> str:
    """Write a mapping of ready-made values in braces."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in items.items()) + "}"


def listed(values: Iterable[str]) -> str:
    """Write a list of codes in brackets."""
    return "[" + ", ".join(scalar(value) for value in values) + "]"


def comment(value: str) -> str:
    """Make any text fit for one line of comment."""
    line = " ".join("".join(char if char.isprintable() else " " for char in value).split())
    return line if len(line) <= _LONGEST_COMMENT else f"{line[:_LONGEST_COMMENT]}…"


def locations(places: Iterable[str]) -> str:
    """Write one location, or several in brackets."""
    texts = [text(place) for place in places]
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def signal(value: Signal) -> str:
    """Write a signal; detection makes those with `at`, `http` or `code`."""
    if value.absent:
        return flow({"at": text(value.at), "absent": "true"})
    if value.matches:
        return flow({"at": text(value.at), "matches": text(value.matches)})
    if value.at:
        return flow({"at": text(value.at), "in": listed(value.among)})
    return flow({key: listed(codes) for key, codes in (("http", value.http), ("code", value.code)) if codes})


def signals(values: Iterable[Signal]) -> str:
    """Write a list of signals."""
    return f"[{', '.join(map(signal, values))}]"


def exchange(value: Exchange) -> str:
    """Write how login, refresh or logout is called."""
    items = {"operation": text(value.operation)}
    if value.parameter:
        sent = {"in": value.send, "name": text(value.parameter)}
        items["send"] = flow(sent if value.value == "{refresh}" else {**sent, "value": text(value.value)})
    return flow(items)


def oauth(value: OAuthFlow) -> str:
    """Write what is asked for at which token endpoint; the scope is for people to choose."""
    return flow({"grant": value.grant, "scheme": text(value.scheme)})


def tokens(value: Tokens) -> dict[str, str]:
    """Write the lines of `tokens`."""
    lines = {"access": locations(value.access)}
    if value.refresh:
        lines["refresh"] = locations(value.refresh)
    if value.expires:
        lines["expires"] = flow({"at": locations(value.expires), "as": value.expires_as})
    return lines


def attach(value: Attach) -> str:
    """Write where the access token goes."""
    return flow({value.location: text(value.parameter), "value": text(value.value)})


def paging(value: Paging) -> str:
    """Write a way to page."""
    pointers = {"items": value.items, "total": value.total, "next": value.next}
    names = {"page": value.page, "offset": value.offset, "cursor": value.cursor, "size": value.size}
    items = {key: text(one) for key, one in {**pointers, **names}.items() if one or key == "items"}
    if value.page:
        items["start"] = str(value.start)
    return flow(items)
