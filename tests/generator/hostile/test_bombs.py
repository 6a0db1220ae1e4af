"""Whatever a document is, a run ends in bounded time and memory, with an SDK or with an error that is clear."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.generator.parse.building import answering, openapi, ref

SECONDS = 60
"""Of CPU, on a slow machine."""
OCTETS = 2_000_000_000
"""Of address space: the tool itself takes about a quarter of it."""


def limited() -> None:
    """Bound what a child may use; it is killed, or sees MemoryError, beyond that."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (OCTETS, OCTETS))


def run(folder: Path, file: str = "openapi.json") -> tuple[int, str]:
    """Run `anew generate` within limits, and give its exit code and what it says."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    done = subprocess.run(
        [sys.executable, "-m", "anew", "generate", file],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
        preexec_fn=limited,
    )
    return done.returncode, done.stderr


def text(content: Any) -> str:
    """Write a document."""
    return content if isinstance(content, str) else json.dumps(content)


def laughs() -> str:
    """Nine levels of ten aliases each: a thousand million values."""
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    return "# yaml\nopenapi: 3.1.0\na0: &a0 x\n" + "\n".join(levels)


def nested(opening: str, closing: str) -> str:
    """Write a hundred thousand levels."""
    return f'{{"openapi": "3.1.0", "x": {opening * 100_000}1{closing * 100_000}}}'


def nested_schemas(depth: int = 280) -> dict[str, Any]:
    """Schemas in each other, as deep as a file may be."""
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(depth // 2):
        schema = {"type": "object", "properties": {"a": schema}}
    return openapi(schemas={"A": schema})


def crossings(keyword: str) -> dict[str, Any]:
    """Forty crossings with two ways each."""
    names = range(40)
    schemas = {f"A{n}": {keyword: [ref(f"A{n + 1}"), {"properties": {"b": ref(f"A{n + 1}")}}]} for n in names}
    return openapi({"/a": {"get": answering(ref("A0"))}}, {**schemas, "A40": {"properties": {"c": {"type": "string"}}}})


def wide() -> dict[str, Any]:
    """Write a schema with ten thousand properties, each a reference to itself, and a union of five thousand."""
    properties = {f"p{n}": ref("A") for n in range(10_000)}
    members = [{"const": f"c{n}"} for n in range(5_000)]
    return openapi({"/a": {"get": answering(ref("A"))}}, {"A": {"properties": properties}, "B": {"oneOf": members}})


def regular() -> dict[str, Any]:
    """Texts that make careless regular expressions look back for ever."""
    names = ["a" * 50_000, "{" * 50_000, "A1" * 25_000, "_" * 50_000, "{a" * 25_000, "/" * 50_000]
    paths = {f"/{name}": {"get": {**answering({}), "operationId": name, "tags": [name]}} for name in names}
    return openapi(paths, {name: {"type": "object", "title": name} for name in names})


def large() -> str:
    """Fifty megabytes, most of it examples."""
    example = json.dumps([{"id": n, "name": "a name", "tags": ["x", "y"]} for n in range(20)])
    parts = ",".join(f'"e{n}": {{"value": {example}}}' for n in range(50_000_000 // (len(example) + 20)))
    whole = openapi({"/a": {"get": answering({"type": "string"})}}, components={"examples": {}})
    return json.dumps(whole).replace('"examples": {}', f'"examples": {{{parts}}}')


BOMBS: dict[str, tuple[Callable[[], Any], str]] = {
    "aliases": (laughs, "the file's aliases make it too large"),
    "arrays": (lambda: nested("[", "]"), "the file is nested too deeply"),
    "objects": (lambda: nested('{"a":', "}"), "the file is nested too deeply"),
    "schemas": (nested_schemas, ""),
    "allOf": (lambda: crossings("allOf"), ""),
    "oneOf": (lambda: crossings("oneOf"), ""),
    "anyOf": (lambda: crossings("anyOf"), ""),
    "wide": (wide, ""),
    "regular expressions": (regular, ""),
    "fifty megabytes": (large, ""),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_goes_off_in_bounded_time_and_memory(name: str, tmp_path: Path) -> None:
    """A run ends within a minute of CPU and two gigabytes, with an SDK or with one clear line."""
    make, says = BOMBS[name]
    content = text(make())
    file = "openapi.yaml" if content.startswith("# yaml") else "openapi.json"
    (tmp_path / file).write_text(content)
    code, said = run(tmp_path, file)

    assert "Traceback" not in said
    assert (1 if says else 0, True) == (code, says in said)


def test_a_file_beyond_all_bounds_is_not_read(tmp_path: Path) -> None:
    """More than a hundred megabytes are refused by their size alone."""
    with (tmp_path / "openapi.json").open("wb") as file:
        file.truncate(5_000_000_000)
    code, said = run(tmp_path)

    assert (1, "openapi.json: error: the file is larger than 100 MB; expected an OpenAPI document\n") == (code, said)


NAMES = ["../../pwned", "/etc/pwned", "..\\pwned", "C:\\pwned", "CON", "a\x00b", ".", "..", "~/pwned", "%2e%2e%2fpwned"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Generate from a document whose tags, names, paths and title are paths out of the folder."""
    home = tmp_path_factory.mktemp("paths")
    folder = home / "a" / "b"
    folder.mkdir(parents=True)
    paths = {
        f"/{number}/{name}": {"get": {**answering(ref("A")), "tags": [name], "operationId": name}}
        for number, name in enumerate(NAMES)
    }
    schemas = {"A": {"type": "string"}, **{name: {"properties": {name: {"enum": NAMES}}} for name in NAMES}}
    content = openapi(paths, schemas, webhooks={name: {"post": {}} for name in NAMES})
    content["info"]["title"] = "../../pwned"
    (folder / "openapi.json").write_text(json.dumps(content))
    code, said = run(folder)
    assert code == 0, said
    yield home


def test_names_lead_out_of_no_folder(written: Path) -> None:
    """Every file is inside of the SDK's folder, whatever tags, schemas, operations and the title are called."""
    folder = written / "a" / "b"
    outside = [path for path in written.rglob("*") if path.is_file() and not path.is_relative_to(folder / "sdk")]

    assert {folder / "openapi.json"} == {path for path in outside if not path.is_relative_to(folder / "cache")}


def test_names_are_fit_for_every_file_system(written: Path) -> None:
    """No file is called as Windows calls its devices, and each once whatever the case of its letters."""
    names = [path.relative_to(written).as_posix().lower() for path in written.rglob("sdk/**/*.py")]

    assert len(set(names)) == len(names)
    assert {"con.py", "nul.py", ".py"}.isdisjoint(name.rpartition("/")[2] for name in names)
