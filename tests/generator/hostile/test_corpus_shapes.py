"""No text of a real document becomes code, whatever stands in it: the shapes are those of a harmless twin."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from anew import settings as configuration
from anew.format import format_files
from anew.render import render
from attrs import evolve

from tests.corpus.documents import SHARED
from tests.generator.cli.test_hostile_document import shape
from tests.generator.hostile.spoiling import Spoiler
from tests.generator.parse.building import api, document

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the corpus of documents is not at {SHARED}")

DOCUMENTS = [
    "envelope/nytimes-books.json",
    "famous/grafana-tempo.yaml",
    "framework/drf-rest-polymorphic.yaml",
    "framework/hey-api-nestjs-example.json",
    "peer-suite/dmcg-uploads-oauth.yaml",
    "peer-suite/osv-petstore-3-2.yaml",
    "peer-suite/sta-giphy-2-0.yaml",
]
PAYLOADS = {
    "code": '\'\'\'"""\\\n__import__("os").system("touch pwned") #\r\u2028\x00',
    "templates": '{{ 7 * 7 }}{% endraw %}{# f"{x!r}" %(x)s $(touch pwned) `x` \\',
    "paths": "../../../../pwned\\..\\CON:/\ud83d\ude00/\x7f/.",
}


def spoiled(name: str) -> Spoiler:
    """Put a payload behind every text; braces would make other placeholders of a path."""
    payload = PAYLOADS[name].encode("utf-16", "surrogatepass").decode("utf-16")
    return Spoiler(lambda text: f"{text} w x {payload.replace('{', '(').replace('}', ')')}")


def twin(name: str) -> Spoiler:
    """Put the words of a payload behind every text, so that all names are as long as those with the payload."""
    payload = re.sub(r"[\W_]", " ", PAYLOADS[name])
    return Spoiler(lambda text: f"{text} w x {payload}")


@cache
def content(name: str) -> Any:
    """Read a document of the corpus."""
    text = (SHARED / name).read_text("utf-8")
    return json.loads(text) if name.endswith(".json") else yaml.load(text, yaml.CSafeLoader)


def files(spoiler: Spoiler, name: str) -> dict[str, str]:
    """Generate the package of a spoiled document."""
    given = json.loads(json.dumps(spoiler.document(content(name)), default=str))
    settings = configuration.defaults()
    loaded = document(given)
    package = configuration.complete(evolve(settings.package, name="spoiled"), "Spoiled", "1", loaded.path)
    return format_files(render(api(given, evolve(settings, package=package))))


@cache
def shapes(name: str, payload: str, *, harmless: bool) -> list[str]:
    """Give the shapes of all modules that come from the document."""
    made = files(twin(payload) if harmless else spoiled(payload), name)
    return sorted(
        shape(ast.parse(text)) for path, text in made.items() if path.endswith(".py") and "_runtime/" not in path
    )


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_twin_is_worth_comparing(name: str) -> None:
    """A spoiled document still means what it did: as many endpoints come of it, and nearly as many classes."""

    def size(spoiler: Spoiler) -> tuple[int, int]:
        made = files(spoiler, name)
        classes = sum(text.count("\nclass ") for path, text in made.items() if "/models/" in path)
        return len(json.loads(made["spoiled/operations.json"])["operations"]), classes

    operations, classes = size(Spoiler(lambda text: text))
    same, nearly = size(twin("paths"))

    assert operations == same and nearly >= 0.75 * classes


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_texts_of_real_documents_do_not_become_code(name: str, payload: str) -> None:
    """Names, descriptions, enums, defaults, tags, paths, media types, examples, extensions and URLs stay texts."""
    assert shapes(name, payload, harmless=True) == shapes(name, payload, harmless=False)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nothing_runs_when_it_is_imported(name: str, tmp_path: Path) -> None:
    """Importing every module of the package runs nothing that the document says, and writes nothing."""
    for path, text in files(spoiled("code"), name).items():
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    wanted = [
        ".".join(path.relative_to(tmp_path).with_suffix("").parts).removesuffix(".__init__")
        for path in sorted(tmp_path.glob("spoiled/**/*.py"))
        if "_runtime" not in path.parts
    ]
    script = f"import importlib\nfor name in {wanted!r}: importlib.import_module(name)"
    done = subprocess.run(
        [sys.executable, "-B", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.rglob("pwned*")) == []
