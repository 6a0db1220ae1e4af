"""The name of a preset becomes what it says in `sdk.yaml`'s own form; what a user writes is laid over it."""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import Any

from anew.settings.source import read

_WHOLE = frozenset({"attach", "success", "expired", "dead", "lost", "expires"})
"""Keys whose mappings are alternatives: a part of one laid over a part of another would mean neither."""


def names() -> list[str]:
    """List the presets."""
    folder = files("anew.settings").joinpath("presets")
    return sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))


def load(name: str) -> dict[str, Any]:
    """Give what a preset says."""
    with as_file(files("anew.settings").joinpath("presets", f"{name}.yaml")) as path:
        data: dict[str, Any] = read(path).data
    return data


def without_login(preset: dict[str, Any]) -> dict[str, Any]:
    """Leave out how a preset logs in, for those who do so in another way; what it says of calls stays."""
    session = {key: value for key, value in preset.get("session", {}).items() if key in ("headers", "expired", "lost")}
    return {**preset, "session": session}


def merge(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Lay one mapping over another: mappings go together key by key, anything else is replaced.

    Each entry of `paging` is replaced whole too, as are the mappings in `_WHOLE`.
    """
    merged = dict(below)
    for key, value in above.items():
        old = below.get(key)
        if key == "paging" and old and value:
            merged[key] = {**old, **value}
        elif isinstance(old, dict) and isinstance(value, dict) and key not in _WHOLE:
            merged[key] = merge(old, value)
        else:
            merged[key] = value
    return merged
