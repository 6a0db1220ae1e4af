"""Every check and every main job by name: `nox --list` tells them, `nox -s NAME` runs one.

Each session installs what it needs by itself. uv is used where it is there, virtualenv and pip where it is not.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.sessions = ["lint", "typing", "tests"]

PYPROJECT = nox.project.load_toml("pyproject.toml")
GENERATE = ("python", "-m", "anew", "generate", "openapi.yaml", "--config", "sdk.yaml", "--output", "sdk")
OURS = ("generator", "sdk", "tests", "benchmarks", "noxfile.py")
TESTS = (
    *("tests/backend", "tests/behaviour", "tests/corpus", "tests/demo", "tests/docs"),
    *("tests/documents", "tests/real", "tests/renewals"),
    *("tests/runtime", "tests/session", "tests/stress", "tests/typing"),
)
TYPED = ("generator/anew", *TESTS, "benchmarks", "noxfile.py")
IMPORT_ALL = """
import acme, importlib, pkgutil
modules = [importlib.import_module(found.name) for found in pkgutil.walk_packages(acme.__path__, "acme.")]
print(f"imported {len(modules)} modules; {acme.Acme('https://acme.example')}")
"""


def install(session: nox.Session, *groups: str) -> None:
    """Install the tool, the generated SDK and groups of what only developers need."""
    packages = nox.project.dependency_groups(PYPROJECT, *groups) if groups else ()
    session.install("-e", ".", "-e", "./sdk", *packages)


@nox.session
def demo(session: nox.Session) -> None:
    """Regenerate sdk/, type-check it and run it over many expiries against the reference backend."""
    install(session, "demo")
    session.run("python", "-m", "tests.demo", *session.posargs)


@nox.session
def regenerate(session: nox.Session) -> None:
    """Write sdk/ anew from openapi.yaml; with `-- --check`, fail if it is not what would be written."""
    install(session)
    session.run(*GENERATE, *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """Check that sdk/ is fresh and well typed, then run all tests; arguments after `--` go to pytest alone."""
    install(session, "test", "typing")
    if not session.posargs:
        session.run(*GENERATE, "--check")
        check_sdk_types(session)
        check_httpx2(session)
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def stress(session: nox.Session) -> None:
    """Run what takes minutes: many processes over many expiries, and `kill -9` at 800 random moments."""
    install(session, "test")
    session.run("python", "-m", "pytest", "-m", "stress", *session.posargs)
    if not session.posargs:
        session.run("python", "-m", "tests.stress", "--write", "docs/kill-table.md")


def check_httpx2(session: nox.Session) -> None:
    """Generate the same SDK on httpx2, and see that it behaves no differently."""
    folder = Path(session.create_tmp()).resolve()
    settings = Path("sdk.yaml").read_text(encoding="utf-8").replace("http: httpx}", "http: httpx2}")
    (folder / "sdk.yaml").write_text(settings, encoding="utf-8")
    sdk = folder / "sdk"
    session.run(*GENERATE[:5], "--config", str(folder / "sdk.yaml"), "--output", str(sdk))
    session.run("python", "-m", "pytest", "tests/behaviour", "-o", f"pythonpath=. {sdk}")


@nox.session
def typing(session: nox.Session) -> None:
    """Check types: mypy --strict on everything, pyright strict on the generated SDK and the public API."""
    install(session, "bench", "typing", "nox")
    session.run("mypy", "--strict", *TYPED)
    check_sdk_types(session)


def check_sdk_types(session: nox.Session) -> None:
    """Hold the generated SDK, and code that uses it, to the strictest setting of two type checkers."""
    session.run("mypy", "--strict", "sdk/acme", "sdk/tests", "tests/typing")
    session.run("pyright", "--pythonpath", str(Path(session.bin, "python")), "--project", "pyproject.toml")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and form with ruff; `-- --fix` corrects what can be corrected."""
    session.install("ruff>=0.9")
    session.run("ruff", "check", *session.posargs, *OURS)
    session.run("ruff", "format", *([] if session.posargs else ["--check"]), *OURS)


@nox.session
def mutants(session: nox.Session) -> None:
    """Put every small fault there is into the session's core, one at a time; each must make a test fail."""
    install(session, "test")
    session.run("python", "-m", "tests.session.mutants", *session.posargs)


@nox.session
def contract(session: nox.Session) -> None:
    """Hold the reference backend against openapi.yaml for some minutes; `-- --url URL …` tests another server."""
    install(session, "test")
    session.run("python", "-m", "tests.contract", *session.posargs)


@nox.session
def real(session: nox.Session) -> None:
    """Install Directus from npm, run it, and prove *anew* and Directus against each other: `-- [FOLDER]` keeps it."""
    if shutil.which("npm") is None:
        session.skip("npm is needed")
    install(session, "test")
    session.run("python", "-m", "tests.real", *session.posargs, success_codes=[0, 3])


@nox.session
def corpus(session: nox.Session) -> None:
    """Generate from every document of a folder, import what comes out, rate `init`: `-- FOLDER [--types] [--wire]`."""
    install(session, "test", "typing")
    folder = [one for one in session.posargs[:1] if not one.startswith("-")]
    session.run("python", "-m", "tests.corpus.detection", *folder)
    session.run("python", "-m", "tests.corpus", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Draw documents of every dialect and hold their SDKs against them: `-- --count N [--hostile] [--types]`."""
    install(session, "test", "typing")
    session.run("python", "-m", "tests.documents", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure beside stock openapi-python-client and raw httpx, and write benchmarks/RESULTS.md."""
    install(session, "bench")
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session(reuse_venv=False)
def wheel(session: nox.Session) -> None:
    """Build sdist and wheel, install the wheel alone, and generate from an empty folder."""
    built = Path(session.create_tmp(), "dist")
    shutil.rmtree(built, ignore_errors=True)
    session.install("build")
    session.run("python", "-m", "build", "--outdir", str(built), silent=True)
    session.install(*map(str, built.glob("*.whl")))
    empty = built / "empty"
    empty.mkdir()
    for name in ("openapi.yaml", "sdk.yaml"):
        shutil.copy(name, empty)
    with session.chdir(empty):
        session.run("anew", "generate", "openapi.yaml", "--config", "sdk.yaml", "--output", "sdk")
        session.install("./sdk")
        session.run("python", "-c", IMPORT_ALL)
