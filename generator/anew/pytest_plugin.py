"""pytest gets the fixtures `sandbox`, `client` and `expire_tokens`: an API to test against, over expiries.

```ini
[pytest]
anew_config = sdk.yaml
```

Nothing is imported before a fixture is used. Under pytest-xdist all workers share one sandbox and one login: the
sandbox runs in the process that started them, from the first time that one of them needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from anew.sandbox.handle import Handle

_OPTIONS = {
    "anew_document": "The OpenAPI document that the sandbox serves; else the one that the settings name.",
    "anew_config": "Its settings, usually sdk.yaml; relative to the folder of pytest's own settings.",
    "anew_package": "Import name of the SDK; else the one that the settings name.",
    "anew_ttl": "Seconds that an access token of the sandbox is good for; 60 by default.",
    "anew_grace": "Seconds in which a spent refresh token may be used again; 0 by default.",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options for pytest's settings."""
    for name, help_ in _OPTIONS.items():
        parser.addini(name, help_, default="")


def pytest_configure(config: pytest.Config) -> None:
    """Offer `client` where a sandbox is configured: it is a usual name, and elsewhere somebody else's."""
    if _is_configured(config):
        config.pluginmanager.register(_Client(), "anew-client")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist where the sandbox is, or will be once somebody needs it."""
    if _is_configured(node.config):
        from anew.sandbox import testing

        testing.invite(node)


@pytest.fixture(scope="session")
def _sandbox_place(pytestconfig: pytest.Config) -> Iterator[Any]:
    if not _is_configured(pytestconfig):
        raise pytest.UsageError("no API is named to be served; write `anew_config = sdk.yaml` into pytest's settings")
    from anew.sandbox import testing

    with testing.place(pytestconfig) as place:
        yield place


@pytest.fixture
def sandbox(_sandbox_place: Any) -> Iterator[Handle]:
    """Serve the document, with nothing that goes wrong until a test says so."""
    yield _sandbox_place.handle
    _sandbox_place.handle.clear_faults()


@pytest.fixture
def expire_tokens(sandbox: Handle) -> Callable[[], int]:
    """Give what lets every access token expire, and tells how many were good."""
    return sandbox.expire_tokens


def _is_configured(config: pytest.Config) -> bool:
    return bool(config.getini("anew_document") or config.getini("anew_config"))


class _Client:
    """The fixture that has a usual name."""

    @pytest.fixture
    def client(self, sandbox: Handle, _sandbox_place: Any) -> Iterator[Any]:
        """Give the SDK's client, logged in; all tests share the login."""
        with _sandbox_place.client(sandbox) as client:
            yield client
