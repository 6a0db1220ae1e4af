"""The recipes are true: each program runs as it stands, and does what its heading says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend import Backend
from tests.docs.reader import SERVER, Reader
from tests.docs.snippets import ROOT, Snippet, snippets

CELL = """
import ast, asyncio, inspect, sys
code = compile(sys.stdin.read(), "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
asyncio.run(eval(code))
"""
WORKERS = """
import os, sys
def work():
    body = b"".join(app({}, lambda status, headers: None))
    sys.stdout.write(body.decode() + "\\n")
    sys.stdout.flush()
    os._exit(0)
workers = [os.fork() or work() for _ in range(3)]
for worker in workers:
    os.waitpid(worker, 0)
"""


def heading_of(snippet: Snippet) -> str:
    """Find the heading that a snippet stands under."""
    above = (ROOT / snippet.file).read_text(encoding="utf-8").splitlines()[: snippet.line - 1]
    text = "".join("\n".join(above).split("```")[::2])  # without other programs, whose comments look like headings
    return re.findall(r"^#+ (.+)$", text, re.MULTILINE)[-1]  # type: ignore[no-any-return]  # texts


def recipe(heading: str, language: str = "python") -> str:
    """Give the first program under a heading."""
    return next(one.text for one in snippets("docs/recipes.md", language) if heading_of(one) == heading)


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """Paste against a server of the sample API, which forgives that a crowded machine repeats a refresh."""
    with Backend(grace=60.0) as backend:
        yield Reader(backend, tmp_path)


def test_forked_workers_share_one_login_and_one_refresh(reader: Reader) -> None:
    """A login in one process serves workers that are forked elsewhere; over an expiry they refresh once."""
    pytest.importorskip("filelock")
    reader.paste(recipe("Workers that share one login"))
    reader.backend.expire_now()

    assert reader.paste(recipe("gunicorn") + WORKERS) == "ada\n" * 3
    assert (reader.backend.counters.logins, reader.backend.counters.refreshes) == (1, 1)


def test_a_worker_that_leaves_closes_the_session(reader: Reader) -> None:
    """The function in the configuration is called as gunicorn calls it: nothing can be refreshed after it."""
    reader.paste(recipe("Workers that share one login"))
    application, configuration = [
        one.text.replace(SERVER, reader.backend.url)
        for one in snippets("docs/recipes.md", "python")
        if heading_of(one) == "gunicorn"
    ]
    (reader.folder / "app.py").write_text(application, encoding="utf-8")
    (reader.folder / "gunicorn.conf.py").write_text(configuration, encoding="utf-8")
    leave = "exec(open('gunicorn.conf.py').read()); worker_exit(None, None)\n"

    assert reader.run("-c", f"import app; {leave}print(app.acme.session.phase.value)") == "closed\n"


def test_celery_tasks_use_the_login(reader: Reader) -> None:
    """A task calls with the login that another process made."""
    pytest.importorskip("celery")
    reader.paste(recipe("Workers that share one login"))
    eager = "app.conf.task_always_eager = True\nprint(count_users.delay().get())\n"

    assert reader.paste(recipe("Celery") + eager) == "47\n"


def test_a_cell_awaits(reader: Reader) -> None:
    """The cell runs in a loop that is there already."""
    cell = recipe("A notebook", "ipython").replace(SERVER, reader.backend.url) + "print(user.username)\n"

    assert reader.run("-c", CELL, typed=cell) == "ada\n"


def test_a_command_stays_logged_in(reader: Reader) -> None:
    """What one command logged in, the next one uses, over an expiry too, until one logs out."""
    program = recipe("A command that stays logged in").replace(SERVER, reader.backend.url)
    (reader.folder / "acme_cli.py").write_text(program, encoding="utf-8")
    reader.run("acme_cli.py", "login", "ada", typed="secret\n")
    reader.backend.expire_now()
    before = reader.run("acme_cli.py", "whoami")
    reader.run("acme_cli.py", "logout")
    after = reader.attempt("acme_cli.py", "whoami")

    assert before == "ada\n"
    assert (after.returncode, after.stderr) == (1, "log in first: acme login NAME\n")


def test_the_test_of_your_own_code_passes(reader: Reader) -> None:
    """It runs under pytest, with no server there."""
    (reader.folder / "test_mine.py").write_text(recipe("Tests of your own code"), encoding="utf-8")

    assert "1 passed" in reader.run("-m", "pytest", "-q", "-p", "no:cacheprovider")
    assert reader.backend.counters.logins == 0


@pytest.mark.parametrize(
    ("heading", "printed"),
    [
        ("Several tenants in one process", "ada\ngrace\n"),
        ("Your own login", "ada\n"),
        ("trio", ""),
    ],
)
def test_a_recipe_prints_what_it_should(reader: Reader, heading: str, printed: str) -> None:
    """It runs as it stands."""
    assert reader.paste(recipe(heading)) == printed


def test_a_store_of_ones_own_holds_to_all_claims(reader: Reader) -> None:
    """The command of the recipe finds no fault with its store."""
    (reader.folder / "house").mkdir()
    (reader.folder / "house" / "store.py").write_text(recipe("A token store of your own"), encoding="utf-8")
    command = recipe("A token store of your own", "sh").split()[1:]
    told = reader.run(*command, "-q").splitlines()[-1]

    assert " passed" in told
    assert "failed" not in told


def test_a_service_logs_in_again_by_itself(reader: Reader) -> None:
    """When the refresh token has died the function gives the next login."""
    program = next(one.text for one in snippets("docs/recipes.md", "python") if "reauthenticate=" in one.text)

    assert reader.paste(program) == "ada\n"


def test_opentelemetry_hears_of_calls(reader: Reader) -> None:
    """The exporter prints the span of the call and the one of its request."""
    pytest.importorskip("opentelemetry.sdk")
    printed = reader.paste(recipe("OpenTelemetry"))

    assert '"name": "getUser"' in printed
    assert '"name": "GET /users/{userId}"' in printed
    assert "secret" not in printed


@pytest.mark.parametrize("snippet", snippets("docs/expiry.md", "python"), ids=str)
def test_what_is_said_of_an_expiry_runs(reader: Reader, snippet: Snippet) -> None:
    """Hooks hear what they are said to hear."""
    assert reader.paste(snippet.text) == "ada\n"
