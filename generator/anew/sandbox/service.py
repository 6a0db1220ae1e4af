"""A request becomes a reply: the way through the sandbox, in the order in which a real server goes it."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field, frozen

from anew.sandbox import bodies, grants
from anew.sandbox.answers import Answers
from anew.sandbox.arguments import Arguments, Sent, UnreadableError
from anew.sandbox.bodies import Body
from anew.sandbox.clock import Clock
from anew.sandbox.faults import Fault, Faults, of_kind
from anew.sandbox.gatekeeper import Gatekeeper
from anew.sandbox.grants import Grants
from anew.sandbox.journal import Journal
from anew.sandbox.likeness import Likeness
from anew.sandbox.making import Making
from anew.sandbox.options import Options
from anew.sandbox.paging import paged
from anew.sandbox.plan import Endpoint, Payload
from anew.sandbox.reading import Read
from anew.sandbox.refusals import Refusals
from anew.sandbox.reply import Reply
from anew.sandbox.routes import Routes
from anew.sandbox.samples import Samples
from anew.sandbox.tokens import Pair, RefusedError, Tokens


@frozen
class Incoming:
    """A request that leads to an endpoint."""

    endpoint: Endpoint
    sent: Sent
    raw: bytes = field(repr=False)
    faults: tuple[Fault, ...] = ()


@define
class Handled:
    """What became of a request."""

    reply: Reply
    note: str = ""
    pair: Pair | None = None


class Service:
    """Everything that a sandbox is, but for the network."""

    def __init__(self, read: Read, options: Options, clock: Clock | None = None) -> None:
        """Begin with nobody logged in."""
        self.plan, self.options, self.clock = read.plan, options, clock or Clock()
        self.routes, self.faults, self.journal = Routes(read.plan), Faults(), Journal()
        session = read.plan.settings.session
        as_jwt = options.jwt or (session is not None and grants.as_jwt(session.tokens))
        self.tokens = Tokens(self.clock, options, as_jwt)
        self._samples = Samples(read.document, read.views, options.seed)
        likeness = Likeness(self._samples.text)
        self.answers = Answers(Making(self._samples, likeness, read.views), likeness, read.plan.settings)
        self.refusals = Refusals(read.plan, self.answers, likeness)
        self.grants = Grants(session, self.clock, likeness) if session else None
        self._gate = Gatekeeper(self.tokens, self.grants, read.plan.schemes)
        self._arguments = Arguments(read.views)

    async def handle(self, incoming: Incoming) -> Handled:
        """Answer a request."""
        endpoint = incoming.endpoint
        forced = of_kind(incoming.faults, "expired", "anonymous")
        if forced is not None and forced.kind in ("expired", "anonymous"):
            return Handled(self.refusals.make(endpoint, forced.kind, "said by a fault"), forced.kind)
        entry = self._gate.enter(endpoint, incoming.sent)
        if entry.why:
            return Handled(self.refusals.make(endpoint, entry.why, entry.message), entry.why, entry.pair)
        token = await self._token(incoming) if endpoint.role else ""
        # Where and how a token is sent is for `sdk.yaml` to say, even if the document shows it differently or not.
        problem = await self._problem(incoming) if self.options.validate and not token else ""
        if problem:
            return Handled(self.refusals.make(endpoint, "invalid", problem), "invalid", entry.pair)
        if endpoint.role:
            return await self._exchange(incoming, token, entry.pair)
        return self._plainly(incoming, entry.pair)

    async def _problem(self, incoming: Incoming) -> str:
        """Find what the document does not allow about a request."""
        try:
            body = await bodies.read(incoming.endpoint, incoming.sent.headers, incoming.raw, self._arguments)
            return self._wrong(incoming, body)
        except UnreadableError as error:
            return str(error)

    def _wrong(self, incoming: Incoming, body: Body) -> str:
        """Find a value that the document does not allow; raises UnreadableError."""
        for argument in incoming.endpoint.arguments:
            value = self._arguments.read(argument, incoming.sent)
            if value is None and argument.required:
                return f"{argument.name}: is missing"
            problem = self._samples.problem(argument.schema, value) if value is not None else ""
            if problem:
                return f"{argument.name}: {problem}"
        payload = body.payload
        if payload is None or payload.schema is None or isinstance(body.value, bytes) or not _is_judged(payload):
            return ""
        return self._samples.problem(payload.schema, body.value)

    def _plainly(self, incoming: Incoming, pair: Pair | None) -> Handled:
        reply = self._success(incoming)
        if pair is not None and self.grants is not None and self._is_renewed(pair):
            self.grants.renew(reply, self.tokens.renew(pair))
        return Handled(reply, pair=pair)

    def _success(self, incoming: Incoming) -> Reply:
        endpoint = incoming.endpoint
        promise = self.answers.chosen(endpoint, incoming.sent.headers.get("accept", ""))
        reply = self.answers.success(endpoint, promise)
        if endpoint.pagings and promise.kind == "json":
            reply.body = paged(reply.body, endpoint, promise.envelope, incoming.sent.query)
        return reply

    def _is_renewed(self, pair: Pair) -> bool:
        """Tell whether it is time to hand out new tokens along with an answer, on servers that do so."""
        session = self.plan.settings.session
        places = session.tokens.renewed_access if session else ()
        return bool(places) and pair.expires - self.clock.now() < self.options.ttl / 4

    async def _token(self, incoming: Incoming) -> str:
        """Find the token that is exchanged or given up; empty if there is none."""
        session, role = self.plan.settings.session, incoming.endpoint.role
        exchange = {"refresh": session.refresh, "logout": session.logout}.get(role) if session else None
        if exchange is None or self.grants is None:
            return ""
        body = await bodies.loosely(incoming.sent.headers, incoming.raw)
        return self.grants.presented(exchange, incoming.sent, body)

    async def _exchange(self, incoming: Incoming, token: str, pair: Pair | None) -> Handled:
        """Log in, refresh or log out."""
        role = incoming.endpoint.role
        if role == "refresh" and (token or not self._is_login(incoming.endpoint)):
            return self._refresh(incoming, token)
        if role != "logout":
            body = await bodies.loosely(incoming.sent.headers, incoming.raw)
            return self._login(incoming, grants.who(incoming.sent, body, self.options.users))
        self.tokens.end_by(token or (self.grants.access(incoming.sent) if self.grants else ""))
        return Handled(self._success(incoming), "logout", pair)

    def _is_login(self, endpoint: Endpoint) -> bool:
        """Tell whether an operation that refreshes logs in as well, as OAuth2's token endpoint does."""
        session = self.plan.settings.session
        return bool(session and session.login and session.login.operation == endpoint.id)

    def _login(self, incoming: Incoming, name: str | None) -> Handled:
        if name is None:
            reply = self.refusals.make(incoming.endpoint, "anonymous", "user name or password is wrong")
            return Handled(reply, "wrong password")
        return self._given(incoming, self.tokens.login(name), "login")

    def _refresh(self, incoming: Incoming, token: str) -> Handled:
        try:
            pair = self.tokens.refresh(token)
        except RefusedError as error:
            return Handled(self.refusals.make(incoming.endpoint, "dead", f"{error}; log in"), f"refused: {error}")
        if of_kind(incoming.faults, "stale"):
            pair.stale = True
        if of_kind(incoming.faults, "twice"):
            self.tokens.rotate_again(pair)
        return self._given(incoming, pair, "refresh")

    def _given(self, incoming: Incoming, pair: Pair, note: str) -> Handled:
        reply = self._success(incoming)
        if self.grants is not None:
            self.grants.give(reply, pair)
        return Handled(reply, note, pair)

    def reset(self) -> None:
        """Forget logins, faults and requests."""
        self.tokens.reset()
        self.faults.clear()
        self.journal.clear()


def _is_judged(payload: Payload) -> bool:
    """Tell whether a body can keep to its schema: some documents say of a form that it is a text."""
    shape = payload.schema.value if payload.schema else None
    return payload.kind == "json" or not (isinstance(shape, dict) and shape.get("type", "object") != "object")


def sent_by(headers: Iterable[tuple[bytes, bytes]]) -> tuple[dict[str, str], dict[str, str]]:
    """Give the headers by name in lower case, and the cookies."""
    named: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        named[key] = f"{named[key]}{'; ' if key == 'cookie' else ', '}{text}" if key in named else text
    pairs = (part.partition("=") for part in named.get("cookie", "").split(";"))
    return named, {name.strip(): value.strip().strip('"') for name, _, value in pairs if name.strip()}
