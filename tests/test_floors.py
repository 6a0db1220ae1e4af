"""The floors of the generator: a module imports only from lower rows, and libraries stay behind their one door."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "generator" / "anew"

FLOORS = (
    {"errors", "names"},
    {"model"},
    {"document", "settings"},
    {"normalise", "upstream", "detect", "samples"},
    {"parse", "render", "format", "write"},
    {"report", "pipeline", "console"},
    {"sandbox", "contract"},
    {"cli", "__main__", "pytest_plugin"},
)
ROW = {module: row for row, modules in enumerate(FLOORS) for module in modules}
BESIDE = {("pipeline", "report"), ("__main__", "cli")}
"""The two top floors are each a house of several rooms; these doors are in them."""
SERVING = {"sandbox", "contract", "pytest_plugin"}
"""These run SDKs, so they know the runtime."""

DOORS = {
    "openapi_python_client": {"upstream"},
    "jinja2": {"render"},
    "typer": {"cli", "sandbox", "contract"},
    "starlette": {"sandbox"},
    "uvicorn": {"sandbox"},
    "jsonschema": {"settings"},
    "jsonpath": {"document"},
    "jsonschema_rs": {"samples"},
    "rstr": {"samples"},
    "schemathesis": {"contract"},
}
"""Libraries that only one module of the generator may import."""

RUNTIME_LIBRARIES = {"attr", "attrs"}
RUNTIME_EXTRAS = {"httpx_sse", "orjson", "redis", "filelock", "keyring", "trio", "anyio", "sniffio", "stamina"}


def modules(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.py")) if "__pycache__" not in path.parts]


def imports(path: Path) -> Iterator[str]:
    """Give every absolute name that a file imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from _absolute(path, node)


def _absolute(path: Path, node: ast.ImportFrom) -> Iterator[str]:
    base = node.module or ""
    if node.level:
        home = path.relative_to(PACKAGE.parent).parent.parts
        above = home[: len(home) - node.level + 1]
        base = ".".join((*above, base)) if base else ".".join(above)
    yield from (f"{base}.{alias.name}" for alias in node.names)


def top(path: Path) -> str:
    """Name the module of `anew` that a file belongs to."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


GENERATOR = [path for path in modules(PACKAGE) if top(path) not in ("runtime", "__init__")]
RUNTIME = modules(PACKAGE / "runtime")


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", GENERATOR, ids=named)
def test_every_module_stands_on_a_floor(path: Path) -> None:
    """No module of the generator is outside of the floors."""
    assert top(path) in ROW


@pytest.mark.parametrize("path", GENERATOR, ids=named)
def test_imports_point_down(path: Path) -> None:
    """A module of the generator imports itself and what stands on lower floors."""
    own = top(path)
    wanted = {name.split(".")[1] for name in imports(path) if name.startswith("anew.")}
    sideways_or_up = {
        name for name in wanted - {own} if (own, name) not in BESIDE and ROW.get(name, -1) >= ROW[own] and name in ROW
    }

    assert sideways_or_up == set()


@pytest.mark.parametrize("path", [path for path in GENERATOR if top(path) not in SERVING], ids=named)
def test_the_generator_never_imports_the_runtime(path: Path) -> None:
    """The runtime is copied into SDKs; the generator does not run it."""
    assert [name for name in imports(path) if name.startswith("anew.runtime")] == []


@pytest.mark.parametrize("library", DOORS)
def test_a_library_has_one_door(library: str) -> None:
    """Only one module of the generator imports the library, so that its next version has one place to break."""
    users = {top(path) for path in GENERATOR for name in imports(path) if name.split(".")[0] == library}

    assert users <= DOORS[library]


@pytest.mark.parametrize("path", GENERATOR, ids=named)
def test_generator_imports_are_absolute(path: Path) -> None:
    """Absolute imports make the floors visible."""
    relative = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom)]

    assert [node.lineno for node in relative if node.level] == []


@pytest.mark.parametrize("path", RUNTIME, ids=named)
def test_the_runtime_imports_only_what_an_sdk_has(path: Path) -> None:
    """The runtime imports the standard library, attrs, itself and named extras; httpx comes through `_http`."""
    allowed = sys.stdlib_module_names | RUNTIME_LIBRARIES | RUNTIME_EXTRAS
    if path.name in ("_http.py", "_http2.py"):
        allowed = allowed | {"httpx", "httpx2"}
    foreign = {
        name for name in imports(path) if name.split(".")[0] not in allowed and not name.startswith("anew.runtime")
    }

    assert foreign == set()


@pytest.mark.parametrize("path", modules(PACKAGE / "runtime" / "session"), ids=named)
def test_the_session_core_knows_no_http(path: Path) -> None:
    """The session decides about tokens and imports no HTTP library, not even through the alias."""
    names = {part for name in imports(path) for part in name.split(".")}

    assert names & {"_http", "_http2", "httpx", "httpx2"} == set()
