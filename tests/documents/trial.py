"""A document becomes what does not hold for it: an SDK of all of it, that imports, and keeps to it on the wire."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from anew import pipeline
from anew.contract.offline import DIRECTIONS, Options, conduct
from anew.errors import AnewError
from attrs import frozen

from tests.documents.stability import differing, moved

_IMPORT_ALL = """
import importlib, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.py")):
    parts = path.relative_to(".").with_suffix("").parts
    if "_runtime" not in parts:
        module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
        for name in getattr(module, "__all__", ()):
            getattr(module, name)
"""
_METHODS = frozenset({"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"})
_SETTINGS = "version: 1\npackage: {name: made_up, client: MadeUp}\n"


@frozen
class Failure:
    """Something that does not hold."""

    kind: str
    """Which promise is broken."""
    said: str
    where: str = ""

    @property
    def signature(self) -> str:
        """Give what is said without numbers and names, to tell causes apart."""
        short = re.sub(r"/tmp/\S+|0x[0-9a-f]+", "…", self.said)
        return f"{self.kind}: " + re.sub(r"'[^']*'|\"[^\"]*\"|\d+|`[^`]*`", "…", short)[:160]


@frozen
class Bench:
    """A folder in which documents are tried one after the other, so that type checkers need not begin anew."""

    folder: Path
    wire: bool = True
    types: bool = False
    pyright: bool = False
    stability: bool = False

    def failures(self, document: dict[str, Any]) -> list[Failure]:
        """Say all that does not hold for a document."""
        path = self.folder / "openapi.json"
        path.write_text(json.dumps(document), "utf-8")
        (self.folder / "sdk.yaml").write_text(_SETTINGS, "utf-8")
        try:
            outcome = self._generated(path)
        except AnewError as error:
            return [Failure("refused", str(error))]
        except Exception:  # whatever it is, it is to be told
            return [Failure("traceback", traceback.format_exc(limit=-2))]
        found = [*_unaccounted(document, outcome.report), *self._unimportable()]
        if self.wire and not found:
            found += self._wrong(path)
        if self.stability:
            found += self._unstable(document, path)
        return [*found, *(self._untyped() if self.types else ())]

    def _generated(self, path: Path) -> pipeline.Outcome:
        config, output = self.folder / "sdk.yaml", self.folder / "sdk"
        return pipeline.generate(pipeline.Request(output, path, config, refetch=True))

    def _unimportable(self) -> Iterator[Failure]:
        said = self._run(self.folder / "sdk", sys.executable, "-W", "error", "-c", _IMPORT_ALL, "made_up")
        if said:
            yield Failure("import", said.strip().splitlines()[-1])

    def _wrong(self, path: Path) -> Iterator[Failure]:
        package = self.folder / "sdk" / "made_up"
        options = Options(target=str(package), document=path, config=self.folder / "sdk.yaml", cases=3)
        try:
            outcome = conduct(options)
        except Exception:  # as above
            yield Failure("offline", traceback.format_exc(limit=-2))
            return
        for one in outcome.operations:
            if one.lost:
                yield Failure("lost", one.lost, f"{one.method} {one.path}")
            for direction in DIRECTIONS:
                tally = getattr(one, direction)
                if tally.failed:
                    case, _, said = tally.failures[0].partition(": ")
                    yield Failure(direction, said, f"{one.method} {one.path}, {case}")

    def _unstable(self, document: dict[str, Any], path: Path) -> Iterator[Failure]:
        again = cleared(self.folder / "stability")
        for said in moved(document, _SETTINGS, again):
            yield Failure("moved", said)
        for said in differing(path, self.folder / "sdk.yaml", self.folder / "sdk", again):
            yield Failure("bytes", said)

    def _untyped(self) -> Iterator[Failure]:
        here = self.folder / "sdk"
        options = ("--strict", "--config-file=", f"--cache-dir={self.folder / 'mypy'}")
        for line in _errors(self._run(here, sys.executable, "-m", "mypy", *options, "made_up")):
            yield Failure("mypy", *_split(line))
        if self.pyright:
            (here / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
            command = (sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "made_up")
            for line in _errors(self._run(here, *command)):
                yield Failure("pyright", *_split(line))

    def _run(self, here: Path, *command: str) -> str:
        done = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
        return (done.stderr + done.stdout) if done.returncode else ""


def _errors(said: str) -> list[str]:
    lines = [line.strip() for line in said.splitlines() if "error" in line and not line.startswith("Found")]
    return lines or said.strip().splitlines()[-1:]


def _split(line: str) -> tuple[str, str]:
    """Part what a type checker says from where it says so."""
    where, _, said = line.partition(" error: ") if " error: " in line else line.partition(" - ")
    return said, where


def _unaccounted(document: dict[str, Any], report: dict[str, Any]) -> Iterator[Failure]:
    """Compare what the document has with what the ledger tells: all has to be there, and generated."""
    told = {(one["method"], one["path"]) for one in report["operations"]}
    for path, item in document["paths"].items():
        for method in (*(_METHODS & item.keys()), *item.get("additionalOperations", ())):
            if (method.upper(), path) not in told:
                yield Failure("unaccounted", f"{method.upper()} {path}")
    for one in [*report["operations"], *report["webhooks"], *report["schemas"]]:
        if one["status"] != "generated":
            yield Failure(one["status"], "; ".join(note["message"] for note in one["notes"]))


def cleared(folder: Path) -> Path:
    """Give an empty folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
