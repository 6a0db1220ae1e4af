"""Tokens in Redis, which processes of many machines share."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, Literal, Protocol, TypeVar
from urllib.parse import quote

from ..errors import StoreUnavailable
from ..recipe import Recipe
from .lease import kept
from .locks import extra
from .protocol import Record, StoreKey, from_json, to_json

_POLL = 0.05
"""Seconds between attempts to get a lock that somebody else holds."""
_PATIENCE = 5.0
"""Seconds to wait for an answer, and for a connection. Who brings a client of their own sets their own."""

_SAVE = """
if tonumber(redis.call('HGET', KEYS[1], 'gen') or 0) ~= tonumber(ARGV[1]) then
    return 0
end
redis.call('HSET', KEYS[1], 'gen', ARGV[2], 'record', ARGV[3])
return 1
"""
_SET_ASIDE = """
if redis.call('HGET', KEYS[1], 'record') == ARGV[1] then
    redis.call('RENAME', KEYS[1], KEYS[2])
end
"""

_T = TypeVar("_T")


class RedisClient(Protocol):
    """The part of `redis.Redis` and `redis.RedisCluster` that is used."""

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """Send one command."""
        ...

    def register_script(self, script: Any, /) -> Any:
        """Make a callable of a script."""
        ...

    def lock(self, name: Any, /, *, timeout: Any, sleep: Any, blocking_timeout: Any, thread_local: Any) -> Any:
        """Make a lock."""
        ...


class RedisStore:
    """Keeps each record in a hash, `anew:{SCOPE:PRINCIPAL}`, with its generation in a field beside it.

    A refresh is guarded by a lock with a lease, which a thread renews, and which ends by itself when its holder dies.
    Who was paused for longer than that may find it taken; what they write then is refused, because the generation is
    not the one they expect. Records are as durable as the server makes them: `appendonly yes` is advisable.
    """

    def __init__(self, client: RedisClient | str, *, prefix: str = "anew", lease: float = 10.0) -> None:
        """Make a store; nothing is sent yet.

        Args:
            client: A `redis.Redis`, or a URL, for example `rediss://user:password@host:6379/0`.
            prefix: What all keys begin with.
            lease: Seconds until a lock is free whose holder died. Let it be shorter than the session's `lock_timeout`.
        """
        redis = extra("redis", "RedisStore")
        self._client: RedisClient = _connected(redis, client) if isinstance(client, str) else client
        self._errors: Any = redis.exceptions
        self._url = client if isinstance(client, str) else None
        self._prefix = prefix
        self._lease = lease
        self._swap: Callable[..., Any] = self._client.register_script(_SAVE)
        self._set_aside: Callable[..., Any] = self._client.register_script(_SET_ASIDE)

    @property
    def shared(self) -> Literal[True]:
        """Other processes see it."""
        return True

    def load(self, key: StoreKey) -> Record | None:
        """Read the record. One that does not parse is renamed to `NAME:broken` and counts as absent."""
        return self._ask("reading the tokens", lambda: self._load(self._name(key)))

    def save(self, key: StoreKey, record: Record, *, expected: int) -> bool:
        """Replace the record if its generation is `expected`; the server compares and writes in one step."""
        return self._ask("writing the tokens", lambda: self._save(self._name(key), record, expected))

    @contextmanager
    def lock(self, key: StoreKey, timeout: float) -> Generator[None, None, None]:
        """Keep other processes and threads from refreshing this key, on whatever machine they are."""
        name = self._name(key) + ":lock"
        lock = self._client.lock(name, timeout=self._lease, sleep=_POLL, blocking_timeout=timeout, thread_local=False)
        if not self._ask("locking the tokens", lock.acquire):
            raise TimeoutError(f"{name} was held by somebody else for {timeout:g} s")
        with kept(lock, self._lease / 3, self._errors.RedisError):
            yield

    def recipe(self) -> Recipe:
        """Say how another process makes this store again; raises ValueError for a client, which cannot be told."""
        if self._url is None:
            raise ValueError("give RedisStore a URL, as a client cannot go to another process")
        return Recipe.of(type(self), client=self._url, prefix=self._prefix, lease=self._lease)

    def _load(self, name: str) -> Record | None:
        # As bytes, whatever the client is set to: what is broken may not be text either.
        found = self._client.execute_command("HGET", name, "record", NEVER_DECODE=True)
        try:
            return None if found is None else from_json(json.loads(found))
        except ValueError:
            self._set_aside(keys=[name, name + ":broken"], args=[found])
            return None

    def _save(self, name: str, record: Record, expected: int) -> bool:
        return bool(self._swap(keys=[name], args=[expected, record.gen, json.dumps(to_json(record))]))

    def _name(self, key: StoreKey) -> str:
        """Name the hash; the braces keep all keys of one record on one node of a cluster."""
        scope, principal = (quote(part, safe="", errors="surrogatepass") for part in (key.scope, key.principal))
        return f"{self._prefix}:{{{scope}:{principal}}}"

    def _ask(self, doing: str, question: Callable[[], _T]) -> _T:
        try:
            return question()
        except (self._errors.ConnectionError, self._errors.TimeoutError) as error:
            reason = f"{doing} failed, as Redis cannot be reached: {error}"
        except self._errors.RedisError as error:
            # By its type only: Redis may quote the command that it refuses, with the tokens in it.
            reason = f"{doing} failed, as Redis refused it: {type(error).__name__}"
        # Outside of the handlers: the error's frames hold the tokens, and must not hang on to this one.
        raise StoreUnavailable(reason)

    def __repr__(self) -> str:
        return f"<RedisStore {self._prefix!r}>"


def _connected(redis: Any, url: str) -> Any:
    """Make a client that gives up soon, but bears a connection that broke while it was idle."""
    retry = redis.retry.Retry(redis.backoff.NoBackoff(), 1)
    return redis.Redis.from_url(url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE, retry=retry)
