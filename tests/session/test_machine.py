"""Lives that nobody thought of: the core against a model, with events in any order."""

from __future__ import annotations

import math

from anew.runtime.session import (
    LoginRequired,
    Phase,
    Record,
    RefreshFailed,
    SessionOptions,
    Snapshot,
    TokenSet,
    core,
    events,
)
from anew.runtime.session.core import Begin, Decision, Fail, Peek, Send, Wait
from anew.runtime.session.reread import Adopt, GiveUp, Spend, plan
from anew.runtime.session.state import Failure, Kind, State, Ticket
from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

OPTIONS = SessionOptions(breaker_flights=3, breaker_window=20.0)
DOWN = Failure(RefreshFailed, "down")
DEAD = Failure(LoginRequired, "dead")


class Session(RuleBasedStateMachine):
    """One session, a store that others write to, and flights that take their time."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State()
        self.now = 100.0
        self.wall = 1_000_000.0
        """What the system's clock says; anybody may set it."""
        self.store: dict[str, Record] = {}
        self.sent: list[Snapshot] = []
        """On the wire: sent, not answered."""
        self.replays: list[Snapshot] = []
        self.flying: list[Ticket] = []
        """Departed, and not landed: given-up ones are still among them."""
        self.spent: set[tuple[str, int]] = set()
        self.logins = 0

    def put(self, principal: str, gen: int, lifetime: float | None) -> TokenSet:
        expires_at = None if lifetime is None else self.wall + lifetime
        tokens = TokenSet(
            f"{principal}{gen}", "r", expires_at, obtained=self.now, principal=principal, gen=gen, lifetime=lifetime
        )
        self.store[principal] = Record(gen, tokens)
        return tokens

    def follow(self, decision: Decision, *, replay: bool = False) -> None:
        match decision:
            case Send(snapshot):
                assert snapshot is self.state.snapshot
                assert self.state.usable(self.now), "sent a token that is known to be refused or expired"
                (self.replays if replay else self.sent).append(snapshot)
            case Begin(ticket, send):
                assert self.state.flight == ticket
                assert send is None or self.state.usable(self.now)
                self.flying.append(ticket)
            case Peek(ticket):
                self.flying.append(ticket)
            case Wait(ticket):
                assert ticket == self.state.flight
                assert not self.state.usable(self.now)
            case Fail(failure):
                assert not failure.reason.isspace()

    @rule()
    def send(self) -> None:
        """Ask for a call that is about to be sent; the fast path must agree with the core."""
        fast = self.now < self.state.calm_until
        before = self.state
        self.state, decision = core.admit(before, self.now, OPTIONS)
        if fast:
            assert decision == Send(before.snapshot)
            assert self.state is before
        self.follow(decision)

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), refuse=st.booleans())
    def answer(self, data: st.DataObject, refuse: bool) -> None:
        """Answer a call that is on the wire, in any order: late refusals are among them."""
        snapshot = self.sent.pop(data.draw(st.integers(0, len(self.sent) - 1)))
        if not refuse:
            self.state = core.accepted(self.state, snapshot)
            return
        before = self.state
        self.state, decision = core.refused(before, snapshot, self.now, OPTIONS)
        if isinstance(decision, Send):
            assert decision.snapshot.epoch == snapshot.epoch, "replayed under another login"
            assert decision.snapshot.gen > snapshot.gen, "replayed with the token that was refused"
        self.follow(decision, replay=True)

    @precondition(lambda self: self.replays)
    @rule(refuse=st.booleans())
    def answer_replay(self, refuse: bool) -> None:
        """Answer a replay: refused again, it never leads to another flight."""
        snapshot = self.replays.pop()
        if not refuse:
            self.state = core.accepted(self.state, snapshot)
            return
        flight = self.state.flight
        self.state, decision = core.refused_again(self.state, snapshot, self.now, OPTIONS)
        assert isinstance(decision, Fail)
        assert self.state.flight == flight

    @precondition(lambda self: self.flying)
    @rule(data=st.data(), lifetime=st.sampled_from([None, 0.6, 8.0, 100.0]))
    def finish(self, data: st.DataObject, lifetime: float | None) -> None:
        """Let a flight do its work: re-read, then adopt, spend or give up."""
        ticket = self.flying.pop(data.draw(st.integers(0, len(self.flying) - 1)))
        if self.state.epoch != ticket.epoch or self.state.phase is Phase.CLOSED:
            return
        match plan(self.state, ticket, self.store.get(ticket.principal), wall=self.wall, now=self.now):
            case Adopt(tokens):
                assert tokens.gen > ticket.gen
                self.land(ticket, tokens)
            case Spend(held, expected):
                assert ticket.kind is not Kind.LOOK or held.gen > ticket.gen, "spent a token that is known to be dead"
                assert (held.principal, held.gen) not in self.spent, "spent a refresh token twice"
                assert expected <= held.gen
                self.spent.add((held.principal, held.gen))
                self.land(ticket, self.put(held.principal, held.gen + 1, lifetime))
            case GiveUp(failure):
                self.state = events.rejected(self.state, ticket, failure, self.now + OPTIONS.look_every)

    def land(self, ticket: Ticket, tokens: TokenSet) -> None:
        self.state = events.landed(self.state, ticket, tokens, self.now, OPTIONS)
        assert self.state.gen >= tokens.gen, "dropped tokens that were obtained"
        assert self.state.flight != ticket

    @precondition(lambda self: self.flying)
    @rule(data=st.data(), dead=st.booleans(), pause=st.floats(1, 30))
    def fail(self, data: st.DataObject, dead: bool, pause: float) -> None:
        """Let a flight fail, for now or for good."""
        ticket = self.flying.pop(data.draw(st.integers(0, len(self.flying) - 1)))
        before = self.state
        report = events.rejected if dead else events.failed
        self.state = report(before, ticket, DEAD if dead else DOWN, self.now + pause)
        assert self.state.tokens is before.tokens, "a failure dropped the tokens"

    @precondition(lambda self: self.state.flight)
    @rule(pause=st.floats(1, 30))
    def give_up(self, pause: float) -> None:
        """Give the current flight up; it goes on all the same, and may land late."""
        assert self.state.flight is not None
        self.state = events.failed(self.state, self.state.flight, DOWN, self.now + pause)

    @rule(seconds=st.sampled_from([0.1, 1.0, 5.0, 30.0, 1000.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.wall += seconds

    @rule(seconds=st.sampled_from([-1e6, -30.0, 30.0, 1e6]))
    def clock_jumps(self, seconds: float) -> None:
        """Set the system's clock: what is stored may look expired, or good for ever, and tokens at hand do not."""
        self.wall += seconds

    @rule(principal=st.sampled_from(["default", "bob"]), lifetime=st.sampled_from([None, 8.0, 100.0]))
    def login(self, principal: str, lifetime: float | None) -> None:
        """Log in here."""
        if self.state.phase is Phase.CLOSED:
            return
        held = self.state.gen if self.state.principal == principal else 0
        found = self.store.get(principal)
        tokens = self.put(principal, max(held, found.gen if found else 0) + 1, lifetime)
        epoch = self.state.epoch
        self.state = events.logged_in(self.state, tokens, OPTIONS)
        assert (self.state.epoch, self.state.tokens) == (epoch + 1, tokens)

    @rule()
    def logout(self) -> None:
        """Log out here."""
        if self.state.phase is Phase.CLOSED:
            return
        found = self.store.get(self.state.principal)
        if found and found.tokens:
            self.store[self.state.principal] = Record(found.gen + 1, None)
        self.state = events.logged_out(self.state, self.now + OPTIONS.look_every)

    @rule(lifetime=st.sampled_from([None, -5.0, 8.0]))
    def refreshed_elsewhere(self, lifetime: float | None) -> None:
        """Let another process refresh or log in."""
        found = self.store.get(self.state.principal)
        gen = max(found.gen if found else 0, self.state.gen)
        self.spent.add((self.state.principal, gen))
        self.put(self.state.principal, gen + 1, lifetime)

    @rule()
    def logged_out_elsewhere(self) -> None:
        """Log out in another process."""
        found = self.store.get(self.state.principal)
        if found and found.tokens:
            self.store[self.state.principal] = Record(found.gen + 1, None)

    @rule()
    def lost(self) -> None:
        """Have the server say that nobody is logged in."""
        flight = self.state.flight
        self.state, decision = core.lost(self.state, self.state.snapshot, self.now, OPTIONS)
        assert self.state.flight == flight
        if isinstance(decision, Peek):
            self.follow(decision)

    @rule(shared=st.booleans())
    def fork(self, shared: bool) -> None:
        """Go on as the child; what the parent flies is not ours."""
        self.state = evolve(events.forked(self.state, shared=shared, jitter=0.5), orphan=False)
        self.flying = []
        self.sent = []

    @precondition(lambda self: self.state.tickets > 15)
    @rule()
    def close(self) -> None:
        self.state = events.closed(self.state)

    @invariant()
    def a_flight_is_under_way_exactly_while_refreshing(self) -> None:
        assert (self.state.flight is not None) == (self.state.phase is Phase.REFRESHING)

    @invariant()
    def the_current_flight_is_of_the_current_epoch(self) -> None:
        flight = self.state.flight
        assert flight is None or (flight.epoch, flight.principal) == (self.state.epoch, self.state.principal)

    @invariant()
    def the_current_flight_is_really_flown(self) -> None:
        assert self.state.flight is None or self.state.flight in self.flying

    @invariant()
    def tokens_belong_to_the_principal(self) -> None:
        tokens = self.state.tokens
        assert tokens is None or tokens.principal == self.state.principal

    @invariant()
    def the_fast_path_sends_only_what_is_usable(self) -> None:
        assert self.now >= self.state.calm_until or self.state.usable(self.now)

    @invariant()
    def breaker_counts_are_bounded(self) -> None:
        assert len(self.state.recent) <= OPTIONS.breaker_flights
        assert self.state.breaker_until < math.inf


Session.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None, derandomize=True)
TestLives = Session.TestCase
