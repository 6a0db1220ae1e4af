"""Packages generated from one document and as many `sdk.yaml`s as there are ways to renew tokens."""

from __future__ import annotations

import importlib
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from anew.pipeline import Request, generate

from tests.runtime.wire import Server

_DOCUMENT = Path(__file__).with_name("openapi.yaml")
_SETTINGS = """\
version: 1
package: {{name: {name}, client: Client}}
envelopes: {{main: {{success: {{at: /code, in: [200]}}, code: /code, message: /msg, data: /data}}}}
session:
  expired: {{code: 409}}
{session}
"""

Generated = Callable[[str, str], ModuleType]


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    """Generate and import the package whose `session` in `sdk.yaml` is the given text; each name is made once."""
    home = tmp_path_factory.mktemp("renewals")
    sys.path.insert(0, str(home))

    def make(name: str, session: str) -> ModuleType:
        package = f"renewed_by_{name}"
        if not (home / package).exists():
            config = home / f"{name}.yaml"
            if "login:" not in session.replace("refresh: login", ""):
                session = f"login: {{operation: login}}\n{session}"
            if "attach:" not in session:
                session = f"attach: {{header: token}}\n{session}"
            config.write_text(_SETTINGS.format(name=package, session=textwrap.indent(session, "  ")), encoding="utf-8")
            generate(Request(output=home / name, document=_DOCUMENT, config=config))
            (home / name / package).rename(home / package)
        return importlib.import_module(package)

    yield make
    sys.path.remove(str(home))


@pytest.fixture
def server() -> Iterator[Server]:
    """Run a server on a loopback port."""
    with Server() as running:
        yield running
