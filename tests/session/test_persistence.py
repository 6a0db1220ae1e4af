"""I20 to I27: what is in the store, before and after, whatever others write there."""

from __future__ import annotations

import multiprocessing
import os
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
    SessionOptions,
    Snapshot,
    StoreKey,
    StoreUnavailable,
    TokenGrant,
    TokenSet,
)
from attrs import evolve

from .callers import Call
from .support import (
    KEY,
    OPTIONS,
    PATIENCE,
    Countdown,
    Endpoint,
    World,
    flight_of,
    renew,
    snapshot_of,
    stored,
    world,
)


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


@pytest.mark.parametrize(("left", "expected"), [(2.5, "a1"), (1.5, "a2"), (0.3, "a2")])
def test_i5_i22_a_newer_generation_in_its_last_instants_is_spent_not_adopted(left: float, expected: str) -> None:
    """A token that ends on its way would be refused, and nobody would see that it was not the one just obtained."""
    first = world(Endpoint(expires_in=60))
    second = first.another()
    slow = snapshot_of(second.session)
    renew(first.session)
    first.clock.advance(60 - left)

    assert flight_of(second.session.refused(slow)).wait(PATIENCE).access == expected
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
