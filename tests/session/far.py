"""What helper processes import: refreshers that write down where they ran, and stores that are full."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from anew.runtime.session import (
    FileStore,
    Record,
    RefreshRejected,
    RefreshUnavailable,
    StoreKey,
    TokenGrant,
    TokenSet,
)

PLACE = "ANEW_TEST_PLACE"
"""Environment variable: the directory of the test."""
CANARY = "canary-5e1b"


def place() -> Path:
    return Path(os.environ[PLACE])


def notes() -> list[dict[str, Any]]:
    """Read what refreshers wrote down, one line for each call."""
    return [json.loads(line) for line in (place() / "notes").read_text().splitlines()]


def refresh(tokens: TokenSet) -> TokenGrant:
    """Rotate: `a1` and `r1` for generation 1."""
    note: dict[str, Any] = {
        "refresh": tokens.refresh,
        "pid": os.getpid(),
        "session": os.getsid(0),
        "directory": str(Path.cwd()),
    }
    note["shown"] = [Path(f"/proc/self/{name}").read_text() for name in ("cmdline", "environ")]
    note["path"] = sys.path
    with (place() / "notes").open("a") as file:
        file.write(json.dumps(note) + "\n")
    return TokenGrant(f"a{tokens.gen}-{CANARY}", f"r{tokens.gen}-{CANARY}")


def reject(tokens: TokenSet) -> TokenGrant:
    raise RefreshRejected("code 401")


def decline(tokens: TokenSet) -> TokenGrant:
    raise RefreshUnavailable("code 503", retry_after=7.0)


def explode(tokens: TokenSet) -> TokenGrant:
    raise SystemExit(f"no word of {tokens.refresh}")


def die(tokens: TokenSet) -> TokenGrant:
    os._exit(9)


def hang(tokens: TokenSet) -> TokenGrant:
    threading.Event().wait()
    raise AssertionError("unreachable")


def chatter(tokens: TokenSet) -> TokenGrant:
    """Print what nobody should print, before and after."""
    grant = refresh(tokens)
    sys.stdout.write(f'{{"said": "failed"}}\nspent {tokens.refresh}\n')
    sys.stderr.write(f"got {grant.access}\n")
    return grant


def stubborn(tokens: TokenSet) -> TokenGrant:
    """Be told to stop in the middle."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        os.kill(os.getpid(), getattr(signal, name))
    return refresh(tokens)


def kill_the_requester(tokens: TokenSet) -> TokenGrant:
    """Be orphaned in the middle, and print into the void."""
    os.kill(os.getppid(), signal.SIGKILL)
    return chatter(tokens)


class FullStore(FileStore):
    """Takes intents, and no tokens while there is a file `full`."""

    def save(self, key: StoreKey, record: Record, *, expected: int) -> bool:
        if record.intent is None and (place() / "full").exists():
            raise OSError(28, "No space left on device")
        return super().save(key, record, expected=expected)


def renew_from(directory: str) -> None:
    """Be a program that refreshes; the helper's refresher kills it."""
    from .isolated import isolated
    from .support import flight_of, renew

    session = isolated(kill_the_requester, FileStore(directory))
    flight_of(session.admit()).wait()
    renew(session)
