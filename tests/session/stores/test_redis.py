"""What is special about Redis: a lock that ends by itself, a server that may be away, and keys that others see."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
import redis
from anew.runtime.errors import MissingExtra
from anew.runtime.session import RefreshFailed, StoreKey, StoreUnavailable
from anew.runtime.session.stores import redis as module
from anew.runtime.session.stores.conformance.children import child
from anew.runtime.session.stores.conformance.subject import MOMENT, PATIENCE, a_record, fresh_key, generation, locks
from anew.runtime.session.stores.redis import RedisStore

from ..support import Endpoint, flight_of, renew, snapshot_of, world
from .server import Server, redis_server

SHORT = 0.3
"""Seconds: a lease that ends soon."""


@pytest.fixture
def client(server: Server) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(server.url) as connected:
        yield connected


@pytest.fixture
def store(client: redis.Redis) -> RedisStore:
    return RedisStore(client)


def name_of(key: StoreKey) -> str:
    return f"anew:{{{key.scope}:{key.principal}}}"


def refresh_slowly(url: str, key: StoreKey, line: Connection) -> None:
    """Hold the lock, and save on the generation found, once told; tell what came of it."""
    store = RedisStore(url, lease=SHORT)
    with store.lock(key, PATIENCE):
        found = generation(store, key)
        line.send("held")
        line.recv()
        line.send(store.save(key, a_record(found + 1, "late"), expected=found))
    line.send("left")


def test_i27_a_holder_paused_past_its_lease_cannot_overwrite(server: Server, store: RedisStore) -> None:
    """A stopped process loses the lock; when it goes on, neither the newer record nor the newer lock is touched."""
    key = fresh_key()
    store.save(key, a_record(1), expected=0)
    with child("spawn", refresh_slowly, server.url, key) as paused:
        paused.hear()
        assert paused.process.pid
        os.kill(paused.process.pid, signal.SIGSTOP)
        with store.lock(key, PATIENCE):
            store.save(key, a_record(2, "newer"), expected=1)
            os.kill(paused.process.pid, signal.SIGCONT)
            paused.tell()

            assert (paused.hear(), paused.hear()) == (False, "left")
            assert store.load(key) == a_record(2, "newer")
            assert not locks(RedisStore(server.url), key, MOMENT)


def test_a_lease_is_renewed_while_its_holder_lives(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refresh that takes longer than the lease keeps the lock."""
    renewals, key = threading.Semaphore(0), fresh_key()
    reacquire = redis.lock.Lock.reacquire

    def counted(lock: redis.lock.Lock) -> bool:
        renewed = reacquire(lock)
        renewals.release()
        return renewed

    monkeypatch.setattr(redis.lock.Lock, "reacquire", counted)
    with RedisStore(server.url, lease=SHORT).lock(key, PATIENCE):
        for _ in range(7):  # two leases and a bit
            assert renewals.acquire(timeout=PATIENCE)

        assert not locks(RedisStore(server.url), key, 0)


def test_a_lease_survives_one_failure_to_renew_it(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A renewal that fails for now is followed by another."""
    outcomes = iter([redis.ConnectionError("away")])
    renewed, key = threading.Event(), fresh_key()
    reacquire = redis.lock.Lock.reacquire

    def failing(lock: redis.lock.Lock) -> bool:
        for error in outcomes:
            raise error
        done = reacquire(lock)
        renewed.set()
        return done

    monkeypatch.setattr(redis.lock.Lock, "reacquire", failing)
    with RedisStore(server.url, lease=1.0).lock(key, PATIENCE):
        assert renewed.wait(PATIENCE)


def test_no_thread_stays_when_the_lock_is_left(store: RedisStore) -> None:
    """The thread that renews the lease ends with the block."""
    with store.lock(fresh_key(), PATIENCE):
        during = [thread.name for thread in threading.enumerate()]
    after = [thread.name for thread in threading.enumerate()]

    assert ("session-lease" in during, "session-lease" in after) == (True, False)


def test_a_lost_lease_does_no_harm_to_its_holder(store: RedisStore, client: redis.Redis) -> None:
    """Whose lock is gone at the end, as a server forgot it, leaves the block without an error."""
    key = fresh_key()
    with store.lock(key, PATIENCE):
        client.delete(name_of(key) + ":lock")

    assert locks(store, key, PATIENCE)


def test_a_lock_that_nobody_renews_ends(store: RedisStore, client: redis.Redis) -> None:
    """The server itself is told how long the lock lasts."""
    key = fresh_key()
    with RedisStore(client, lease=7.0).lock(key, PATIENCE):
        assert 0 < client.pttl(name_of(key) + ":lock") <= 7_000


def test_a_record_is_json_beside_its_generation(store: RedisStore, client: redis.Redis) -> None:
    """Whoever looks into the server finds a hash with the generation and the record."""
    key = fresh_key()
    store.save(key, a_record(3), expected=0)
    found = client.hgetall(name_of(key))

    assert found[b"gen"] == b"3"
    assert json.loads(found[b"record"])["gen"] == 3


def test_names_of_keys_are_encoded(store: RedisStore, client: redis.Redis) -> None:
    """Scope and principal cannot reach out of their place in the name."""
    common = fresh_key().principal
    store.save(StoreKey(f"{common}:}}*\n", "https://x/y"), a_record(1), expected=0)

    assert client.keys(f"*{common}*") == [f"anew:{{https%3A%2F%2Fx%2Fy:{common}%3A%7D%2A%0A}}".encode()]


def test_prefixes_keep_applications_apart(client: redis.Redis) -> None:
    """Stores with other prefixes have other records."""
    key = fresh_key()
    RedisStore(client, prefix="one").save(key, a_record(1), expected=0)

    assert RedisStore(client, prefix="other").load(key) is None


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"null", b'{"version": 2, "gen": 1}'], ids=repr)
def test_a_record_that_does_not_parse_is_set_aside(store: RedisStore, client: redis.Redis, content: bytes) -> None:
    """It counts as absent, is kept for whoever wants to look, and the next save works."""
    key = fresh_key()
    store.save(key, a_record(5), expected=0)
    client.hset(name_of(key), "record", content)

    assert store.load(key) is None
    assert client.hget(name_of(key) + ":broken", "record") == content
    assert store.save(key, a_record(1), expected=0)


def test_a_good_record_is_not_set_aside_for_a_broken_one(client: redis.Redis) -> None:
    """Somebody who replaces the broken record while it is being read keeps theirs."""
    key = fresh_key()

    class Overtaken(redis.Redis):
        def execute_command(self, *args: object, **options: object) -> object:
            found = super().execute_command(*args, **options)  # type: ignore[no-untyped-call]  # typed in part
            if args[0] == "HGET":
                client.delete(name_of(key))
                RedisStore(client).save(key, a_record(9), expected=0)
            return found

    client.hset(name_of(key), mapping={"gen": 1, "record": "broken"})
    with Overtaken(connection_pool=client.connection_pool) as slow:
        assert RedisStore(slow).load(key) is None

    assert RedisStore(client).load(key) == a_record(9)


def test_a_client_that_decodes_answers_serves_as_well(server: Server) -> None:
    """It does not matter how the given client is set up, not even for a record that is not text."""
    key = fresh_key()
    with redis.Redis.from_url(server.url, decode_responses=True) as decoding:
        store = RedisStore(decoding)
        store.save(key, a_record(1), expected=0)
        with store.lock(key, PATIENCE):
            assert store.load(key) == a_record(1)
        decoding.hset(name_of(key), "record", b"\xff\xfe\x00")

        assert store.load(key) is None


def test_a_connection_that_broke_while_idle_is_made_again(
    server: Server, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that was restarted, or a firewall that cut a silent connection, costs nothing."""
    store, key = RedisStore(server.url), fresh_key()
    store.save(key, a_record(1), expected=0)
    # Nobody may tell before something is sent, as when nothing arrives from the other end any more.
    monkeypatch.setattr(redis.Connection, "can_read", lambda *_, **__: False)
    client.client_kill_filter(_type="normal", skipme=True)

    assert store.load(key) == a_record(1)


def url_of_nobody() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"redis://ada:canary@127.0.0.1:{probe.getsockname()[1]}/0"


def test_a_server_that_is_down_is_unavailable() -> None:
    """Reading, writing and locking say where they tried, and do not show the password."""
    store, key = RedisStore(url_of_nobody()), fresh_key()

    for act in (
        lambda: store.load(key),
        lambda: store.save(key, a_record(1), expected=0),
        lambda: locks(store, key, 1),
    ):
        with pytest.raises(StoreUnavailable, match=r"Redis cannot be reached: .*127\.0\.0\.1") as raised:
            act()
        assert "canary" not in f"{raised.value} {store!r}"


def test_a_server_that_does_not_answer_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection over which nothing comes is given up."""
    monkeypatch.setattr(module, "_PATIENCE", MOMENT)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store, start = RedisStore(f"redis://127.0.0.1:{silent.getsockname()[1]}/0"), time.monotonic()
        with pytest.raises(StoreUnavailable, match="cannot be reached"):
            store.load(fresh_key())

    assert time.monotonic() - start < 4


def test_i11_a_session_goes_on_while_its_server_is_down(tmp_path: Path) -> None:
    """Calls go out with the token there is; a refresh fails for now, and spends nothing."""
    with redis_server(tmp_path) as server:
        at = world(store=RedisStore(server.url), principal=fresh_key().principal)
        server.process.kill()
        server.process.wait()
        assert snapshot_of(at.session).access == "a0"

        with pytest.raises(RefreshFailed):
            renew(at.session)
    assert at.endpoint.calls == []


def test_i4_sessions_that_share_a_server_refresh_once(server: Server) -> None:
    """What one session has refreshed the other one adopts."""
    principal = fresh_key().principal
    one = world(Endpoint(), store=RedisStore(server.url), principal=principal)
    other = one.another(store=RedisStore(server.url), principal=principal)
    assert flight_of(other.session.admit()).wait(PATIENCE).access == "a0"

    assert [renew(one.session).access, renew(other.session).access] == ["a1", "a1"]
    assert (len(one.endpoint.calls), one.endpoint.reused) == (1, 0)


def test_what_redis_refuses_shows_no_token(store: RedisStore, client: redis.Redis) -> None:
    """Neither the message, nor what it was raised from, nor a local variable of its traceback holds a token."""
    key = fresh_key()
    client.set(name_of(key), "somebody else's")

    with pytest.raises(StoreUnavailable, match="refused it: ResponseError") as raised:
        store.save(key, a_record(1, "canary"), expected=0)

    shown = "".join(traceback.TracebackException.from_exception(raised.value, capture_locals=True).format())
    assert "canary.access" not in shown
    assert "canary.refresh" not in shown


def test_without_its_package_a_redis_store_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is missed when the store is made, not in the middle of a refresh."""
    monkeypatch.setitem(sys.modules, "redis", None)

    with pytest.raises(MissingExtra, match=r"RedisStore needs the package redis.*pip install redis"):
        RedisStore("redis://127.0.0.1/0")
