"""Faults that generators are known for are put into the sample SDK, one at a time; each is found and named."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from anew.contract.offline import Options, Outcome, Thresholds, conduct, show
from rich.console import Console

ROOT = Path(__file__).parents[3]


def tried(package: Path, *only: str) -> Outcome:
    return conduct(
        Options(target=str(package), document=ROOT / "openapi.yaml", config=ROOT / "sdk.yaml", only=only, cases=4)
    )


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Give a copy of the sample SDK that can be broken."""
    return Path(shutil.copytree(ROOT / "sdk", tmp_path / "sdk", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.mark.parametrize(
    ("file", "right", "wrong", "operation", "direction", "said"),
    [
        (
            "api/users.py",
            'styles={("query", "ids"): Style("form", explode=False)}',
            "styles={}",
            "listUsers",
            "requests",
            "the query has ['ids=",
        ),
        (
            "api/users.py",
            'method="POST"',
            'method="PUT"',
            "createUser",
            "requests",
            "the method is PUT instead of POST",
        ),
        ("api/users.py", 'path="/users/bulk"', 'path="/users/bulks"', "createUsers", "requests", "the URL is"),
        (
            "_runtime/multipart.py",
            "lines += f'; filename=\"{filename.translate(_ESCAPES)}\"'",
            "pass",
            "uploadFile",
            "requests",
            "part 'file' has no file name",
        ),
        (
            "_runtime/jsontext.py",
            "def dumps(value: Any) -> bytes:",
            "def dumps(value: Any) -> bytes:\n    return b'{}'\n\ndef _old(value: Any) -> bytes:",
            "login",
            "requests",
            "body.",
        ),
        (
            "_runtime/envelope.py",
            "return pointed(self.envelope.data, self.body)",
            "return self.body",
            "getMe",
            "answers",
            "DecodeError",
        ),
        (
            "_runtime/codec/scalars.py",
            "_parse_date = dt.date.fromisoformat",
            "_parse_date = lambda text: dt.date.fromisoformat(text).replace(day=1)",
            "getMe",
            "answers",
            "it does not come back: $.birthday",
        ),
        (
            "_runtime/codec/faults.py",
            "    TypeError,\n",
            "",
            "getMe",
            "damaged",
            "",
        ),
        (
            "_runtime/judge.py",
            "except (ValueError, RecursionError):",
            "except MemoryError:",
            "getMe",
            "damaged",
            "Error",
        ),
    ],
)
def test_a_fault_is_found(
    package: Path, file: str, right: str, wrong: str, operation: str, direction: str, said: str
) -> None:
    """The direction that it is in fails, and the operation's failure tells what is wrong."""
    broken = package / "acme" / file
    text = broken.read_text("utf-8")
    assert right in text
    broken.write_text(text.replace(right, wrong), "utf-8")
    (found,) = tried(package, operation).operations
    failures = getattr(found, direction).failures

    assert getattr(found, direction).failed
    assert any(said in one for one in failures)
    assert found.place
    assert found.place.line


def test_an_operation_that_is_missing_counts_in_full(package: Path) -> None:
    """What an SDK does not have is no success."""
    manifest = package / "acme" / "operations.json"
    manifest.write_text(manifest.read_text("utf-8").replace('"path": "/auth/me"', '"path": "/auth/you"'), "utf-8")
    (found,) = tried(package, "getMe").operations

    assert (4, 4) == (found.requests.tried, found.requests.failed)
    assert ["all cases: the SDK does not have this operation"] == found.requests.failures


def test_a_package_that_kills_its_process_loses_one_operation_at_a_time(package: Path) -> None:
    """A worker that dies is followed by another one."""
    module = package / "acme" / "api" / "auth.py"
    module.write_text(module.read_text("utf-8") + "\nimport os\nos._exit(9)\n", "utf-8")
    outcome = tried(package, "getMe", "login", "listUsers")
    lost = {one.path: one.lost for one in outcome.operations}

    assert (True, True, "") == (
        *("the worker died" in lost[one] for one in ("/auth/me", "/auth/login")),
        lost["/users"],
    )


def test_what_was_not_judged_is_never_good(package: Path) -> None:
    """Where every worker dies nothing is good: the run fails, and says which operations nobody judged, and why."""
    (package / "acme" / "api" / "auth.py").write_text("import os\nos._exit(9)\n", "utf-8")
    outcome = tried(package, "getMe", "login")
    console = Console(record=True, width=200, file=io.StringIO())
    show(outcome, Thresholds(), console)
    told = console.export_text()

    assert not outcome.passes(Thresholds(0.0, 0.0, 0.0))
    assert ["GET /auth/me", "POST /auth/login"] == sorted(outcome.as_json()["not_judged"])
    assert "NOT JUDGED: 2 of 2 operations" in told and ": good" not in told


def test_a_worker_that_cannot_begin_is_not_started_again_and_again(package: Path) -> None:
    """One death before any operation began is everybody's, with the last word of the one who died."""
    (package / "acme" / "operations.json").write_text("{", "utf-8")
    outcome = tried(package)

    assert len({one.lost for one in outcome.operations}) == 1
    assert "operations.json" in outcome.operations[0].lost


def test_an_operation_that_takes_for_ever_is_given_up(package: Path) -> None:
    """The others are tried all the same."""
    module = package / "acme" / "api" / "auth.py"
    module.write_text(module.read_text("utf-8") + "\nimport threading\nthreading.Event().wait()\n", "utf-8")
    outcome = conduct(
        Options(
            target=str(package),
            document=ROOT / "openapi.yaml",
            config=ROOT / "sdk.yaml",
            only=("getMe", "listUsers"),
            patience=3.0,
        )
    )

    assert {"/auth/me": "it took more than 3 s", "/users": ""} == {one.path: one.lost for one in outcome.operations}
