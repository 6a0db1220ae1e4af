"""Answers as written become what a caller may get: by status, and by media type where that makes a difference."""

from __future__ import annotations

import re

from attrs import evolve, frozen

from anew.model import AnswerKind, Envelope
from anew.names import pascal
from anew.normalise import events, media
from anew.normalise.envelopes import Envelopes
from anew.normalise.facts import AnswerFact, Tame
from anew.normalise.forms import ANY, BINARY, STRING, union
from anew.normalise.raw import Content, Raw, Reply
from anew.normalise.schemas import Reader

_BODYLESS = ("204", "205", "304")
_ERROR = re.compile(r"error|fault|failure|problem", re.IGNORECASE)
_JSON = Content("application/json", None)


@frozen
class Answers:
    """What an operation may answer."""

    good: tuple[AnswerFact, ...]
    bad: tuple[AnswerFact, ...]


@frozen
class Judge:
    """Reads the answers of one operation."""

    reader: Reader
    envelopes: Envelopes
    wanted: tuple[Envelope, ...]
    """The envelopes that the operation may have, by preference."""
    hint: str

    def answers(self, raw: Raw) -> Answers:
        """Read all answers; those of success are 2XX and, only if there is none, the default."""
        statuses = [self._status(reply) for reply in raw.replies]
        fine = [status for status in statuses if status.startswith("2")]
        fine = fine or ([] if any(map(_tells_of_errors, raw.replies)) else ["default"])
        good: list[AnswerFact] = []
        bad: list[AnswerFact] = []
        for reply, status in zip(raw.replies, statuses, strict=True):
            found = [] if _is_silent(raw, status) else self._facts(reply, status, self._name(reply, status, fine))
            (good if status in fine else bad).extend(found or [self._empty(reply, status)])
        if not any(reply.contents for reply, status in zip(raw.replies, statuses, strict=True) if status in fine):
            # Many documents leave out what is answered, which is not to say that nothing is.
            good = [fact if _is_silent(raw, fact.status) else evolve(fact, kind="unknown") for fact in good]
        keyed = [evolve(fact, key=str(index)) for index, fact in enumerate([*good, *bad])]
        return Answers(tuple(keyed[: len(good)]), tuple(keyed[len(good) :]))

    def _status(self, reply: Reply) -> str:
        status = reply.status.strip().upper()
        if re.fullmatch(r"[1-5]([0-9]{2}|XX)", status):
            return status
        if status != "DEFAULT":
            self.reader.ledger.remark(f"`{reply.status[:40]}` is no status, so it is read as `default`", reply.at)
        return "default"

    def _name(self, reply: Reply, status: str, fine: list[str]) -> str:
        """Propose a name for types that have none: `GetUserResult`, `GetUserError404`."""
        if reply.name:
            return pascal(reply.name)
        number = "" if status == "default" else status
        if status in fine:
            return f"{self.hint}Result{number if len(fine) > 1 else ''}"
        return f"{self.hint}Error{number}"

    def _facts(self, reply: Reply, status: str, hint: str) -> list[AnswerFact]:
        contents = reply.contents
        if not contents and any(envelope.document == "untyped" for envelope in self.wanted):
            contents = (_JSON,)
        kinds = [media.answer_kind(one.media_type, one.schema, self.reader.views) for one in contents]
        facts: dict[tuple[str, str], AnswerFact] = {}
        for content, kind in zip(contents, kinds, strict=True):
            if not self._needless(content, kind, kinds):
                fact = self._fact(reply, status, content, kind, hint)
                facts.setdefault((fact.kind, repr(fact.type)), fact)
        return list(facts.values())

    def _needless(self, content: Content, kind: AnswerKind, kinds: list[AnswerKind]) -> bool:
        """Tell whether an answer is JSON in other words: the client asks for JSON where there is a choice."""
        if "json" not in kinds:
            return False
        described = content.schema is not None and not media.is_octets(content.schema, self.reader.views)
        return kind == "text" or (kind == "binary" and described)

    def _fact(self, reply: Reply, status: str, content: Content, kind: AnswerKind, hint: str) -> AnswerFact:
        inside = self.envelopes.unwrap(content.schema, self.wanted, hint) if kind == "json" else None
        return AnswerFact(
            key="",
            status=status,
            kind="empty" if inside and inside.type is None else kind,
            media_type="" if media.is_wild(content.media_type) else content.media_type.strip(),
            type=inside.type if inside else self._type(content, kind, hint),
            envelope=inside.envelope if inside else None,
            description=reply.description,
            headers=self._headers(reply, hint),
        )

    def _empty(self, reply: Reply, status: str) -> AnswerFact:
        return AnswerFact("", status, "empty", "", None, None, reply.description, self._headers(reply, self.hint))

    def _type(self, content: Content, kind: AnswerKind, hint: str) -> Tame:
        if kind in ("text", "binary"):
            return STRING if kind == "text" else BINARY
        if kind == "json":
            return self.reader.safely(content.schema, hint) if content.schema else ANY
        if kind == "sse" and content.item is not None:
            kinds = events.data_of(content.item, self.reader.views)
            return union([self.reader.safely(one, f"{hint}Event") for one in kinds])
        return self._item(content, f"{hint}Event" if kind == "sse" else f"{hint}Item")

    def _item(self, content: Content, hint: str) -> Tame:
        """Read what one event or line is; some describe the list of all of them instead."""
        found = content.item or content.schema
        if found is None:
            return ANY
        tame = self.reader.safely(found, hint)
        items = tame.get("items") if tame.get("type") == "array" and content.item is None else None
        return items if isinstance(items, dict) else tame

    def _headers(self, reply: Reply, hint: str) -> tuple[tuple[str, Tame], ...]:
        return tuple((name, self.reader.safely(found, hint + pascal(name))) for name, found in reply.headers)


def _tells_of_errors(reply: Reply) -> bool:
    """Tell whether the only answer is one of failures, as flask-smorest gives all operations a default error."""
    return reply.status.lower() == "default" and _ERROR.search(f"{reply.name} {reply.description}") is not None


def _is_silent(raw: Raw, status: str) -> bool:
    """Tell whether an answer has no body by what HTTP says."""
    return raw.method == "HEAD" or status in _BODYLESS
