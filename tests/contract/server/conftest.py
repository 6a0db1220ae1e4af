"""Turns a backend with some bugs into the outcome of a contract test."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from anew.contract.server import Options, Outcome, conduct
from anew.contract.target import Api, api

from tests.backend import Backend, RealClock

ROOT = Path(__file__).parents[3]
DOCUMENT, CONFIG = ROOT / "openapi.yaml", ROOT / "sdk.yaml"
ADA = {"ANEW_USERNAME": "ada", "ANEW_PASSWORD": "secret"}

Examine = Callable[..., Outcome]


@functools.cache
def read(document: Path | None, config: Path | None) -> Api:
    """Read each document once for all tests: it takes longer than most of them."""
    return api(document, config)


def examine(backend: Backend, **how: Any) -> Outcome:
    """Test a backend, as ada, with few cases."""
    asked: dict[str, Any] = {"document": DOCUMENT, "config": CONFIG, "environment": ADA, "cases": 6, "borders": False}
    return conduct(Options(url=backend.url, **{**asked, **how}), read=read)


@pytest.fixture
def deviant() -> Examine:
    """Test a backend that has bugs: `deviant("wrong-type", only=("getMe",))`."""

    def run(*deviations: str, token_life: float = 900.0, **how: Any) -> Outcome:
        with Backend(clock=RealClock(), deviations=deviations, token_life=token_life) as backend:
            return examine(backend, **how)

    return run
