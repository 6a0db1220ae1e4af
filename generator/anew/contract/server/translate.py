"""An answer becomes the HTTP status that it stands for: what the envelope's code means, by what `sdk.yaml` says.

Where every HTTP status is 200, all that schemathesis knows about statuses is of no use to it; after this it is.
"""

from __future__ import annotations

from typing import Any

from attrs import define, field

from anew.contract.target import Api, Endpoint
from anew.runtime._http import httpx
from anew.runtime.errors import BY_STATUS
from anew.runtime.judge import Verdict, judge

REFUSED = 409
"""What a code of the API's own stands for: the request was understood, and something is in its way."""
_BY_NAME = {kind.__name__: status for status, kind in BY_STATUS.items()}


@define
class Translator:
    """Judges answers, and remembers the last verdict on each request."""

    api: Api
    verdicts: dict[str, Verdict[Any]] = field(factory=dict, init=False)
    """By the id of the test case."""

    def verdict(self, endpoint: Endpoint, status: int, headers: list[tuple[str, str]], content: bytes) -> Verdict[Any]:
        """Judge an answer as an SDK would."""
        # The body has been decompressed by then.
        kept = [(name, value) for name, value in headers if name.lower() not in ("content-encoding", "content-length")]
        return judge(endpoint.judged, httpx.Response(status, headers=kept, content=content), self.api.spec)

    def status(self, verdict: Verdict[Any]) -> int:
        """Give the status that an answer stands for."""
        seen = verdict.seen
        if self.refuses_token(verdict):
            return 401
        if seen.envelope is None or seen.successful or seen.status >= 400:
            return seen.status
        rule = next((rule for rule in self.api.spec.errors if seen.matches(rule.when)), None)
        if rule is not None and rule.raises in _BY_NAME:
            return _BY_NAME[rule.raises]
        code = str(seen.code)
        return int(code) if len(code) == 3 and code.isdecimal() and 400 <= int(code) < 600 else REFUSED

    def succeeds(self, verdict: Verdict[Any]) -> bool:
        """Whether an answer speaks of success: by its envelope, where the document shows one."""
        wrapped = verdict.answer is not None and verdict.answer.envelope is not None
        return verdict.ok and (verdict.seen.envelope is not None or not wrapped)

    def refuses_token(self, verdict: Verdict[Any]) -> bool:
        """Whether an answer says that the token is no good, or that there is none."""
        session = self.api.spec.session
        if session is not None and verdict.seen.matches((*session.expired, *session.lost)):
            return True
        return verdict.seen.status == 401

    def is_expired(self, verdict: Verdict[Any]) -> bool:
        """Whether an answer asks for a refresh."""
        session = self.api.spec.session
        return session is not None and verdict.seen.matches(session.expired)
