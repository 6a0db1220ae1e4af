"""Options become an outcome: the order in which a contract test against a server goes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from anew.contract.server import baseline as baselines
from anew.contract.server import reports
from anew.contract.server.answers import AnswerChecks
from anew.contract.server.document import documented
from anew.contract.server.engine import Run, Tally
from anew.contract.server.findings import Findings
from anew.contract.server.options import Options
from anew.contract.server.outcome import Operation, Outcome
from anew.contract.server.plan import Plan, plan
from anew.contract.server.probes import Prober
from anew.contract.server.provider import Provider
from anew.contract.server.schema import load
from anew.contract.server.through import Through, open_sdk
from anew.contract.server.translate import Translator
from anew.contract.target import Account, Api, Member, Secrets, account, address, api
from anew.errors import Diagnostic, UsageError
from anew.report import replace


def conduct(
    options: Options, tell: Callable[[str], None] = lambda _: None, *, read: Callable[..., Api] = api
) -> Outcome:
    """Test a server; `tell` hears the name of each stage, `read` gives the API of a document and its `sdk.yaml`.

    Raises:
        AnewError: the document, the command or the account is at fault; nothing is known about the server.
    """
    start = time.monotonic()
    deadline = None if options.max_time is None else start + options.max_time
    where = address(options.url, options.allow_hosts)
    if options.update_baseline and options.baseline is None:
        raise UsageError(Diagnostic("--update-baseline needs to know which file", fix="add --baseline FILE"))
    known = baselines.load(options.baseline, missing=options.update_baseline)
    tell("reading the document")
    known_api, secrets = read(options.document, options.config), Secrets()
    member = _member(known_api, options, secrets)
    chosen = plan(known_api, options, logged_in=member is not None)
    if not chosen.tested:
        raise UsageError(Diagnostic("no operation is left to test", fix="see what --only, --skip and --anonymous say"))
    guest = member or Member(known_api, where, Account(), secrets)
    tell("logging in")
    guest.login()
    run = _run(known_api, chosen, guest, secrets)
    if options.sdk:
        run.through = Through(open_sdk(options.sdk).endpoints(), known_api, where.url)
    schema = load(known_api, chosen, where, options, run.provider)
    tell("testing")
    run.drive(schema, None if deadline is None else max(0.0, deadline - time.monotonic()))
    if run.provider.failure is not None:
        raise run.provider.failure
    if not run.tally.requests and not guest.logins and run.tally.errors:
        why = next(iter(run.tally.errors.values()))
        raise UsageError(Diagnostic(f"{where.url} does not answer: {why}", fix="start the server, or correct --url"))
    tell("probing what needs a login")
    prober = Prober(run)
    prober.await_expiry(options.wait)
    run.findings.extend(prober(deadline))
    remarks = tuple(_remarks(run, prober))
    outcome = _outcome(known_api, options, run, known, remarks, time.monotonic() - start)
    _write(options, outcome, known)
    return outcome


def _member(known: Api, options: Options, secrets: Secrets) -> Member | None:
    """Find out who to be; None for nobody."""
    _name_secrets(known, secrets)
    if options.anonymous:
        return None
    somebody = account(options.environment, known, secrets)
    needed = [one.label for one in known.endpoints.values() if one.said.authenticated]
    if needed and not somebody.is_somebody:
        what = f"{len(needed)} operations need a login, and the environment holds none"
        fix = "set ANEW_USERNAME and ANEW_PASSWORD (docs/contract.md has more), or add --anonymous"
        raise UsageError(Diagnostic(what, fix=fix))
    return Member(known, address(options.url, options.allow_hosts), somebody, secrets)


def _name_secrets(known: Api, secrets: Secrets) -> None:
    spec = known.spec
    secrets.name(*(one.parameter for one in spec.schemes.values() if one.kind == "apiKey"), "authorization")
    if spec.session is not None:
        secrets.name(spec.session.attach.parameter)


def _run(known: Api, chosen: Plan, member: Member, secrets: Secrets) -> Run:
    translator = Translator(known)
    checks = AnswerChecks(translator, documented(known), known.pagings)
    return Run(chosen, Provider(member, chosen, translator), checks, secrets, Findings())


def _outcome(
    known: Api, options: Options, run: Run, baseline: baselines.Baseline, remarks: tuple[str, ...], seconds: float
) -> Outcome:
    findings = list(run.findings)
    new = baseline.new(findings)
    reached = [label for label in run.plan.tested if run.tally.requests[label]]
    left_out = {label: _unreached(run.tally, label) for label in run.plan.tested if label not in reached}
    return Outcome(
        title=known.spec.title,
        url=options.url,
        seed=options.seed,
        seconds=seconds,
        operations=tuple(_operation(run.tally, label) for label in reached),
        left_out={**left_out, **run.plan.left_out},
        findings=tuple(new),
        known=tuple(one for one in findings if one not in new),
        gone=tuple(baseline.gone(findings, reached)),
        remarks=remarks,
    )


def _operation(tally: Tally, label: str) -> Operation:
    requests, accepted, refused = tally.requests[label], tally.accepted[label], tally.refused_tokens[label]
    remark = ""
    if refused == requests:
        remark = "every answer said that nobody is logged in, with a fresh token too"
    elif not accepted:
        remark = "never answered with success, so its success and its need of a login are not proven"
    return Operation(label, requests, accepted, refused, remark)


def _unreached(tally: Tally, label: str) -> str:
    if label in tally.errors:
        return tally.errors[label]
    if tally.out_of_time:
        return "the time was over"
    return tally.skipped.get(label, "no request could be made up for it")


def _remarks(run: Run, prober: Prober) -> Iterator[str]:
    if run.tally.out_of_time:
        yield "the time was over before everything was tried (--max-time)"
    member = run.provider.member
    if member.session is not None and member.session.tokens is not None and prober.expired() is None:
        yield "no access token came to its announced end, so whether expired ones are refused is not known"
    if member.logins > 1:
        yield f"had to log in {member.logins} times: some operation ends logins"
    for label, error in sorted(run.tally.errors.items()):
        if label not in run.plan.tested:
            yield f"{label}: {error}"


def _write(options: Options, outcome: Outcome, known: baselines.Baseline) -> None:
    for path, text in ((options.junit, reports.junit), (options.html, reports.html)):
        if path is not None:
            replace(path, text(outcome))
    if options.update_baseline and options.baseline is not None:
        tested = [one.label for one in outcome.operations]
        baselines.save(options.baseline, known, (*outcome.findings, *outcome.known), tested)


def fulfilled(outcome: Outcome, options: Options) -> bool:
    """Whether the run counts as passed."""
    return outcome.proven or (options.update_baseline and bool(outcome.operations))
