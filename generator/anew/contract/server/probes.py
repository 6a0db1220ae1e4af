"""Operations that need a login become requests without one, with a made-up token and with one that is over.

All of these have to be refused. A request that had success before is sent once more for each; what it would do now does
not matter, because whether somebody is logged in is judged before anything is done.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from typing import Any

from attrs import frozen

from anew.contract.server.engine import Run
from anew.contract.server.findings import Finding
from anew.contract.target import Endpoint
from anew.runtime.judge import Verdict
from anew.runtime.outgoing import NO_ATTACHMENT, Attachment

MADE_UP = "anew-contract-made-up-token"
_LEEWAY = 1.0
"""Seconds by which clocks may differ before an expired token that is accepted counts; less for shorter lives."""


@frozen
class Probe:
    """What is sent instead of a good token, and what it means if it is accepted."""

    kind: str
    attachment: Attachment
    message: str


@frozen
class Prober:
    """Probes operations one by one."""

    run: Run

    def __call__(self, deadline: float | None) -> Iterator[Finding]:
        """Probe all that need a login; until the deadline, on the monotonic clock."""
        for label, case in self.run.accepted.items():
            if deadline is not None and time.monotonic() >= deadline:
                self.run.tally.out_of_time = True
                return
            endpoint = self.run.plan.tested[label]
            if endpoint.said.authenticated and () not in (endpoint.said.security or ()):
                yield from self._probe(endpoint, case)

    def _probe(self, endpoint: Endpoint, case: Any) -> Iterator[Finding]:
        for probe in self._probes():
            verdict = self._answer(endpoint, case, probe.attachment)
            if verdict is not None and self.run.provider.translator.succeeds(verdict):
                yield Finding(probe.kind, endpoint.label, "success", probe.message, self._shown(case, probe))
                if probe.kind == "auth-not-required":
                    return  # then it takes any token, and that is not worth a finding of its own

    def _probes(self) -> Iterator[Probe]:
        member = self.run.provider.member
        yield Probe("auth-not-required", NO_ATTACHMENT, "the document wants a login; without any it answers success")
        if member.session is None:
            return
        message = "a token that was never issued gets a success"
        yield Probe("bad-token-accepted", member.attachment(MADE_UP), message)
        over = self.expired()
        if over is not None:
            message = "an access token whose announced life is over gets a success"
            yield Probe("expired-accepted", member.attachment(over), message)

    def expired(self) -> str | None:
        """Give an access token that by the server's own word is over; None if there is none yet."""
        now = time.monotonic()
        return next((access for access, end in self._ends() if end < now), None)

    def await_expiry(self, patience: float) -> None:
        """Wait for an access token to be over, if that is soon."""
        left = min((end - time.monotonic() for _, end in self._ends()), default=math.inf)
        if 0 < left <= patience:
            time.sleep(left + 0.01)

    def _ends(self) -> Iterator[tuple[str, float]]:
        for access, tokens in self.run.provider.issued.items():
            if tokens.lifetime is not None:
                yield access, tokens.deadline + min(_LEEWAY, tokens.lifetime)

    def _answer(self, endpoint: Endpoint, case: Any, attachment: Attachment) -> Verdict[Any] | None:
        probe = self._bare(case)
        self.run.provider.set(probe, attachment, None)
        try:
            response = case.operation.schema.transport.send(probe, timeout=10)
        except OSError:  # `requests` has no other base for what goes wrong on the way
            return None
        headers = [(name, value) for name, values in response.headers.items() for value in values]
        translator = self.run.provider.translator
        return translator.verdict(endpoint, response.status_code, headers, response.content or b"")

    def _bare(self, case: Any) -> Any:
        """Copy a case without what proves who we are."""
        copy = case.derive()
        names = {name.lower() for name in self.run.secrets.names}
        for container in (copy.headers, copy.cookies, copy.query):
            for name in [name for name in container if name.lower() in names]:
                del container[name]
        return copy

    def _shown(self, case: Any, probe: Probe) -> str:
        copy = self._bare(case)
        self.run.provider.set(copy, probe.attachment, None)
        return self.run.secrets.hide(copy.as_curl_command())
