"""Options become an outcome: the SDK is generated or found, a worker tries it, and its findings are collected."""

from __future__ import annotations

import fnmatch
import json
import queue
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from anew.contract.offline.options import Options
from anew.contract.offline.outcome import Outcome, Tried
from anew.contract.offline.reading import Described, read
from anew.contract.offline.subject import Subject, subject
from anew.contract.offline.tally import Tally
from anew.errors import Diagnostic, Place, UsageError
from anew.samples import bundle
from anew.samples.schemas import Schemas
from anew.settings import Settings


def conduct(options: Options, tell: Callable[[str], None] = lambda _: None) -> Outcome:
    """Try every operation of a document with its SDK; `tell` hears what is going on.

    Raises:
        AnewError: target, document or settings are at fault.
    """
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="anew-") as folder:
        about = subject(options, Path(folder), tell)
        tell("reading the document once more")
        root = bundle(about.document)
        wanted = _wanted(options, about.settings, list(read(Schemas(root))))
        bundled = Path(folder, "bundled.json")
        bundled.write_text(json.dumps(root), "utf-8")
        job = {
            "document": str(bundled),
            "package": str(about.package),
            "path": str(about.package.parent),
            "seed": options.seed,
            "cases": options.cases,
        }
        found = _Foreman(job, options.patience, tell).run([one.at for one in wanted])
    return Outcome(
        document=about.document.name,
        package=about.package.name,
        config=about.config,
        operations=tuple(_placed(about, wanted, found)),
        seconds=time.perf_counter() - start,
    )


def _wanted(options: Options, settings: Settings, operations: Sequence[Described]) -> list[Described]:
    kept = [one for one in operations if not settings.rule(one.name, one.tags, one.method, one.path).skip]
    if not options.only:
        return kept
    chosen = [one for one in kept if any(_named(one, pattern) for pattern in options.only)]
    if not chosen:
        what = ", ".join(options.only)
        raise UsageError(Diagnostic(f"no operation is called {what}", expected="an operationId, or `METHOD /glob`"))
    return chosen


def _named(operation: Described, pattern: str) -> bool:
    return operation.name == pattern or fnmatch.fnmatchcase(f"{operation.method} {operation.path}", pattern)


def _placed(about: Subject, wanted: Sequence[Described], found: Mapping[str, Any]) -> Iterator[Tried]:
    """Put what was found beside the places of the document; lines are looked up for what failed alone."""
    places = {one.at: about.document.place(f"#{one.at}") for one in wanted}
    failed = [at for at, one in found.items() if not _tried(one, None).is_good]
    located = about.document.locate(places[at] for at in failed)
    for one in wanted:
        place = places[one.at]
        yield _tried(found[one.at], located.get(place, place))


def _tried(found: Mapping[str, Any], place: Place | None) -> Tried:
    tallies = {key: Tally(**found[key]) if key in found else Tally() for key in ("requests", "answers", "damaged")}
    return Tried(found["id"], found["method"], found["path"], place, **tallies, lost=found.get("lost", ""))


class _Foreman:
    """Has a worker try operations, and another one the rest where a worker dies or gets stuck."""

    def __init__(self, job: Mapping[str, Any], patience: float, tell: Callable[[str], None]) -> None:
        self._job = job
        self._patience = patience
        self._tell = tell
        self._found: dict[str, dict[str, Any]] = {}

    def run(self, operations: Sequence[str]) -> Mapping[str, dict[str, Any]]:
        left = list(operations)
        while left:
            at, reason = self._shift(left, len(operations))
            left = [one for one in left if one not in self._found]
            if reason and not left:
                break
            # Where none had begun, none of them is to blame, and the next worker would fare no better.
            for stuck in ([at] if at in left else list(left)) if reason else ():
                self._found[stuck] = _lost(stuck, reason)
                left.remove(stuck)
        return self._found

    def _shift(self, left: Sequence[str], total: int) -> tuple[str, str]:
        """Let one worker work; give the operation it was at and what became of it, if it did not come to its end."""
        worker = subprocess.Popen(  # our own module, with our own interpreter
            [sys.executable, "-m", "anew.contract.offline.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert worker.stdin is not None  # noqa: S101  # it is a pipe
        lines: queue.Queue[str | None] = queue.Queue()
        errors: list[str] = []
        threads = [
            threading.Thread(target=_pump, args=(worker.stdout, lines.put), daemon=True),
            threading.Thread(target=_pump, args=(worker.stderr, lambda line: errors.append(line or "")), daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            with suppress(OSError):  # it is dead already: what it printed says why
                worker.stdin.write(json.dumps({**self._job, "operations": list(left)}) + "\n")
                worker.stdin.close()
            at, stuck = self._listen(lines, total)
        finally:
            worker.kill()
            worker.wait()
            for thread in threads:
                thread.join()
        if stuck:
            return at, f"it took more than {self._patience:g} s"
        words = (line.strip() for line in reversed(errors))
        last = next((line for line in words if line and not line.startswith("fix:")), "without a word")
        return at, f"the worker died: {last}"[:300] if any(one not in self._found for one in left) else ""

    def _listen(self, lines: queue.Queue[str | None], total: int) -> tuple[str, bool]:
        at = ""
        while True:
            try:
                line = lines.get(timeout=self._patience)
            except queue.Empty:
                return at, True
            if line is None:
                return at, False
            said = json.loads(line)
            at = said.get("begins", at)
            if "ends" in said:
                self._found[said["ends"]] = said
                self._tell(f"{len(self._found)} of {total} operations")


def _pump(stream: Any, put: Callable[[str | None], None]) -> None:
    for line in stream:
        put(line)
    put(None)


def _lost(at: str, reason: str) -> dict[str, Any]:
    _, _, path, method = at.split("/", 3)
    return {"id": "", "method": method.upper(), "path": path.replace("~1", "/").replace("~0", "~"), "lost": reason}
