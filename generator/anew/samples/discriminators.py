"""A discriminator and the schema that a value was made of become the name that the value has to carry."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from anew.document.pointers import tail


def key_of(target: str, discriminator: Mapping[str, Any]) -> str:
    """Give the name of a referred schema: the one that maps to it, else its own."""
    own = tail(target)
    for key, mapped in _mapping(discriminator).items():
        if mapped == target or tail(f"#/{mapped}") == own:
            return str(key)
    return own


def subtype(whole: Mapping[str, Any], rng: Random) -> str | None:
    """Choose one of the schemas that a base's discriminator names; None where there is nothing to choose."""
    discriminator = whole.get("discriminator")
    targets = [one for one in _mapping(discriminator).values() if one.startswith("#/")]
    if not targets or whole["unions"] or whole.get("at") in targets:
        return None
    return rng.choice(targets)


def tag(value: Any, whole: Mapping[str, Any]) -> Any:
    """Write the name of the schema into a value that was made of it."""
    discriminator, target = whole.get("discriminator"), whole.get("at")
    if not isinstance(value, dict) or target is None or not isinstance(discriminator, Mapping):
        return value
    name, key = discriminator.get("propertyName"), key_of(target, discriminator)
    if not isinstance(name, str) or name not in value or key not in _allowed(whole, name, key):
        return value
    return {**value, name: key}


def _allowed(whole: Mapping[str, Any], name: str, key: str) -> Any:
    part = whole.get("properties", {}).get(name)
    listed = part.get("enum", [part["const"]] if "const" in part else [key]) if isinstance(part, dict) else [key]
    return listed if isinstance(listed, list) else [key]


def _mapping(discriminator: Any) -> Mapping[str, str]:
    found = discriminator.get("mapping") if isinstance(discriminator, Mapping) else None
    listed = found.items() if isinstance(found, Mapping) else ()
    return {str(key): value for key, value in listed if isinstance(value, str)}
