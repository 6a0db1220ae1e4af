"""A folder becomes a list of the OpenAPI documents below it, with group and dialect."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from attrs import frozen

SHARED = Path(__file__).parents[3] / "shared" / "corpus"
"""Documents that stand beside a checkout; they are data of others, and not part of the project."""

_IN_YAML = re.compile(r"""^['"]?(?:openapi|swagger)['"]?\s*:\s*['"]?(\d\.\d)""", re.MULTILINE)
_IN_JSON = re.compile(r'"(?:openapi|swagger)"\s*:\s*"(\d\.\d)')
_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})


@frozen
class Subject:
    """A document to try."""

    path: Path
    group: str
    """The first folder below the one that was asked for."""
    dialect: str
    base: Path
    """Where its user would stand: files that it refers to may be anywhere below."""


def subjects(folder: Path) -> Iterator[Subject]:
    """List the documents below a folder; files that documents only refer to are none."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".json", ".yaml", ".yml") and path.is_file():
            text = path.read_text("utf-8", errors="replace")
            found = (_IN_JSON if text.lstrip()[:1] == "{" else _IN_YAML).search(text)
            if found:
                inside = path.relative_to(folder).parts
                group = inside[0] if len(inside) > 1 else "."
                yield Subject(path.resolve(), group, found[1], (folder / group).resolve())


def operations(path: Path) -> int:
    """Count the operations of a document that was refused; what cannot be read has none."""
    text = path.read_text("utf-8", errors="replace")
    try:
        data: Any = json.loads(text) if path.suffix == ".json" else yaml.load(text, yaml.CSafeLoader)
    except (ValueError, yaml.YAMLError, RecursionError):
        return 0
    paths = data.get("paths") if isinstance(data, dict) else None
    items = paths.values() if isinstance(paths, dict) else ()
    return sum(len(_METHODS & set(map(str, item))) for item in items if isinstance(item, dict))
