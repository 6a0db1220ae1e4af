"""A server's sessions are tried out: login, expiry, rotation, reuse, grace and logout become facts and advice.

Each experiment makes a login of its own, and the number of requests is bounded. What would take longer than it may is
said to be unknown, and how long it would take.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from attrs import frozen

from anew.contract.session.advice import advise
from anew.contract.session.experiments import Experiments
from anew.contract.session.facts import Advice, Concurrent, Facts, Grace
from anew.contract.session.lab import Lab, probes
from anew.contract.session.report import Report, as_json, lines
from anew.contract.target import Api, Asked, Member, Secrets, account, address, api
from anew.errors import Diagnostic, UsageError

__all__ = ["Advice", "Concurrent", "Facts", "Grace", "Options", "Report", "as_json", "conduct", "lines"]


@frozen(kw_only=True)
class Options(Asked):
    """The arguments of `anew contract session`."""

    probe: str = ""
    """The operation to try tokens on: an operationId or `GET /path`; one is chosen if empty."""
    wait: float = 5.0
    """Seconds to wait, at most, for a single thing to happen."""
    max_requests: int = 80


def conduct(
    options: Options,
    tell: Callable[[str], None] = lambda _: None,
    *,
    read: Callable[..., Api] = api,
    sleep: Callable[[float], None] = time.sleep,
) -> Report:
    """Try a server out; `tell` hears the name of each experiment.

    Raises:
        AnewError: the document, the command or the account is at fault, and nothing can be told.
    """
    where, secrets = address(options.url, options.allow_hosts), Secrets()
    known = read(options.document, options.config)
    if known.session is None or known.spec.session is None:
        fix = "describe one in sdk.yaml; `anew init` writes what it can see"
        raise UsageError(Diagnostic("there is no session to try out: sdk.yaml describes none", fix=fix))
    somebody = account(options.environment, known, secrets)
    if somebody.login is None:
        fix = "set ANEW_USERNAME and ANEW_PASSWORD, or ANEW_LOGIN"
        raise UsageError(Diagnostic("the environment holds nothing to log in with", fix=fix))
    member = Member(known, where, somebody, secrets)
    member.login()  # tells in clear words what is wrong with the account
    candidates = probes(known, options.probe)
    lab = Lab(known, member, candidates[0], options.max_requests, sleep)
    tell("an operation to try tokens on")
    lab.settle(candidates)
    facts = Facts()
    for name in Experiments(lab, options.wait, facts).run():
        tell(name)
    return Report(known.spec.title, where.url, lab.probe.label, lab.requests, facts, tuple(_sorted(facts)))


def _sorted(facts: Facts) -> list[Advice]:
    order = ("fault", "warning", "setting", "note")
    return sorted(advise(facts), key=lambda one: order.index(one.level))
