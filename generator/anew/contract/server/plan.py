"""The operations of a document become those to test, and those not to, each with the reason why not."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

from anew.contract.server.options import Options
from anew.contract.target import Api, Endpoint
from anew.model import Exchange
from anew.settings import OperationRule


@frozen
class Plan:
    """What is going to be tested."""

    tested: Mapping[str, Endpoint]
    """By label."""
    left_out: Mapping[str, str]
    """The reason, by label."""


def plan(api: Api, options: Options, *, logged_in: bool) -> Plan:
    """Choose the operations."""
    chooser = _Chooser(api, options, logged_in)
    reasons = {label: chooser.reason(endpoint) for label, endpoint in api.endpoints.items()}
    tested = {label: api.endpoints[label] for label, reason in reasons.items() if not reason}
    return Plan(tested, {label: reason for label, reason in reasons.items() if reason})


@frozen
class _Chooser:
    api: Api
    options: Options
    logged_in: bool

    def reason(self, endpoint: Endpoint) -> str:
        """Say why an operation is not tested; nothing if it is."""
        said = endpoint.said
        if self.options.only and not any(_matches(one, endpoint) for one in self.options.only):
            return "not named by --only"
        if any(_matches(one, endpoint) for one in self.options.skip):
            return "left out by --skip"
        if self.options.read_only and said.method not in ("GET", "HEAD", "OPTIONS"):
            return "left out by --read-only: it may change something"
        if said.authenticated and not self.logged_in:
            return "left out by --anonymous: it needs a login"
        if said.server:
            return f"it has a server of its own, {said.server.usual}"
        if any(answer.kind in ("sse", "jsonl") for answer in said.answers):
            return "it answers with a stream that need not end"
        return self._of_session(said.id)

    def _of_session(self, operation: str) -> str:
        session = self.api.session
        exchanges: dict[str, Exchange | None] = (
            {"login": session.login, "refresh": session.refresh, "logout": session.logout} if session else {}
        )
        name = next((name for name, one in exchanges.items() if one and one.operation == operation), "")
        return f"it is the {name}; `anew contract session` tests it" if name else ""


def _matches(pattern: str, endpoint: Endpoint) -> bool:
    return OperationRule(match=pattern).matches(endpoint.said.id, (), endpoint.said.method, endpoint.said.path)
