"""Raw operations become facts: all that is known of each endpoint, in one dialect."""

from __future__ import annotations

from attrs import frozen

from anew.document import Document
from anew.model import Envelope, SecurityScheme
from anew.normalise import security, servers
from anew.normalise.answers import Judge
from anew.normalise.bodies import bodies
from anew.normalise.envelopes import Envelopes
from anew.normalise.facts import OperationFact
from anew.normalise.identity import Identity
from anew.normalise.keywords import flag, mapping, text
from anew.normalise.parameters import signature
from anew.normalise.raw import Raw
from anew.normalise.schemas import Reader
from anew.settings import NONE, Settings

_NO_REPLAY = "x-no-auth-replay"


@frozen
class Operations:
    """Reads operations, with what holds for all of them at hand."""

    document: Document
    reader: Reader
    envelopes: Envelopes
    settings: Settings
    schemes: tuple[SecurityScheme, ...]
    silent: bool
    """The document speaks of security nowhere."""

    def fact(self, raw: Raw, identity: Identity, key: str) -> OperationFact:
        """Read one operation."""
        signed = signature(self.reader, raw, identity.hint)
        answered = Judge(self.reader, self.envelopes, self._envelopes(identity), identity.hint).answers(raw)
        wanted = self._security(raw, identity)
        return OperationFact(
            key=key,
            id=identity.id,
            name=identity.name,
            group=identity.group,
            method=raw.method,
            path=signed.path,
            at=raw.at,
            parameters=signed.parameters,
            bodies=bodies(self.reader, raw.payload, identity.hint),
            body_required=bool(raw.payload and raw.payload.required),
            answers=answered.good,
            errors=answered.bad,
            security=wanted,
            authenticated=self._authenticated(wanted, identity),
            replay=self._replay(raw, identity),
            pagings=self._pagings(identity),
            server=servers.own(raw.value, mapping(raw.item.value)),
            summary=text(raw.value.get("summary")),
            description=text(raw.value.get("description")),
            deprecated=flag(raw.value.get("deprecated")),
        )

    def _envelopes(self, identity: Identity) -> tuple[Envelope, ...]:
        """Give the envelopes that an operation may have: the one that its rule names, else all, the main one first."""
        named = identity.rule.envelope
        if named is not None:
            return tuple(one for one in self.settings.envelopes if one.name == named and named != NONE)
        main = self.settings.envelope
        return (*([main] if main else []), *(one for one in self.settings.envelopes if one is not main))

    def _pagings(self, identity: Identity) -> tuple[str, ...]:
        named = identity.rule.paging
        return tuple(one.name for one in self.settings.pagings if named is None or one.name == named)

    def _security(self, raw: Raw, identity: Identity) -> security.Requirement | None:
        own = security.requirement(raw.value.get("security"))
        said = own if own is not None else security.requirement(self.document.root.get("security"))
        session = self.settings.session
        if said is not None or self.silent or security.makes_tokens(session, identity.id):
            return said
        # Documents forget `security` more readily than the answer to those who come without a token.
        return security.hinted(self.schemes, session) if "401" in mapping(raw.value.get("responses")) else None

    def _authenticated(self, wanted: security.Requirement | None, identity: Identity) -> bool:
        said = identity.rule.authenticated
        if security.makes_tokens(self.settings.session, identity.id):
            return False
        if said is not None:
            return said
        return security.authenticated(wanted, self.schemes, self.settings.session, identity.id, silent=self.silent)

    def _replay(self, raw: Raw, identity: Identity) -> bool:
        said = identity.rule.replay
        return said if said is not None else not flag(raw.value.get(_NO_REPLAY))
