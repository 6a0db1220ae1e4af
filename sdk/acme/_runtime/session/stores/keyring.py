"""Tokens in the keyring of the operating system, which processes of one user share."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from typing import Literal, TypeVar

from ..errors import StoreUnavailable
from ..recipe import Recipe
from .chunks import Chunks, Keyring
from .locks import FileLocks, extra, label
from .protocol import Record, StoreKey, from_json, to_json

_LOCKS = "~/.local/state/keyring-locks"
"""The same for every process of a user: no environment variable that only some of them have may lead elsewhere."""
_SWAP_TIMEOUT = 20.0
"""Seconds to wait for another reader or writer, whose keyring may be asking its user to unlock it."""

_T = TypeVar("_T")


class KeyringStore:
    """Keeps each record in entries of the keyring: Credential Manager, Keychain, Secret Service or KWallet.

    A keyring cannot lock, so empty files in a directory of the user's own do: `NAME.lock` is held while refreshing,
    `NAME.swap` while reading or writing. What is in the keyring and cannot be understood counts as absent, and the next
    write replaces it.
    """

    def __init__(
        self, service: str, *, directory: str | os.PathLike[str] = _LOCKS, keyring: Keyring | None = None
    ) -> None:
        """Make a store; the keyring is asked for nothing yet.

        Args:
            service: What people see in their keyring, for example the name of the application.
            directory: Where the lock files are; the same for all processes, and on a local disk.
            keyring: A backend of the package `keyring`; the one that it recommends unless given.
        """
        self._service = service
        self._locks = FileLocks(directory, wanted_by="KeyringStore")
        package = extra("keyring", "KeyringStore")
        self._own = keyring is None
        self._keyring: Keyring = package if keyring is None else keyring
        self._error: type[Exception] = package.errors.KeyringError

    @property
    def shared(self) -> Literal[True]:
        """Other processes see it."""
        return True

    def load(self, key: StoreKey) -> Record | None:
        """Read the record."""
        return self._ask("read", lambda: self._load(key))

    def save(self, key: StoreKey, record: Record, *, expected: int) -> bool:
        """Replace the record if its generation is `expected`: a crash leaves the old one or the new one, whole."""
        return self._ask("written", lambda: self._save(key, record, expected))

    def lock(self, key: StoreKey, timeout: float) -> AbstractContextManager[None]:
        """Keep other processes and threads from refreshing this key."""
        return self._locks.held(f"{label(key, self._service)}.lock", timeout)

    def recipe(self) -> Recipe:
        """Say how another process makes this store again; raises ValueError if it was given a backend."""
        if not self._own:
            raise ValueError("leave out keyring=, as a backend cannot go to another process")
        return Recipe.of(type(self), service=self._service, directory=str(self._locks.directory.absolute()))

    def _load(self, key: StoreKey) -> Record | None:
        with self._chunks(key) as chunks:
            return _record(chunks)

    def _save(self, key: StoreKey, record: Record, expected: int) -> bool:
        with self._chunks(key) as chunks:
            found = _record(chunks)
            if (found.gen if found else 0) != expected:
                return False
            if not chunks.write(json.dumps(to_json(record))):
                raise StoreUnavailable("the keyring does not give back what was written to it: is it switched off?")
            return True

    @contextmanager
    def _chunks(self, key: StoreKey) -> Generator[Chunks, None, None]:
        name = label(key, self._service)
        # Readers take the lock too: without it they may meet either slot in the moment when it is empty.
        with self._locks.held(f"{name}.swap", _SWAP_TIMEOUT):
            yield Chunks(self._keyring, f"{self._service} {name}", name)

    def _ask(self, done: str, question: Callable[[], _T]) -> _T:
        try:
            return question()
        except (StoreUnavailable, TimeoutError):
            raise
        except (self._error, OSError) as error:
            reason = f"the keyring could not be {done}: {type(error).__name__}: {error}"
        except Exception as error:  # a backend's own; who knows what it puts into its text
            reason = f"the keyring could not be {done}: {type(error).__name__}"
        # Outside of the handler: the error's frames hold the tokens, and must not hang on to this one.
        raise StoreUnavailable(reason)

    def __repr__(self) -> str:
        return f"<KeyringStore {self._service!r}, locks in {str(self._locks.directory)!r}>"


def _record(chunks: Chunks) -> Record | None:
    text = chunks.read()
    try:
        return None if text is None else from_json(json.loads(text))
    except ValueError:
        return None
