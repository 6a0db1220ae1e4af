"""Schemas, examples and prose about a status become the values that mean success, with how sure that is.

From the surest to the least: what the schema fixes or names, what descriptions say, what examples show, what the codes
of failures suggest, and what servers usually say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import Any

from attrs import frozen

from anew.detect import said, shapes
from anew.detect.findings import Found, Sure
from anew.detect.seen import answers
from anew.detect.shapes import Shape
from anew.detect.view import View, mapping
from anew.detect.vocabulary import FLAGS, pick, plain
from anew.model import Signal

_USUAL = {
    "integer": ("0", "200"),
    "number": ("0", "200"),
    "string": ("0", "00000", "200", "0000", "SUCCESS", "success", "OK", "Ok", "ok"),
}
"""What servers say when all is well. Hardly any uses one of these for a fault, so accepting several is safe."""

_PLAUSIBLE = frozenset({"20000", "10000", "true", *_USUAL["string"]})
"""What an example must be to be believed; a mere 1 is what tools put wherever a number goes."""

_NO_FAILURE = "^(?!(?i:err|fail|false|ko|nok|exception|invalid))"
"""Of a status in words that nobody describes, only what speaks of failure is one."""

_ASKED = 60
"""Operations whose failures are looked at."""


@frozen
class Evidence:
    """All that a document says about one status."""

    view: View
    shape: Shape
    at: str
    schemas: tuple[Mapping[str, Any], ...]

    @property
    def name(self) -> str:
        """Its name."""
        return self.at.rpartition("/")[2]


_Rule = Callable[[Evidence], Found[tuple[str, ...]] | None]


def find(view: View, shape: Shape) -> Found[Signal]:
    """Say how a success looks: by a flag where all answers have one, else by the status, else by HTTP."""
    if shape.kind == "error":
        return Found(Signal(at=shape.state, absent=True), "likely", f"no `{shape.name}`", shape.answers[0].at)
    flag = pick(shape.answers[0].properties, FLAGS)
    everywhere = flag and all(flag in seen.properties for seen in shape.answers)
    at = f"/{flag}" if everywhere else shape.state
    if not at:
        return Found(Signal(http=("2*",)), "likely", "there is no status but that of HTTP", shape.answers[0].at)
    schemas = tuple(shapes.schema_at(view, seen.properties, at) for seen in shape.answers)
    return _judged(Evidence(view, shape, at, schemas))


def _judged(evidence: Evidence) -> Found[Signal]:
    for rule in _RULES:
        if found := rule(evidence):
            signal = Signal(at=evidence.at, among=found.value)
            return Found(signal, found.sure, found.evidence, found.at or evidence.shape.answers[0].at)
    return _guess(evidence)


def _guess(evidence: Evidence) -> Found[Signal]:
    kinds = Counter(evidence.view.kind(schema) for schema in evidence.schemas)
    kind = kinds.most_common(1)[0][0]
    at, why = evidence.shape.answers[0].at, "the document does not say which values mean success"
    if kind == "string" and plain(evidence.name) in ("status", "resultstatus"):
        return Found(Signal(at=evidence.at, matches=_NO_FAILURE), "suggested", why, at)
    if plain(evidence.name) == "statuscode" and kind in ("integer", "number"):
        return Found(Signal(at=evidence.at, among=("2*", "0")), "suggested", why, at)
    return Found(Signal(at=evidence.at, among=_USUAL.get(kind, _USUAL["integer"])), "suggested", why, at)


def _is_boolean(evidence: Evidence) -> Found[tuple[str, ...]] | None:
    if all(evidence.view.kind(schema) == "boolean" for schema in evidence.schemas):
        return Found(("true",), "certain", f"`{evidence.name}` is true or false")
    return None


def _fixed(evidence: Evidence) -> Found[tuple[str, ...]] | None:
    values = (value for schema in evidence.schemas for value in said.fixed(schema) if value in _PLAUSIBLE)
    return _counted(values, "certain", "the schema gives `{}` as default or only value")


def _named(evidence: Evidence) -> Found[tuple[str, ...]] | None:
    looked = (mapping(evidence.view.resolve(schema.get("x-enum-reference"))) for schema in evidence.schemas)
    values = (value for schema in chain(evidence.schemas, looked) for value in said.named_success(schema))
    return _counted(values, "certain", "the schema calls `{}` success")


def _described(evidence: Evidence) -> Found[tuple[str, ...]] | None:
    texts = (str(schema.get("description", "")) for schema in evidence.schemas)
    values = (value for text in texts if (value := said.success(text)))
    return _counted(values, "certain", "its description calls `{}` success")


def _shown(evidence: Evidence) -> Found[tuple[str, ...]] | None:
    examples = (example for seen in evidence.shape.answers for example in seen.good.examples)
    values = [said.as_text(shapes.value_at(example, evidence.at)) for example in examples]
    own = [said.as_text(schema.get("example")) for schema in evidence.schemas]
    if len({one for one in (*values, *own) if re.fullmatch("20[0-6]", one)}) > 1:
        return Found(("2*",), "likely", "its examples are several of HTTP's statuses")
    found = _counted((one for one in values if one in _PLAUSIBLE), "likely", "examples of answers have `{}`")
    return found or _counted((one for one in own if one in _PLAUSIBLE), "likely", "its example is `{}`")


def _remarked(evidence: Evidence) -> Found[tuple[str, ...]] | None:
    """Look into descriptions of answers, where people write `{"code": 200, "data": …}`."""
    texts = (seen.good.description for seen in evidence.shape.answers)
    values = (value for text in texts for value in said.snippets(text, evidence.name) if value in _PLAUSIBLE)
    return _counted(values, "likely", "descriptions of answers show `{}`")


def _told(evidence: Evidence) -> Found[tuple[str, ...]] | None:
    """Look into the document's introduction, tables of codes included."""
    lines = list(said.prose(evidence.view.root))
    values = [value for line in lines if (value := said.introduced(line, evidence.name))]
    if any(map(said.is_status_row, lines)):
        # A table of HTTP's statuses is not about the code in the envelope, which may be 0 all the while.
        values = [value for value in values if not re.fullmatch("2..", value)]
    found = _counted(values, "likely", "the introduction calls `{}` success")
    return found and Found(found.value, found.sure, found.evidence, "#/info/description")


def _is_http(evidence: Evidence) -> Found[tuple[str, ...]] | None:
    if any(said.is_http(str(schema.get("description", ""))) for schema in evidence.schemas):
        return Found(("2*",), "likely", "its description says that it is the HTTP status")
    return None


def _mirrors(evidence: Evidence) -> Found[tuple[str, ...]] | None:
    """See whether the code is the HTTP status again in documented failures."""
    same = other = 0
    for seen in evidence.shape.answers[:_ASKED]:
        for answer in answers(evidence.view, seen):
            if answer.status[:1] in ("4", "5"):
                shown = {said.as_text(shapes.value_at(example, evidence.at)) for example in answer.examples}
                schemas = (shapes.schema_at(evidence.view, shape, evidence.at) for shape in answer.shapes)
                shown |= {value for schema in schemas for value in said.stated(schema)}
                same, other = same + (answer.status in shown), other + bool(shown - {"", answer.status})
    if same >= 2 and same > other:
        return Found(("2*",), "likely", f"in {same} documented failures it is the HTTP status")
    return None


def _listed(evidence: Evidence) -> Found[tuple[str, ...]] | None:
    values = (value for schema in evidence.schemas for value in said.listed_success(schema, _USUAL))
    return _counted(values, "likely", "of the values that it may have, `{}` sounds like success")


_RULES: tuple[_Rule, ...] = (
    _is_boolean,
    _fixed,
    _named,
    _described,
    _is_http,
    _shown,
    _remarked,
    _told,
    _mirrors,
    _listed,
)


def _counted(values: Iterable[str], sure: Sure, evidence: str) -> Found[tuple[str, ...]] | None:
    """Take the commonest value."""
    counted = Counter(values).most_common(1)
    return Found((counted[0][0],), sure, evidence.format(counted[0][0])) if counted else None
