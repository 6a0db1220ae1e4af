"""Turns a backend's manners into what is told about its sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from anew.contract.session import Options, Report, conduct

from tests.backend import Backend
from tests.contract.server.conftest import ADA, CONFIG, DOCUMENT, read

TryOut = Callable[..., Report]


def try_out(backend: Backend, **how: Any) -> Report:
    """Try a backend out; time passes on its own clock alone, so that nothing has to be waited for."""
    asked: dict[str, Any] = {"document": DOCUMENT, "config": CONFIG, "environment": ADA, **how}
    return conduct(Options(url=backend.url, **asked), read=read, sleep=backend.clock.advance)


@pytest.fixture
def told() -> Callable[..., Report]:
    """Tell about a backend: `told(grace=5.0, wait=10.0)`."""

    def run(*, wait: float = 5.0, **manners: Any) -> Report:
        with Backend(**{"token_life": 2.0, **manners}) as backend:
            return try_out(backend, wait=wait)

    return run
