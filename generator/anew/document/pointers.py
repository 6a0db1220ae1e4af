"""JSON pointers (RFC 6901), and the spots made of them: `file.yaml#/components/schemas/User`.

A spot is a file, relative to the folder of the document and empty for the document itself, then `#`, then a pointer.
"""

from __future__ import annotations

from urllib.parse import unquote


def escape(key: str) -> str:
    """Make a key fit for a pointer."""
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


def unescape(token: str) -> str:
    """Give the key that a pointer's token stands for."""
    return token.replace("~1", "/").replace("~0", "~") if "~" in token else token


def split(pointer: str) -> list[str]:
    """Give the keys that a pointer leads along."""
    return [unescape(token) for token in pointer.split("/")[1:]]


def join(keys: list[str]) -> str:
    """Make a pointer of keys."""
    return "".join(f"/{escape(key)}" for key in keys)


def decode_fragment(fragment: str) -> str:
    """Undo the percent-encoding that a pointer has as part of a URL."""
    return unquote(fragment) if "%" in fragment else fragment


_VARIANT = "~:"
"""In no pointer: there a `~` is followed by 0 or 1."""


def variant_of(spot: str, name: str) -> str:
    """Tell apart what is made of one spot: `#/components/schemas/User` → `#/components/schemas/User~:union`."""
    return f"{spot}{_VARIANT}{name}"


def without_variant(spot: str) -> str:
    """Give the spot that something was made of."""
    return spot.partition(_VARIANT)[0]


def tail(spot: str) -> str:
    """Give the last key of a spot; the file's name without its suffix where it is a whole file."""
    file, _, pointer = spot.partition("#")
    if pointer:
        return unescape(pointer.rpartition("/")[2])
    return file.rpartition("/")[2].partition(".")[0]
