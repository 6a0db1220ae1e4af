"""What is wrong with a server becomes findings: each has a name, an operation, and a way to see it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from attrs import define, evolve, field, frozen

KINDS: dict[str, str] = {
    "envelope-missing": "an answer lacks the envelope that the document shows",
    "envelope-field": "a member of the envelope is missing or has the wrong type",
    "code-http": "the envelope's code and the HTTP status contradict each other",
    "data-missing": "a success carries no payload where the document promises one",
    "error-body": "a refusal is not written in the way that the document shows",
    "undocumented-status": "the HTTP status is not in the document",
    "content-type": "the answer has another media type than documented",
    "not-json": "the answer says that it is JSON and is not",
    "wrong-type": "a value has another type than documented",
    "missing-property": "a required property is missing",
    "not-in-enum": "a value is none of those that the document lists",
    "bad-format": "a text is not in the documented format",
    "schema": "a value breaks another rule of its schema",
    "missing-header": "a documented header is missing",
    "server-error": "the server fails",
    "invalid-accepted": "input that the document forbids is accepted",
    "valid-refused": "input that the document allows is refused",
    "unknown-method": "a method that the document does not know is not refused with 405",
    "auth-not-required": "an operation that needs a login answers without one",
    "bad-token-accepted": "a token that was never issued is accepted",
    "expired-accepted": "an access token is accepted after its end",
    "fresh-refused": "a token that was just renewed is refused as expired",
    "paging-total": "the total of a list is not how many there are",
    "paging-size": "a page holds more items than asked for",
    "no-answer": "the connection ends without an answer",
    "sdk-request": "the SDK's endpoint sends something else than the document describes",
    "sdk-refused": "the SDK's endpoint does not take what the document allows",
}
"""Every kind of finding there is, and what it means."""


@frozen
class Finding:
    """One thing that is wrong with one operation."""

    kind: str
    operation: str
    """Its label, such as `GET /users/{userId}`."""
    about: str
    """What of it, in a few words that do not change from run to run; kind, operation and this name a finding."""
    message: str
    request: str = ""
    """A curl command that shows it; secrets are hidden in it."""
    seen: int = 1

    @property
    def key(self) -> tuple[str, str, str]:
        """Tell it from others, in this run and in the next."""
        return self.kind, self.operation, self.about


@define
class Findings:
    """All that was found: the first of each, and how often it was seen."""

    _found: dict[tuple[str, str, str], Finding] = field(factory=dict)

    def add(self, finding: Finding) -> None:
        """Note a finding."""
        known = self._found.get(finding.key)
        self._found[finding.key] = evolve(known, seen=known.seen + 1) if known else finding

    def extend(self, findings: Iterable[Finding]) -> None:
        """Note several."""
        for finding in findings:
            self.add(finding)

    def __iter__(self) -> Iterator[Finding]:
        """Give them by operation, the most telling first."""
        order = {kind: number for number, kind in enumerate(KINDS)}
        return iter(sorted(self._found.values(), key=lambda one: (one.operation, order[one.kind], one.about)))
