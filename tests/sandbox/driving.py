"""A real document becomes an SDK, a sandbox, and a call of each operation from the one to the other."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from anew import pipeline
from anew.contract.offline.sdk import Endpoint, Sdk, open_package
from anew.contract.offline.typed import MisfitError
from anew.document import Found
from anew.sandbox import Options, Sandbox
from anew.sandbox.handle import Handle
from anew.sandbox.plan import Endpoint as Promised
from anew.sandbox.plan import Payload
from anew.sandbox.testing import credentials, variables
from attrs import define, field

_DRAWN = 6
_ITEMS = 200
"""A list of pages that is longer than this has no end."""


@define
class Drive:
    """What became of the calls."""

    fine: int = 0
    failed: dict[str, str] = field(factory=dict)
    refreshes: int = 0


def drive(document: Path, folder: Path) -> Drive:
    """Generate the SDK of a document in a folder, and call each operation over a few expiries."""
    config = folder / "sdk.yaml"
    config.write_text(pipeline.draft(document, config).text, encoding="utf-8")
    pipeline.generate(pipeline.Request(output=folder / "sdk", document=document, config=config))
    [home] = (found.parent for found in (folder / "sdk").glob("*/operations.json"))
    with Sandbox(document, config=config, options=Options(ttl=300.0)) as sandbox, _importable(home):
        return _Driver(sandbox, open_package(home)).drive()


@contextmanager
def _importable(home: Path) -> Iterator[None]:
    sys.path.insert(0, str(home.parent))
    try:
        yield
    finally:
        sys.path.remove(str(home.parent))
        for name in [name for name in sys.modules if name.split(".")[0] == home.name]:
            del sys.modules[name]


class _Driver:
    def __init__(self, sandbox: Sandbox, sdk: Sdk) -> None:
        self.sandbox, self.sdk = sandbox, sdk
        self.handle = Handle(sandbox.origin)
        self.package = importlib.import_module(sdk.package)
        self.spec = importlib.import_module(f"{sdk.package}._spec").API
        self.promised = {(one.method, one.path, one.query): one for one in sandbox._service.plan.endpoints}
        self.by_id = {one.id: one for one in sandbox._service.plan.endpoints}

    def drive(self) -> Drive:
        result = Drive()
        kind = getattr(self.package, self.handle.client_class)
        with kind(
            self.sandbox.url, retries=0, credentials=self._credentials(), variables=variables(self.spec)
        ) as client:
            if self.spec.session:
                made = self.handle.login()
                grant = self.package.TokenGrant(made["access"], made["refresh"], expires_in=made["expires_in"])
                client.session.login(grant)
            entries = list(self.sdk.endpoints().values())
            for index, entry in enumerate(entries):
                if index % (len(entries) // 3 + 1) == 1 and self.spec.session and self.spec.session.refresh:
                    self.sandbox.expire_tokens()
                self._try(client, entry, result)
        result.refreshes = self.sandbox.counts.get("refreshes", 0)
        return result

    def _try(self, client: Any, entry: Endpoint, result: Drive) -> None:
        endpoint = self.by_id[entry.entry["id"]]
        if endpoint.role:
            return
        try:
            self._make(client, entry.function(**self._arguments(entry, endpoint)))
            result.fine += 1
        except Exception as error:  # whatever it is, it is what the test is about
            result.failed[entry.entry["id"]] = f"{type(error).__name__}: {error}"

    def _make(self, client: Any, call: Any) -> None:
        if type(call).__name__ == "StreamCall":
            with client.stream(call) as answer:
                answer.read()
        elif type(call).__name__ == "PagedCall":
            for number, _ in enumerate(client.paginate(call)):
                assert number < _ITEMS, "pages without an end"
        else:
            client.send(call)

    def _arguments(self, entry: Endpoint, endpoint: Promised) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for argument in endpoint.arguments:
            name = entry.argument(argument.name, argument.location)
            if argument.required and name is not None:
                value = self._value(argument.schema)
                made[name] = self._typed(
                    entry, name, "x" if argument.location == "path" and "/" in str(value) else value
                )
        if endpoint.payloads and entry.entry["bodies"]:
            payload = endpoint.payloads[0]
            made["body"] = self._body(entry, payload)
        return made

    def _body(self, entry: Endpoint, payload: Payload) -> Any:
        if payload.kind in ("binary", "text"):
            return b"octets" if payload.kind == "binary" else "text"
        value = self._value(payload.schema)
        if payload.kind == "multipart" and not isinstance(value, dict):
            return {}  # some documents say of a form that it is a text
        return self._typed(entry, "body", value)

    def _typed(self, entry: Endpoint, name: str, value: Any) -> Any:
        with suppress(MisfitError):
            return entry.typed(name, value, files=True)
        return value

    def _value(self, schema: Found | None) -> Any:
        samples = self.sandbox._service._samples
        own = samples._schema(schema) if schema else {}
        for number in range(_DRAWN):
            sampler = samples._sampler.reseeded(f"{schema and schema.at}{number}")
            value = sampler.value(own, direction="request", example_first=True)
            if value not in ("", [], None) and sampler.valid(own, value, direction="request"):
                break
        return value

    def _credentials(self) -> Mapping[str, Any] | None:
        if self.spec.session and not self.spec.session.oauth:
            return None
        basic = ("user", "password")
        keys = {name: one for name, one in self.spec.schemes.items() if one.kind != "mutualTLS"}
        fixed = {name: basic if one.scheme == "basic" else "key" for name, one in keys.items()}
        return fixed | credentials(self.spec, self.package, f"{self.sandbox.origin}/__sandbox__/token")
