"""I20 to I27: what is in the store, before and after, whatever others write there."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from contextlib import _GeneratorContextManager
from pathlib import Path

import pytest
from anew.runtime.session import (
    FileStore,
    Intent,
    LoginRequired,
    MemoryStore,
    Record,
    RefreshRejected,
    Session,
    SessionChanged,
    SessionOptions,
    Snapshot,
    StoreKey,
    StoreUnavailable,
    TokenGrant,
    TokenSet,
    TokenStore,
)
from attrs import evolve

from .support import (
    OPTIONS,
    PATIENCE,
    Call,
    Countdown,
    Endpoint,
    World,
    flight_of,
    join,
    renew,
    snapshot_of,
    spawn,
    world,
)

KEY = StoreKey("default")


class Diary(MemoryStore):
    """A store that writes down what is asked of it, and refuses writes when told."""

    def __init__(self, diary: list[str]) -> None:
        super().__init__()
        self.diary = diary
        self.broken = 0
        """How many writes of new tokens are still to fail."""

    def load(self, key: StoreKey) -> Record | None:
        self.diary.append("load")
        return super().load(key)

    def save(self, key: StoreKey, record: Record, *, expected: int) -> bool:
        self.diary.append("intent" if record.intent else "save")
        if self.broken and not record.intent:
            self.broken -= 1
            raise OSError(28, "No space left on device")
        return super().save(key, record, expected=expected)

    def lock(self, key: StoreKey, timeout: float) -> _GeneratorContextManager[None, None, None]:
        self.diary.append("lock")
        return super().lock(key, timeout)


def diary_world() -> tuple[World, Diary]:
    store = Diary([])
    w = world(Endpoint(hold=lambda: store.diary.append("refresh")), store=store)
    store.diary.clear()
    return w, store


def stored(store: TokenStore, key: StoreKey = KEY) -> TokenSet:
    record = store.load(key)
    assert record is not None
    assert record.tokens is not None
    return record.tokens


def test_i20_i22_the_order_is_lock_read_intent_refresh_save() -> None:
    """The store is locked, read and written to before the token is spent, and written to before anybody goes on."""
    w, store = diary_world()
    renew(w.session)

    assert store.diary == ["lock", "load", "intent", "refresh", "save"]


def test_i20_a_store_that_cannot_be_written_saves_the_token_from_being_spent() -> None:
    """If the intent cannot be written the refresh call is not made."""
    w, store = diary_world()
    store.save = lambda *args, **named: (_ for _ in ()).throw(PermissionError())  # type: ignore[method-assign]

    with pytest.raises(StoreUnavailable, match="PermissionError"):
        renew(w.session)
    assert not w.endpoint.calls


def test_i20_the_new_tokens_are_stored_when_the_first_waiter_is_released() -> None:
    """Whoever gets the new snapshot finds it in the store."""
    w = world()

    assert stored(w.store).access == "a0"
    assert renew(w.session).access == stored(w.store).access == "a1"


def test_i20_an_intent_left_behind_is_named_when_the_token_turns_out_to_be_spent() -> None:
    """If a process died while refreshing, the one that finds the token spent says so."""
    w = world(Endpoint(script=[RefreshRejected("used before")]))
    record = w.store.load(KEY)
    assert record is not None
    w.store.save(KEY, evolve(record, intent=Intent(4321, 0.0)), expected=1)

    with pytest.raises(LoginRequired, match="by process 4321"):
        renew(w.session)


def test_i21_tokens_that_cannot_be_stored_are_current_all_the_same() -> None:
    """If writing fails after the rotation waiters succeed, and a hook tells."""
    w, store = diary_world()
    store.broken = 100

    assert renew(w.session).access == "a1"
    w.hooks.wait_for("persist_failed")
    assert snapshot_of(w.session).access == "a1"


def test_i21_writing_is_tried_again_with_the_lock_held() -> None:
    """The tokens get into the store as soon as it takes them; nobody else can spend the old one meanwhile."""
    w, store = diary_world()
    store.broken = 3
    renew(w.session)
    w.session.close()

    assert stored(store).access == "a1"
    assert store.diary.count("lock") == 1
    assert w.clock.slept == [0.1, 0.2, 0.4]


def test_i21_tokens_that_were_never_stored_are_refreshed_from_memory() -> None:
    """When trying again was in vain the next refresh spends the newer token of memory, not the store's old one."""
    w, store = diary_world()
    store.broken = 1 + OPTIONS.persist_retries
    renew(w.session)

    assert renew(w.session).access == "a2"
    assert w.endpoint.reused == 0
    assert stored(store).access == "a2"


def test_i21_a_login_that_cannot_be_stored_counts_all_the_same() -> None:
    """The user is logged in, and a hook tells that this process alone knows."""
    w, store = diary_world()
    store.broken = 1
    w.session.login(TokenGrant("b0", "rb"))

    assert snapshot_of(w.session).access == "b0"
    assert w.hooks.names == ["persist_failed"]


def test_i22_waiting_for_the_lock_ends_in_adoption() -> None:
    """Who waited for the lock while another process refreshed reads again, and refreshes nothing."""
    first = world()
    gate = Countdown(1)
    first.endpoint.hold = gate.wait
    second = first.another()
    flight = flight_of(first.session.refused(snapshot_of(first.session)))
    first.hooks.wait_for("refresh_started")
    other = flight_of(second.session.refused(snapshot_of(second.session)))
    gate.arrive()

    assert other.wait(PATIENCE).access == flight.wait(PATIENCE).access == "a1"
    second.rest()
    assert second.hooks.names == ["adopted"]
    assert len(first.endpoint.calls) == 1


def test_i22_a_newer_generation_that_has_expired_too_is_refreshed_in_the_same_flight() -> None:
    """A process that slept through two expiries spends the store's refresh token, not its own."""
    first = world(Endpoint(expires_in=10))
    second = first.another()
    renew(first.session)
    first.clock.advance(10)

    assert flight_of(second.session.admit()).wait(PATIENCE).access == "a2"
    assert [tokens.refresh for tokens in first.endpoint.calls] == ["r0", "r1"]
    assert first.endpoint.reused == 0


def _work(directory: Path, ledger: Path, generations: int) -> None:
    """One of several processes: goes on until the server has seen so many expiries."""

    def refresher(tokens: TokenSet) -> TokenGrant:
        # The ledger is the server: a refresh token is good once. Two processes here at once would both append.
        with ledger.open("a") as file:
            file.write(f"{tokens.refresh}\n")
        return TokenGrant(f"a{tokens.gen}", f"r{tokens.gen}")

    options = SessionOptions(breaker_flights=10_000)
    session = Session(refresher, store=FileStore(directory), options=options)
    while True:
        snapshot = Call(session, lambda _: False).run()
        if snapshot.gen > generations:
            return
        # Every generation expires after its first use in each process.
        step = session.refused(snapshot)
        if not isinstance(step, Snapshot):
            step.wait(PATIENCE)


def test_i23_processes_that_share_a_file_spend_each_refresh_token_once(tmp_path: Path) -> None:
    """Four processes over twenty expiries make twenty refreshes, and no refresh token is presented twice."""
    ledger = tmp_path / "ledger"
    Session(store=FileStore(tmp_path)).login(TokenGrant("a0", "r0"))
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_work, args=(tmp_path, ledger, 20)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert [worker.exitcode for worker in workers] == [0] * 4
    assert ledger.read_text().split() == [f"r{number}" for number in range(20)]


def _die_at(step: str, directory: Path, wire: Path) -> None:
    """Refresh, and be gone without a word at one step of it."""
    store = FileStore(directory)

    def refresher(tokens: TokenSet) -> TokenGrant:
        if step == "before":
            os._exit(9)
        wire.write_text("spent")
        if step == "after":
            os._exit(9)
        return TokenGrant("a1", "r1")

    renew_or_wait(Session(refresher, store=store))
    os._exit(9)


def renew_or_wait(session: Session) -> Snapshot:
    first = session.admit()
    snapshot = first if isinstance(first, Snapshot) else first.wait(PATIENCE)
    step = session.refused(snapshot)
    return step if isinstance(step, Snapshot) else step.wait(PATIENCE)


@pytest.mark.parametrize(
    ("step", "grace", "expected"),
    [("before", False, "a1"), ("after", True, "a1"), ("after", False, "login"), ("saved", False, "a1")],
)
def test_i24_after_a_sudden_death_the_next_process_goes_on_or_asks_for_a_login(
    tmp_path: Path, step: str, grace: bool, expected: str
) -> None:
    """Killed before spending, or after storing, or with a grace: the next one goes on. In the window left: a login."""
    wire = tmp_path / "wire"
    Session(store=FileStore(tmp_path)).login(TokenGrant("a0", "r0"))
    process = multiprocessing.get_context("spawn").Process(target=_die_at, args=(step, tmp_path, wire))
    process.start()
    process.join(PATIENCE)
    assert process.exitcode == 9

    def refresher(tokens: TokenSet) -> TokenGrant:
        if wire.exists() and tokens.refresh == "r0" and not grace:
            raise RefreshRejected("used before")
        return TokenGrant("a1", "r1")

    session = Session(refresher, store=FileStore(tmp_path))
    try:
        found = renew_or_wait(session).access
    except LoginRequired:
        found = "login"

    assert found == expected


def test_i25_tokens_of_another_principal_are_not_adopted() -> None:
    """A store that answers with somebody else's tokens is not believed, and nothing is spent or overwritten."""
    w = world()
    foreign = Record(7, TokenSet("b0", "rb", principal="bob", gen=7))
    w.store.save(KEY, foreign, expected=1)

    with pytest.raises(StoreUnavailable, match="another principal"):
        renew(w.session)
    assert w.store.load(KEY) is foreign
    assert not w.endpoint.calls


def test_i25_who_waited_under_the_old_login_is_not_replayed_under_a_new_one() -> None:
    """A login of somebody else in the middle of a flight ends the wait with `SessionChanged`."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait))
    flight = flight_of(w.session.refused(snapshot_of(w.session)))
    w.session.login(TokenGrant("b0", "rb"), principal="bob")

    with pytest.raises(SessionChanged):
        flight.wait(PATIENCE)
    gate.arrive()
    w.session.close()
    assert w.session.tokens is not None
    assert w.session.tokens.access == "b0"


def test_i25_a_refusal_of_the_old_logins_token_is_not_replayed_under_a_new_one() -> None:
    """A call sent before the login and refused after it raises `SessionChanged`; nothing is refreshed."""
    w = world()
    old = snapshot_of(w.session)
    w.session.login(TokenGrant("b0", "rb"), principal="bob")

    with pytest.raises(SessionChanged):
        w.session.refused(old)
    with pytest.raises(SessionChanged):
        w.session.refused_again(old)
    assert not w.endpoint.calls


def test_i25_each_principal_has_a_record_of_its_own() -> None:
    """Logging in as somebody else leaves the first one's tokens in the store."""
    w = world(principal="ada")
    w.session.login(TokenGrant("b0", "rb"), principal="bob")

    assert stored(w.store, StoreKey("ada")).access == "a0"
    assert stored(w.store, StoreKey("bob")).access == "b0"


def test_i25_a_refresh_under_way_is_stored_for_the_principal_it_belongs_to() -> None:
    """A rotation that ends after somebody else logged in is kept under its own principal's key."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait), principal="ada")
    w.session.refused(snapshot_of(w.session))
    w.hooks.wait_for("refresh_started")
    w.session.login(TokenGrant("b0", "rb"), principal="bob")
    gate.arrive()
    w.session.close()

    assert stored(w.store, StoreKey("ada")).access == "a1"
    assert stored(w.store, StoreKey("bob")).access == "b0"


def test_i26_logging_out_during_a_flight_discards_its_result() -> None:
    """The refresh ends, its tokens are neither current nor stored, and the session stays logged out."""
    gate = Countdown(1)
    w = world(Endpoint(hold=gate.wait))
    flight = flight_of(w.session.refused(snapshot_of(w.session)))
    w.hooks.wait_for("refresh_started")
    gone = w.session.logout()
    gate.arrive()
    with pytest.raises(SessionChanged):
        flight.wait(PATIENCE)
    w.session.close()

    assert gone is not None
    assert gone.access == "a0"
    assert w.session.tokens is None
    assert w.store.load(KEY) == Record(2, None)


def test_i26_after_logging_out_calls_require_a_login() -> None:
    """Nothing brings the tokens back, neither at once nor when the store is looked at again."""
    w = world()
    w.session.logout()
    with pytest.raises(LoginRequired, match="logged out"):
        w.session.admit()
    w.clock.advance(OPTIONS.look_every)

    with pytest.raises(LoginRequired):
        flight_of(w.session.admit()).wait(PATIENCE)


def test_i26_logging_out_elsewhere_ends_in_a_required_login() -> None:
    """A process that is refused after another one logged out finds the mark in the store, and refreshes nothing."""
    w = world()
    w.another().session.logout()

    with pytest.raises(LoginRequired, match="logged out by another"):
        renew(w.session)
    assert not w.endpoint.calls


def test_i26_tokens_that_cannot_be_removed_from_the_store_do_not_come_back() -> None:
    """If the store fails, logging out says so, and this session does not read them again."""
    w = world()
    w.store.save = lambda *args, **named: (_ for _ in ()).throw(OSError())  # type: ignore[method-assign]
    with pytest.raises(StoreUnavailable):
        w.session.logout()
    w.clock.advance(3600)

    with pytest.raises(LoginRequired):
        w.session.admit()


def test_i27_a_paused_holder_does_not_overwrite_a_newer_token() -> None:
    """A refresh whose lock was lost finds a newer generation when it saves, and yields to it."""
    w = world()

    def somebody_else_wins() -> None:
        w.store.save(KEY, Record(5, TokenSet("newer", "r5", gen=5)), expected=1)

    w.endpoint.hold = somebody_else_wins

    assert renew(w.session).access == "newer"
    assert stored(w.store).access == "newer"


def test_i27_a_store_that_was_emptied_meanwhile_is_filled_again() -> None:
    """Somebody deleted the file in the middle of a refresh: the new tokens are stored, not dropped."""
    w = world()

    def vanish() -> None:
        assert isinstance(w.store, MemoryStore)
        w.store._records.clear()

    w.endpoint.hold = vanish

    assert renew(w.session).access == stored(w.store).access == "a1"


def test_i27_of_two_logins_at_once_the_stores_order_counts() -> None:
    """Sessions that log in at the same time end with different generations, and the last one is stored."""
    w = world(login=False)
    sessions = [w.another().session for _ in range(8)]
    join([spawn(session.login, TokenGrant(f"t{n}", "r")) for n, session in enumerate(sessions)])

    tokens = [session.tokens for session in sessions]
    assert sorted(token.gen for token in tokens if token) == list(range(1, 9))
    assert stored(w.store).gen == 8


def test_tokens_handed_out_with_an_answer_become_current_once_stored() -> None:
    """`renewed` takes over what the server gave unasked, and keeps the refresh token if none came with it."""
    w = world()
    w.session.renewed(snapshot_of(w.session), TokenGrant("gift"))
    w.hooks.wait_for("refresh_done")

    assert snapshot_of(w.session).access == "gift"
    assert stored(w.store).refresh == "r0"
    assert not w.endpoint.calls


def test_tokens_handed_out_with_an_old_answer_are_ignored() -> None:
    """An answer to a call with an older token does not replace newer tokens."""
    w = world()
    old = snapshot_of(w.session)
    renew(w.session)
    w.session.renewed(old, TokenGrant("gift"))

    assert snapshot_of(w.session).access == "a1"


def test_tokens_handed_out_that_cannot_be_stored_count_all_the_same() -> None:
    """A store that is down does not make the session forget what the server gave."""
    w = world()
    w.store.load = lambda key: (_ for _ in ()).throw(OSError())  # type: ignore[method-assign]
    w.session.renewed(snapshot_of(w.session), TokenGrant("gift"))
    w.hooks.wait_for("persist_failed")

    assert snapshot_of(w.session).access == "gift"


def test_a_call_is_refused_once_while_tokens_handed_out_are_being_stored() -> None:
    """A refusal in that moment waits for them instead of refreshing."""
    gate = Countdown(1)
    w = world()
    honest: Callable[..., bool] = w.store.save

    def slow(*args: object, **named: object) -> bool:
        gate.wait()
        return honest(*args, **named)

    w.store.save = slow  # type: ignore[method-assign]
    snapshot = snapshot_of(w.session)
    w.session.renewed(snapshot, TokenGrant("gift"))
    flight = flight_of(w.session.refused(snapshot))
    gate.arrive()

    assert flight.wait(PATIENCE).access == "gift"
    assert not w.endpoint.calls


def test_a_new_session_tells_the_tokens_of_a_shared_store(tmp_path: Path) -> None:
    """`if session.tokens is None: login()` logs in once: who asks before the first call hears of the stored login."""
    first = Session(store=FileStore(tmp_path), principal="ada")
    assert first.tokens is None
    first.login(TokenGrant("a", "r"))
    second = Session(store=FileStore(tmp_path), principal="ada")

    assert second.tokens is not None
    assert second.tokens.access == "a"
    assert Session(store=FileStore(tmp_path), principal="bob").tokens is None


def test_a_logged_out_session_tells_no_tokens_of_its_store(tmp_path: Path) -> None:
    """Neither the one that logged out, nor the next one."""
    first = Session(store=FileStore(tmp_path))
    first.login(TokenGrant("a", "r"))
    first.logout()

    assert first.tokens is None
    assert Session(store=FileStore(tmp_path)).tokens is None


def test_a_login_that_ended_in_the_store_is_not_the_same_as_none(tmp_path: Path) -> None:
    """A new process whose refresh is refused still tells the dead tokens, so that nothing is sent as anonymous."""

    def refuse(tokens: TokenSet) -> TokenGrant:
        raise RefreshRejected("spent")

    Session(store=FileStore(tmp_path)).login(TokenGrant("a", "r", expires_at=1.0))
    second = Session(refuse, store=FileStore(tmp_path))
    with pytest.raises(LoginRequired):
        flight_of(second.admit()).wait(PATIENCE)

    assert second.tokens is not None
