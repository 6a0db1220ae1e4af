"""An answer and the verdict on it become findings that only somebody who knows envelopes can make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import evolve, field, frozen

from anew import model
from anew.contract.server.document import has_payload
from anew.contract.server.findings import Finding
from anew.contract.server.lists import check_page
from anew.contract.server.translate import Translator
from anew.contract.target import Endpoint
from anew.runtime.judge import Verdict
from anew.runtime.locate import MISSING, first
from anew.runtime.spec import Envelope


@frozen
class Answered:
    """One request and its answer."""

    endpoint: Endpoint
    verdict: Verdict[Any]
    renewed: bool
    """It was sent with a token that had just been renewed, because the one before was refused."""
    request: Callable[[], str]
    """Writes a curl command; that takes its time, and few are shown."""
    query: Mapping[str, Any] = field(factory=dict[str, Any])
    """The query as it was sent."""

    def finding(self, kind: str, about: str, message: str) -> Finding:
        """Say that something is wrong with it."""
        return Finding(kind, self.endpoint.label, about, message, self.request())


@frozen
class AnswerChecks:
    """All checks of single answers."""

    translator: Translator
    documented: Mapping[str, frozenset[str]]
    pagings: Mapping[str, model.Paging]

    def __call__(self, answered: Answered) -> Iterator[Finding]:
        """Check one answer."""
        for check in (self._status, self._envelope, self._payload, self._refusal, self._agreement, self._freshness):
            yield from check(answered)
        for one in check_page(answered.endpoint, answered.verdict, answered.query, self.pagings):
            yield evolve(one, request=answered.request())

    def _status(self, answered: Answered) -> Iterator[Finding]:
        status = answered.verdict.seen.status
        known = self.documented.get(answered.endpoint.label, frozenset())
        if str(status) in known or f"{status // 100}XX" in known:
            return
        successes = sorted(one for one in known if one.startswith("2"))
        if "DEFAULT" not in known or (status < 300 and successes):
            listed = ", ".join(sorted(known)).replace("DEFAULT", "default") or "none"
            yield answered.finding("undocumented-status", f"status {status}", f"HTTP {status}; documented: {listed}")

    def _envelope(self, answered: Answered) -> Iterator[Finding]:
        """Want what the document shows in an envelope to come in one, with a code and a message."""
        seen, wanted = answered.verdict.seen, _wanted(answered)
        if wanted is None or seen.body is MISSING:
            return
        if seen.envelope is None:
            missing = [one for one in wanted.require if first((one,), seen.body, seen.headers) is MISSING]
            message = f"the body has no {' and no '.join(missing) or 'envelope'}"
            yield answered.finding("envelope-missing", ", ".join(missing), message)
            return
        yield from self._members(answered, seen.envelope)

    def _members(self, answered: Answered, envelope: Envelope) -> Iterator[Finding]:
        """Want a code that is one value, and in refusals a message: what a success needs is for its schema to say."""
        seen = answered.verdict.seen
        wanted = [] if envelope.by_absence and seen.successful else [("code", envelope.code)]
        wanted += [] if seen.successful else [("message", envelope.message)]
        for name, places in wanted:
            found = first(places, seen.body, seen.headers) if places else None
            if found is MISSING:
                yield answered.finding("envelope-field", f"no {name}", f"the envelope has no {' or '.join(places)}")
            elif isinstance(found, dict | list):
                yield answered.finding("envelope-field", f"odd {name}", f"the envelope's {name} is no single value")

    def _payload(self, answered: Answered) -> Iterator[Finding]:
        seen = answered.verdict.seen
        if not answered.verdict.ok or seen.envelope is None or seen.payload not in (None, MISSING):
            return
        if seen.envelope.empty == "refuse" or has_payload(answered.endpoint.payload):
            where, how = seen.envelope.data or "the body", "missing" if seen.payload is MISSING else "null"
            message = f"{where} is {how} in an answer that speaks of success"
            yield answered.finding("data-missing", where, message)

    def _refusal(self, answered: Answered) -> Iterator[Finding]:
        """Want a refusal to be something that a client can read: an envelope, where the API has one."""
        seen = answered.verdict.seen
        if seen.status < 400 or seen.envelope is not None:
            return
        documented = [*answered.endpoint.judged.answers, *answered.endpoint.judged.errors]
        if not any(one.envelope for one in documented):
            return
        media = seen.headers.get("content-type", "").partition(";")[0] or "no media type"
        if seen.body is MISSING and not self._is_bare(answered):
            yield answered.finding("error-body", media, f"HTTP {seen.status} comes as {media}, outside of the envelope")

    def _is_bare(self, answered: Answered) -> bool:
        """Whether the document itself shows this status without a body, as gateways answer."""
        said = [one for one in answered.endpoint.said.errors if one.status == str(answered.verdict.seen.status)]
        return bool(said) and all(one.kind == "empty" for one in said)

    def _agreement(self, answered: Answered) -> Iterator[Finding]:
        """HTTP and envelope may both tell; what they tell has to be the same."""
        seen, known = answered.verdict.seen, self.documented.get(answered.endpoint.label, frozenset())
        if seen.envelope is None:
            return
        code = str(seen.code)
        pair = f"HTTP {seen.status}, code {code}"
        if seen.successful and seen.status >= 400:
            yield answered.finding("code-http", pair, f"the envelope speaks of success with HTTP {seen.status}")
        elif not seen.successful and seen.status >= 400 and _is_status(code) and int(code) != seen.status:
            yield answered.finding("code-http", pair, f"HTTP {seen.status} and the envelope's code {code} differ")
        elif not seen.successful and seen.status < 300 and _is_status(code) and code in known:
            message = f"the document gives {code} an HTTP status of its own, and it comes with HTTP {seen.status}"
            yield answered.finding("code-http", pair, message)

    def _freshness(self, answered: Answered) -> Iterator[Finding]:
        if answered.renewed and self.translator.is_expired(answered.verdict):
            message = "the call was refused as expired, the token was renewed, and the call is refused as expired again"
            yield answered.finding("fresh-refused", "after a refresh", message)


def _wanted(answered: Answered) -> Envelope | None:
    """Give the envelope that the document shows for an answer like this one."""
    judged, answer = answered.endpoint.judged, answered.verdict.answer
    if answered.verdict.seen.status < 400:
        return answer.envelope if answer else None
    return next((one.envelope for one in judged.errors if one.envelope), None)


def _is_status(code: str) -> bool:
    return len(code) == 3 and code.isdecimal() and code >= "400"
