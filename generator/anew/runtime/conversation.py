"""A call to its answer: which request is sent when, and what follows from what comes back. No I/O, no waiting.

```
   ┌────────────────────────────────────────── pause ◄── worth repeating
   ▼                                                          │
take a slot ► admit ► send ► redirect? ► read ► judge ──► ok: return
   ▲            ▲                                 │   └──► no: ApiError
   │            └───────── wait for the flight ◄──┤ refused (once)
   └──────────────────────────────────────────────┘
```

It is a generator that asks for steps (`steps`) and is told their results; `executor` has the two drivers, for threads
and for tasks. What a step raises is raised here, at the `yield`.
"""

from __future__ import annotations

import logging
import time
from typing import Generic, TypeVar

from attrs import frozen

from ._http import httpx
from .attach import Attacher, Origin, Proof, is_allowed
from .call import Call
from .errors import ApiError, RedirectFailed, TransportError
from .failure import error_of
from .faults import translated
from .judge import Verdict, is_json, judge
from .outgoing import NO_ATTACHMENT, Attachment, Hop, Outgoing, conceal
from .redirects import LIMIT, next_hop
from .retry import IDEMPOTENT, Pace, is_worth_it
from .session.errors import LoginRequired
from .session.flight import Flight
from .spec import ApiSpec
from .standing import Standing
from .steps import Drop, Give, Read, Send, Sleep, Take, Talk, Wait
from .telemetry import Telemetry

T = TypeVar("T")
logger = logging.getLogger(__name__)

JUDGED = 1 << 20
"""Bytes of JSON that are read of a streamed answer to judge it; what is longer is no envelope around an error."""
_DRAINED = 1 << 16
"""Bytes of a redirect's body that are read to keep the connection."""


@frozen(kw_only=True)
class Surroundings:
    """What all calls of a client have in common."""

    api: ApiSpec
    attacher: Attacher
    origins: frozenset[Origin]
    """Where tokens may go."""
    pace: Pace
    telemetry: Telemetry | None = None


@frozen
class Heard(Generic[T]):
    """The end of a conversation."""

    verdict: Verdict[T]
    elapsed: float


@frozen
class Conversation(Generic[T]):
    """One call of one client."""

    around: Surroundings
    call: Call[T]
    outgoing: Outgoing
    proof: Proof
    standing: Standing | None
    retries: int
    stream: bool = False
    """Leave the answer unread, unless it has to be read to judge it."""
    strict: bool = False
    """Do not follow a redirect to where tokens may not go."""

    def run(self) -> Talk[Heard[T]]:
        """Converse until there is a good answer; raises SdkError."""
        return self._told(self._run())

    def exchange(self) -> Talk[Heard[T]]:
        """Send one request and follow where it is redirected to; whatever is answered in the end, it is returned."""
        return self._told(self._exchange())

    def _told(self, talk: Talk[Heard[T]]) -> Talk[Heard[T]]:
        telemetry = self.around.telemetry
        return talk if telemetry is None else telemetry.told(talk, self.call, self.standing)

    def _run(self) -> Talk[Heard[T]]:
        """Repeat; a refusal's replay does not count, for the first attempt never reached the operation."""
        attempt = 0
        while True:
            try:
                heard = yield from self._exchange()
                if self.standing and self.standing.refuses(heard.verdict):
                    yield from self._renewed(self.standing, heard)
                    continue
                self._checked(heard)
            except (ApiError, TransportError) as fault:
                pause = self._pause(attempt, fault)
                if pause is None:
                    raise
                logger.info("%s: attempt %d failed, the next one in %.1f s", self.call.operation.id, attempt + 1, pause)
            else:
                return heard
            attempt += 1
            yield Sleep(pause)

    def _checked(self, heard: Heard[T]) -> None:
        verdict = heard.verdict
        error = None if verdict.ok else error_of(verdict, self.around.api)
        if self.standing:
            self.standing.answered(verdict, error)
        if error:
            raise error

    def _renewed(self, standing: Standing, heard: Heard[T]) -> Talk[None]:
        """Get past a refusal; the answer has been read, so its slot is free for others, the refresh among them."""
        yield Drop(heard.verdict.response)
        flight = standing.refresh(heard.verdict)
        if not self.call.operation.replay:
            raise error_of(heard.verdict, self.around.api)
        if flight:
            yield Wait(flight)

    def _pause(self, attempt: int, fault: ApiError | TransportError) -> float | None:
        if attempt >= self.retries or not is_worth_it(fault, idempotent=self._is_idempotent()):
            return None
        if self.outgoing.source and not self.outgoing.source.replayable:
            return None
        return self.around.pace.pause(attempt, fault.retry_after if isinstance(fault, ApiError) else None)

    def _is_idempotent(self) -> bool:
        if self.outgoing.hop.method in IDEMPOTENT:
            return True
        return any(name.lower() == b"idempotency-key" for name, _ in self.outgoing.headers)

    def _exchange(self) -> Talk[Heard[T]]:
        hop, start = self.outgoing.hop, time.perf_counter()
        for _ in range(LIMIT):
            yield from self._seat(hop)
            attachment = self._attachment(hop)
            request = self.outgoing.request(hop, attachment)
            try:
                response: httpx.Response = yield Send(request, plain=not hop.trusted)
                following = next_hop(hop, response, self.around.origins)
                if following is None:
                    return (yield from self._heard(response, start))
                if self.strict and not following.trusted:
                    raise RedirectFailed("the server redirects a call that carries secrets to another origin")
                yield Read(response, _DRAINED)
                yield Drop(response)
            except httpx.RequestError as fault:
                conceal(request, attachment, hop)
                raise translated(fault, self.call.operation.id) from fault
            finally:
                if self.stream:
                    conceal(request, attachment, hop)
            hop = following
        raise RedirectFailed(f"more than {LIMIT} redirects", operation=self.call.operation.id)

    def _seat(self, hop: Hop) -> Talk[None]:
        """Take a slot and be admitted. A call that has to wait for a refresh does so without a slot."""
        while True:
            flight = self.standing.admit() if self.standing else None
            if flight is None:
                yield Take(hop.url)
                # While this call stood in line its token may have been refused, renewed or run out.
                flight = self.standing.admit() if self.standing else None
                if flight is None:
                    break
                yield Give()
            yield from self._wait(flight)
        if self.standing:
            self.standing.departs()

    def _wait(self, flight: Flight) -> Talk[None]:
        try:
            yield Wait(flight)
        except LoginRequired:
            if self.standing is None or not self.standing.does_without():
                raise

    def _attachment(self, hop: Hop) -> Attachment:
        if not is_allowed(hop.url, self.around.origins):
            return NO_ATTACHMENT
        if self.standing is None or not self.standing.access:
            return self.proof.fixed
        return self.around.attacher.token(self.standing.access).and_also(self.proof.fixed)

    def _heard(self, response: httpx.Response, start: float) -> Talk[Heard[T]]:
        complete = not self.stream
        if not self.stream:
            yield Read(response)
        elif is_json(response) or response.status_code >= 400:
            complete = yield Read(response, JUDGED)
        access = self.standing.access if self.standing else ""
        verdict = judge(self.call.operation, response, self.around.api, access, read=complete)
        return Heard(verdict, time.perf_counter() - start)
