"""No text of a document becomes code: a hostile document gives the code of its harmless twin."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from anew import pipeline

from tests.generator.cli import hostile

PAYLOADS = {
    "triple quotes": '""" + __import__("os").system("touch pwned") + """',
    "single quotes": "''' + __import__('os').system('touch pwned') + '''",
    "a quote and a comment": '") or __import__("os").system("touch pwned") #',
    "a backslash at the end": "\\",
    "a backslash before quotes": '\\"""; import os; os.system("touch pwned"); """',
    "lines of code": '\n\nimport os\nos.system("touch pwned")\n',
    "a carriage return": '\rimport os\rx = """',
    "Jinja": "{{ 7 * 7 }}{% for x in [].__class__ %}{% endfor %}{# x #}",
    "the end of raw Jinja": "{% endraw %}{{ cycler.__init__.__globals__.os.popen('touch pwned') }}",
    "f-strings and format": "{__import__('os')!r:>{10}} {0.__class__} %(x)s %s",
    "templates of shells": "$(touch pwned) `touch pwned` ${x}",
    "line separators": "\u2028import os\u2029\x85\x0c\x0bx",
    "control characters": "\x00\x07\x1b[2J\x7f",
    "a path": "../../../../pwned",
    "another kind of path": "..\\..\\pwned:CON",
    "a decorator and an annotation": "\n@__import__('os').system\ndef x() -> None: ...",
    "YAML and TOML": '"\n]\n[tool.pwned]\nx = """',
    "unicode": "ｉｍｐｏｒｔ ／ ０ ﬁ é 名 \U0001f600 \u202e\u200b",
}


def harmless(position: str) -> str:
    """Give a text that is no name, so that Python's names and the document's differ as they do in the hostile twin."""
    return f"w {position} x"


def spoiled(payload: str) -> Callable[[str], str]:
    """Give the harmless text with a payload in it; braces would make other placeholders of a path."""

    def text(position: str) -> str:
        inside = payload.replace("{", "(").replace("}", ")") if position in ("path", "argument", "server") else payload
        return f"w {position} x{inside}"

    return text


def generated(text: Callable[[str], str], folder: Path) -> Path:
    """Generate the SDK of a document with these texts."""
    folder.mkdir()
    (folder / "openapi.json").write_text(json.dumps(hostile.document(text)), "utf-8")
    (folder / "sdk.yaml").write_text(json.dumps(hostile.settings(text)), "utf-8")
    pipeline.generate(pipeline.Request(folder / "sdk", config=folder / "sdk.yaml"))
    return folder / "sdk"


def shapes(sdk: Path) -> list[str]:
    """Give the shape of every module: its syntax tree without names and constants, in the order of file names."""
    paths = [path for path in sorted(sdk.rglob("*.py")) if "_runtime" not in path.parts]
    return sorted(shape(ast.parse(path.read_text("utf-8"))) for path in paths)


def shape(node: ast.AST) -> str:
    """Write a syntax tree as the kinds of its nodes, nested; of constants, the type counts."""
    if isinstance(node, ast.Constant):
        return type(node.value).__name__
    return f"{type(node).__name__}({','.join(shape(child) for child in ast.iter_child_nodes(node))})"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Path]]:
    """Give the project with a payload, generated once for all tests."""
    base = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(base / "cache"))

        @cache
        def make(name: str) -> Path:
            folder = base / str(len(list(base.iterdir()))) / "project"
            folder.parent.mkdir()
            return generated(spoiled(PAYLOADS[name]) if name else harmless, folder).parent

        yield make


@pytest.fixture(scope="module")
def twin(project: Callable[[str], Path]) -> Path:
    """Give the SDK of the harmless document."""
    return project("") / "sdk"


def test_the_twin_is_worth_comparing(twin: Path) -> None:
    """The harmless document gives operations, models, enums, unions and a session."""
    assert len(shapes(twin)) > 15
    assert "class Session" not in (twin / "acme" / "_spec.py").read_text("utf-8")


@pytest.mark.parametrize("name", PAYLOADS)
def test_texts_do_not_become_code(name: str, twin: Path, project: Callable[[str], Path]) -> None:
    """Whatever stands in a document's texts, the modules have the harmless twin's shape."""
    assert shapes(twin) == shapes(project(name) / "sdk")


@pytest.mark.parametrize("name", PAYLOADS)
def test_texts_do_not_become_paths(name: str, project: Callable[[str], Path]) -> None:
    """Every file is inside of the SDK's folder, under a name that every file system takes."""
    home = project(name)
    written = {path for path in home.parent.rglob("*") if path.is_file() and "__pycache__" not in path.parts}
    outside = {path for path in written if not path.is_relative_to(home / "sdk")}

    assert {home / "openapi.json", home / "sdk.yaml"} == outside
    assert all(re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", path.name) for path in written)


@pytest.mark.parametrize("name", PAYLOADS)
def test_data_files_keep_their_form(name: str, twin: Path, project: Callable[[str], Path]) -> None:
    """`pyproject.toml` and `operations.json` stay what they are, with the same keys."""

    def forms(folder: Path) -> tuple[Any, Any]:
        toml = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))
        return keys(toml), keys(json.loads((folder / "acme" / "operations.json").read_text("utf-8")))

    assert forms(twin) == forms(project(name) / "sdk")


def keys(value: Any) -> Any:
    """Write data without its texts; a mapping's keys count unless they are texts of the document."""
    if isinstance(value, dict):
        return sorted((key if not key.startswith("w ") else "", str(keys(below))) for key, below in value.items())
    if isinstance(value, list):
        return [keys(one) for one in value]
    return type(value).__name__


@pytest.mark.parametrize("name", ["triple quotes", "lines of code", "a backslash before quotes", "Jinja"])
def test_nothing_of_a_document_runs(name: str, project: Callable[[str], Path]) -> None:
    """Importing every module of the SDK runs nothing that the document says."""
    sdk = project(name) / "sdk"
    modules = [".".join(path.relative_to(sdk).with_suffix("").parts) for path in sorted(sdk.glob("acme/**/*.py"))]
    wanted = [module for module in modules if "_runtime" not in module and not module.endswith("__init__")]
    script = f"import importlib\nfor name in {wanted!r}: importlib.import_module(name)"
    done = subprocess.run([sys.executable, "-c", script], cwd=sdk, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert list(sdk.parent.rglob("pwned")) == []


def test_half_a_surrogate_is_no_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON can hold half a surrogate pair, which no file can: it is replaced or escaped, not a traceback."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    sdk = generated(spoiled("\ud800"), tmp_path / "project")

    assert all(path.read_text("utf-8") is not None for path in sdk.rglob("*.py"))
