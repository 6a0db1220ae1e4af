"""Turn the runtime's sources into files of the SDK, as they are, and read off them what templates must know."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Literal

_SOURCES = Path(__file__).resolve().parents[1] / "runtime"


def runtime_files(http: Literal["httpx", "httpx2"], *, lenient: bool = False) -> dict[str, str]:
    """Give every file of the runtime by its path inside it.

    `_http.py` is the one that names the chosen library, and `codec/_leniency.py` says how scalars are read.
    """
    files = {path.relative_to(_SOURCES).as_posix(): path for path in sorted(_SOURCES.rglob("*.py"))}
    other = files.pop("_http2.py")
    if http == "httpx2":
        files["_http.py"] = other
    kind = files.pop("codec/_leniency_on.py")
    if lenient:
        files["codec/_leniency.py"] = kind
    return {name: path.read_text(encoding="utf-8") for name, path in files.items()}


@cache
def error_classes() -> tuple[str, ...]:
    """Name the classes that the runtime's `errors` defines or passes on."""
    found: set[str] = set()
    # Not only at the top: what is passed on is imported for type checkers, and loaded on first use.
    for node in ast.walk(_errors()):
        match node:
            case ast.ClassDef(name=name):
                found.add(name)
            case ast.ImportFrom(level=level, names=names) if level:
                found.update(alias.asname or alias.name for alias in names)
    return tuple(sorted(name for name in found if name[0].isupper() and not name.isupper()))


@cache
def errors_by_status() -> dict[str, str]:
    """Name the class of error for each HTTP status, written as the document writes it."""
    for node in _errors().body:
        match node:
            case ast.AnnAssign(target=ast.Name(id="BY_STATUS"), value=ast.Dict(keys=keys, values=values)):
                pairs = zip(keys, values, strict=True)
                return {ast.unparse(status): ast.unparse(kind) for status, kind in pairs if status is not None}
    raise LookupError("runtime/errors.py has no table BY_STATUS")


def _errors() -> ast.Module:
    """Parse `errors.py`: the generator reads the runtime and never imports it."""
    return ast.parse((_SOURCES / "errors.py").read_text(encoding="utf-8"))
