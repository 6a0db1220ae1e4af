"""The option `--store` → a test of every claim for every store that it names. Loaded by pytest, as a plugin."""

from __future__ import annotations

from typing import Any

from .subject import Subject


def pytest_addoption(parser: Any) -> None:
    """Add the option."""
    parser.getgroup("token stores").addoption(
        "--store",
        action="append",
        required=True,
        metavar="MODULE:FACTORY",
        help="a callable that makes the token store to test; may be given more than once",
    )


def pytest_generate_tests(metafunc: Any) -> None:
    """Give each test its store."""
    if "subject" in metafunc.fixturenames:
        stores: list[str] = metafunc.config.getoption("--store")
        metafunc.parametrize("subject", [Subject(spec) for spec in stores], ids=stores)
