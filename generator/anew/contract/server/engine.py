"""A loaded schema becomes requests, answers and findings: schemathesis makes them up, sends them and checks them."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from attrs import define, field

from anew.contract.server.answers import AnswerChecks, Answered
from anew.contract.server.failures import finding_of
from anew.contract.server.findings import Finding, Findings
from anew.contract.server.plan import Plan
from anew.contract.server.provider import Provider
from anew.contract.server.schema import is_positive
from anew.contract.server.through import Through, sent
from anew.contract.target import Secrets

_PHASES = ("examples", "coverage", "fuzzing")


@define
class Tally:
    """What was done, in numbers."""

    requests: Counter[str] = field(factory=Counter)
    """By label."""
    accepted: Counter[str] = field(factory=Counter)
    """Answers that speak of success, likewise."""
    refused_tokens: Counter[str] = field(factory=Counter)
    """Answers that say, after everything was done about it, that we are not logged in."""
    errors: dict[str, str] = field(factory=dict)
    """Operations that could not be tested as meant, and why."""
    skipped: dict[str, str] = field(factory=dict)
    """Why schemathesis left an operation alone."""
    out_of_time: bool = False
    interrupted: bool = False


@define
class Run:
    """Drives the engine and looks at everything that it recorded."""

    plan: Plan
    provider: Provider
    checks: AnswerChecks
    secrets: Secrets
    findings: Findings
    tally: Tally = field(factory=Tally)
    accepted: dict[str, Any] = field(factory=dict)
    """The first case of each operation that had success, by label."""
    through: Through | None = None
    """Compares with what the SDK's endpoints send."""

    def drive(self, schema: Any, seconds: float | None) -> None:
        """Run until the end, or until the time is over."""
        from schemathesis.engine import from_schema
        from schemathesis.hooks import GLOBAL_HOOK_DISPATCHER

        stream = from_schema(schema).execute()
        # There is no other place for this hook than the one for all schemas.
        freshen = GLOBAL_HOOK_DISPATCHER.register_hook_with_name(self.provider.freshen, "before_call")
        timer = threading.Timer(seconds, self._end, [stream]) if seconds is not None else None
        if timer is not None:
            timer.daemon = True
            timer.start()
        try:
            with _tidy():
                for event in stream:
                    self._hear(event)
                    if self.provider.failure is not None:
                        stream.stop()
        finally:
            GLOBAL_HOOK_DISPATCHER.unregister(freshen)
            if timer is not None:
                timer.cancel()
        if self.tally.interrupted:
            raise KeyboardInterrupt

    def _end(self, stream: Any) -> None:
        self.tally.out_of_time = True
        stream.stop()

    def _hear(self, event: Any) -> None:
        from schemathesis.engine import events

        if isinstance(event, events.ScenarioFinished) and event.phase.value in _PHASES:
            self._look_at(event.recorder)
            if event.label and event.skip_reason and event.phase.value == "fuzzing":
                self.tally.skipped[event.label] = event.skip_reason
        elif isinstance(event, events.Interrupted):
            self.tally.interrupted = not self.tally.out_of_time and self.provider.failure is None
        elif isinstance(event, events.NonFatalError):
            self._note_error(event)
        elif isinstance(event, events.FatalError):
            raise event.exception

    def _look_at(self, recorder: Any) -> None:
        for case_id, interaction in recorder.interactions.items():
            case = recorder.cases[case_id].value
            if interaction.response is not None and case.operation.label in self.plan.tested:
                self._count(case)
                self.findings.extend(self._found(recorder, case))
                if self.through is not None and is_positive(case):
                    shown = partial(curl, case, self.secrets)
                    self.findings.extend(self.through(sent(case, interaction.request), shown))
        self._forget(recorder.interactions)

    def _forget(self, cases: Iterable[str]) -> None:
        """Let go of answers that have been looked at: there may be very many."""
        for case_id in cases:
            self.provider.forget(case_id)

    def _count(self, case: Any) -> None:
        label, verdict = case.operation.label, self.provider.translator.verdicts.get(case.id)
        self.tally.requests[label] += 1
        if verdict is None:
            return
        if self.provider.translator.succeeds(verdict):
            self.tally.accepted[label] += 1
            if is_positive(case):
                self.accepted.setdefault(label, case)
        elif self.provider.translator.refuses_token(verdict) and self.plan.tested[label].said.authenticated:
            self.tally.refused_tokens[label] += 1

    def _found(self, recorder: Any, case: Any) -> Iterator[Finding]:
        label = case.operation.label
        for check in recorder.checks.get(case.id, ()):
            if check.failure_info is not None:
                yield finding_of(check.failure_info.failure, label, check.failure_info.code_sample, self.secrets)
        verdict = self.provider.translator.verdicts.get(case.id)
        if verdict is not None:
            renewed = self.provider.was_renewed(case.id)
            shown = partial(curl, case, self.secrets)
            yield from self.checks(Answered(self.plan.tested[label], verdict, renewed, shown, case.query or {}))

    def _note_error(self, event: Any) -> None:
        message = self.secrets.hide(f"{event.info.title}: {event.info.message}".strip())
        label = event.label
        if label in self.plan.tested and event.info.title in _NETWORK:
            self.findings.add(Finding("no-answer", label, event.info.title.lower(), message))
        self.tally.errors.setdefault(label, message.splitlines()[0])


_NETWORK = ("Network Error", "Read Timeout", "Connection Error", "Connection Timeout", "Chunked Encoding Error")


@contextmanager
def _tidy() -> Iterator[None]:
    """Let Hypothesis keep its tables among the user's caches, instead of in the folder that people work in."""
    from hypothesis.configuration import set_hypothesis_home_dir

    caches = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or Path.home() / ".cache"
    set_hypothesis_home_dir(Path(caches, "anew", "hypothesis"))
    try:
        yield
    finally:
        set_hypothesis_home_dir(None)


def curl(case: Any, secrets: Secrets) -> str:
    """Write the command that sends a case."""
    try:
        return secrets.hide(case.as_curl_command())
    except Exception:  # a path that cannot be written is told by schemathesis itself
        return ""
