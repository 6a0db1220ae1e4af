"""An outcome becomes reports: JUnit's XML for machines that run tests, one page of HTML for people."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree

from anew.contract.server.findings import KINDS, Finding
from anew.contract.server.outcome import Operation, Outcome

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24 }
h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin-top: 2rem }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .25rem .75rem .25rem 0 }
th { border-bottom: 1px solid #aaa } tr.bad td:first-child { border-left: 4px solid #b3261e; padding-left: .5rem }
pre { background: #f4f5f7; padding: .6rem; overflow-x: auto; white-space: pre-wrap; word-break: break-word }
.kind { background: #b3261e; color: #fff; border-radius: 3px; padding: 0 .4rem } .fine { color: #1a6b35 }
"""


def junit(outcome: Outcome) -> str:
    """Write a test case for each operation: passed, failed with its findings, or skipped with the reason."""
    root = ElementTree.Element("testsuites", name="anew contract server")
    counts = {
        "tests": str(len(outcome.operations) + len(outcome.left_out)),
        "failures": str(len({one.operation for one in outcome.findings})),
        "skipped": str(len(outcome.left_out)),
        "errors": "0",
        "time": f"{outcome.seconds:.3f}",
    }
    suite = ElementTree.SubElement(root, "testsuite", {"name": outcome.title, **counts})
    known = [one.label for one in outcome.operations]
    for label in [*known, *sorted({one.operation for one in outcome.findings} - set(known))]:
        case = ElementTree.SubElement(suite, "testcase", name=_clean(label), classname=_clean(outcome.title))
        found = [one for one in outcome.findings if one.operation == label]
        if found:
            message = ", ".join(sorted({one.kind for one in found}))
            failure = ElementTree.SubElement(case, "failure", message=message, type="contract")
            failure.text = _clean("\n\n".join(_text(one) for one in found))
    for label, reason in outcome.left_out.items():
        case = ElementTree.SubElement(suite, "testcase", name=_clean(label), classname=_clean(outcome.title))
        ElementTree.SubElement(case, "skipped", message=_clean(reason))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def html(outcome: Outcome) -> str:
    """Write one page that needs nothing from anywhere."""
    title = f"{outcome.title}: contract with {outcome.url}"
    body = "".join(_body(outcome))
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
    # What servers say ends up on this page; nothing on it may run.
    policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
    page = f"<head>{policy}{head}</head><body><h1>{escape(title)}</h1>{body}</body>"
    return f'<!doctype html>\n<html lang="en">{page}</html>\n'


def _body(outcome: Outcome) -> Iterator[str]:
    yield f"<p>Seed {outcome.seed}, {outcome.seconds:.0f} s, "
    yield f"{sum(one.requests for one in outcome.operations)} requests.</p>"
    for remark in outcome.remarks:
        yield f"<p>{escape(remark)}</p>"
    yield f"<h2>Findings: {len(outcome.findings)}</h2>" if outcome.findings else '<h2 class="fine">No new findings</h2>'
    for finding in outcome.findings:
        yield _section(finding)
    yield "<h2>Operations</h2><table><tr><th>operation<th>requests<th>accepted<th>remark</tr>"
    bad = {one.operation for one in outcome.findings}
    for operation in outcome.operations:
        yield _row(operation, bad=operation.label in bad)
    yield "</table><h2>Not tested</h2><table><tr><th>operation<th>why not</tr>"
    for label, reason in outcome.left_out.items():
        yield f"<tr><td>{escape(label)}<td>{escape(reason)}</tr>"
    yield "</table>"
    if outcome.known:
        yield "<h2>Accepted by the baseline</h2><ul>"
        yield from (f"<li>{escape(one.operation)}: {one.kind}: {escape(one.about)}</li>" for one in outcome.known)
        yield "</ul>"


def _section(finding: Finding) -> str:
    shown = f"<pre>{escape(finding.request)}</pre>" if finding.request else ""
    heading = f'<span class="kind">{finding.kind}</span> {escape(finding.operation)}'
    what = f"{escape(KINDS[finding.kind])} ({escape(finding.about)}), seen {finding.seen}×"
    return f"<h3>{heading}</h3><p>{what}</p><pre>{escape(finding.message)}</pre>{shown}"


def _row(one: Operation, *, bad: bool) -> str:
    mark = ' class="bad"' if bad else ""
    cells = f"<td>{escape(one.label)}<td>{one.requests}<td>{one.accepted}<td>{escape(one.remark)}"
    return f"<tr{mark}>{cells}</tr>"


def _text(finding: Finding) -> str:
    said = f"{finding.kind}: {finding.about} (seen {finding.seen}x)\n{KINDS[finding.kind]}\n{finding.message}"
    return f"{said}\n{finding.request}" if finding.request else said


def _clean(text: str) -> str:
    """Leave out what XML cannot hold; generated requests are full of it."""
    return "".join(char for char in text if char in "\n\t" or (char >= " " and not "\ud800" <= char <= "\udfff"))
