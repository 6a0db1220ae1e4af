"""A document and overlays as text become the corrected document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anew.document import Document, load

HEAD = {version: f'overlay: {version}\ninfo: {{title: t, version: "1"}}\nactions:\n' for version in ("1.0.0", "1.1.0")}
OPENAPI = 'openapi: 3.1.0\ninfo: {title: t, version: "1"}\n'


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def corrected(folder: Path, text: str, *overlays: str, version: str = "1.1.0") -> Document:
    """Load a document of which `x` is what the test is about; each overlay is a list of actions."""
    document = write(folder, "openapi.yaml", f"{OPENAPI}x: {text}\n")
    names = [write(folder, f"{index}.overlay.yaml", HEAD[version] + one) for index, one in enumerate(overlays)]
    return load(document, names)


def result(folder: Path, text: str, *overlays: str, version: str = "1.1.0") -> Any:
    """Give what `x` became."""
    return corrected(folder, text, *overlays, version=version).root["x"]
