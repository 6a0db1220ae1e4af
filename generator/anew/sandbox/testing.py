"""pytest's settings become a sandbox and a logged-in client, shared by all workers of a run."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from attrs import frozen

from anew.errors import AnewError
from anew.sandbox.extra import demand
from anew.sandbox.handle import Handle
from anew.sandbox.knock import Door
from anew.sandbox.names import CLIENT, RESERVED
from anew.sandbox.options import Options

_HOME = pytest.StashKey["_Home"]()
_KEY = "anew_sandbox"


@frozen
class _Home:
    """What the process that started the workers keeps for them."""

    door: Door
    folder: Path
    """Where the login is kept."""

    @property
    def address(self) -> tuple[str, str]:
        """Say where both are, in words that go to another process."""
        return self.door.origin, str(self.folder)

    def leave(self) -> None:
        """Stop serving and forget the login."""
        self.door.close()
        shutil.rmtree(self.folder, ignore_errors=True)


@frozen
class Place:
    """A sandbox as one process of a run sees it."""

    handle: Handle
    folder: Path
    package: str
    worker: str

    @contextlib.contextmanager
    def client(self, sandbox: Handle) -> Iterator[Any]:
        """Make the SDK's client, logged in as everybody else is."""
        package = _imported(self.package or sandbox.package)
        kind = getattr(package, sandbox.client_class)
        spec = import_module(f"{package.__name__}._spec").API
        store = package.FileStore(self.folder) if spec.session else None
        headers = {CLIENT: self.worker} if self.worker else {}
        known = credentials(spec, package, f"{sandbox.origin}{RESERVED}/token")
        given = {"headers": headers, "variables": variables(spec), "credentials": known}
        with kind(sandbox.url, store=store, **given) as client:
            if spec.session:
                self._log_in(client.session, sandbox, package.TokenGrant)
            yield client

    def _log_in(self, session: Any, sandbox: Handle, grant: Any) -> None:
        """Log in unless somebody has, in this process or another."""
        from filelock import FileLock

        with FileLock(self.folder / "login.lock"):
            tokens = session.tokens
            if tokens is None or sandbox.standing(tokens.access) in ("ended", "unknown"):
                made = sandbox.login("tester")
                session.login(grant(made["access"], made["refresh"], expires_in=made["expires_in"]))


def invite(node: Any) -> None:
    """Tell a worker where the sandbox will be; it starts with the first who comes."""
    node.workerinput[_KEY] = _home(node.config).address


@contextlib.contextmanager
def place(config: pytest.Config) -> Iterator[Place]:
    """Find the sandbox of this run; raises pytest.UsageError if there cannot be one."""
    told = getattr(config, "workerinput", {}).get(_KEY)
    origin, folder = told or _home(config).address
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    try:
        demand()
        yield Place(Handle(origin, worker), Path(folder), config.getini("anew_package"), worker)
    except AnewError as error:
        raise pytest.UsageError(str(error)) from None


def _home(config: pytest.Config) -> _Home:
    if _HOME not in config.stash:
        home = _Home(Door(partial(_served, config)), Path(tempfile.mkdtemp(prefix="anew-sandbox-")))
        config.stash[_HOME] = home
        config.add_cleanup(home.leave)
    return config.stash[_HOME]


def _served(config: pytest.Config, listening: Any) -> Any:
    """Make the sandbox that pytest's settings describe."""
    demand()
    from anew.sandbox.server import Sandbox

    named = {name: config.getini(f"anew_{name}") for name in ("document", "config", "ttl", "grace")}
    base = config.inipath.parent if config.inipath else config.rootpath
    paths = {name: base / named[name] if named[name] else None for name in ("document", "config")}
    options = Options(ttl=float(named["ttl"] or 60), grace=float(named["grace"] or 0), overlap=True)
    return Sandbox(paths["document"], config=paths["config"], options=options, listening=listening)


def _imported(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        fix = "generate it by `anew generate` and add its folder to `pythonpath`, or name it as `anew_package`"
        raise pytest.UsageError(f"the SDK `{name}` cannot be imported; {fix}") from None


def credentials(spec: Any, package: Any, endpoint: str) -> dict[str, Any]:
    """Give a session by OAuth 2.0 the sandbox's token endpoint, in the place of the real one."""
    flow = spec.session.oauth if spec.session else None
    return {flow.scheme or "oauth": package.OAuth2("tester", "tester", token_url=endpoint)} if flow else {}


def variables(spec: Any) -> dict[str, str]:
    """Fill what the session's further headers want, such as a tenant; the sandbox takes any."""
    session = spec.session
    texts = list(session.headers.values()) if session else []
    for exchange in (session.refresh, session.logout, session.oauth) if session else ():
        texts += exchange.also.values() if exchange else ()
    return {name: "1" for text in texts for _, name, _, _ in Formatter().parse(text) if name}
