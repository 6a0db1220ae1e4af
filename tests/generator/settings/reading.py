"""The text of an `sdk.yaml` becomes settings."""

from __future__ import annotations

from pathlib import Path

from anew.settings import Settings, load


def settings(text: str, folder: Path) -> Settings:
    """Write it, and read it as the tool does."""
    path = folder / "sdk.yaml"
    path.write_text(text, "utf-8")
    return load(path)
