"""One refresh → a process of its own, which the end of this one does not stop, and what it has to say.

```
requester                                    helper: own session, own process group
 starts it ── stdin: recipes, no tokens ──►   makes store and refresher again
                                              store lock ► re-read ► intent ► refresh ► compare-and-swap
 hears     ◄── stdout: JSON, line by line ──  started · unsaved · landed, rejected or failed
 reads the store                              exits
```

Neither its command line nor its environment holds anything but what this process was started with. Its errors go to an
unlinked file and not to a pipe: when this process dies, a broken pipe must not stop what is on the wire.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, TypeAlias, cast

from attrs import asdict, field, frozen

from .options import SessionOptions
from .recipe import Recipe

Message: TypeAlias = Mapping[str, Any]
"""What a helper says, for example `{"said": "failed", "kind": "RefreshUnavailable", "reason": "…"}`."""

_SLACK = 5.0
"""Seconds that a helper gets to end by itself, after its time is over."""
_TAIL = 8_192
"""Bytes of its errors that are read."""
_SHORTEST_SECRET = 6
"""Letters; masking shorter ones would make errors illegible, and hide nothing."""

_BOOT = """
import json, sys
order = json.loads(sys.stdin.readline() or "null")
if order:
    sys.path[:] = order["path"]
    from importlib import import_module
    import_module(order["module"]).main(order)
"""
"""Without an order, as from a process that died before giving one, it does nothing."""


@frozen
class Ending:
    """How a helper ended."""

    code: int
    words: str = field(repr=False)
    """What it and its refresher printed, without what the recipes hold; there may be tokens in it."""


@frozen
class Helper:
    """Starts helpers for one session."""

    store: Recipe
    refresher: Recipe
    scope: str
    options: SessionOptions

    def __attrs_post_init__(self) -> None:
        if not sys.executable or getattr(sys, "frozen", False):
            raise ValueError('isolation="process" starts another Python, and this program brings none along')

    def run(self, principal: str, past: int, hear: Callable[[Message], None]) -> Ending:
        """Refresh, and return when the helper has ended; it always does, and nothing of it stays behind.

        Args:
            principal: Whose tokens.
            past: The generation to get past; the store must hold it, or a newer one.
            hear: Called with each message.
        """
        with tempfile.TemporaryFile() as errors:
            process = _started(errors)
            overdue = threading.Timer(self.options.helper_timeout + _SLACK, process.kill)
            overdue.daemon = True
            try:
                overdue.start()
                _tell(process, self._order(principal, past))
                for message in _messages(process):
                    hear(message)
            finally:
                _reap(process)
                overdue.cancel()
            return Ending(process.returncode, self._last_words(errors))

    def _order(self, principal: str, past: int) -> str:
        own = asdict(self.options)
        del own["random"], own["isolation"]
        order = {
            "module": f"{__package__}.helper",
            "path": import_path(self.store.factory, self.refresher.factory),
            "store": asdict(self.store),
            "refresher": asdict(self.refresher),
            "principal": principal,
            "scope": self.scope,
            "past": past,
            "options": own,
        }
        return json.dumps(order) + "\n"

    def _last_words(self, errors: IO[bytes]) -> str:
        size = errors.seek(0, 2)
        errors.seek(max(size - _TAIL, 0))
        given = [*_texts(self.store.arguments), *_texts(self.refresher.arguments)]
        return masked(errors.read().decode(errors="replace").strip(), given)


def masked(words: str, secrets: Iterable[str]) -> str:
    """Put `***` in place of secrets, the longest first."""
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= _SHORTEST_SECRET:
            words = words.replace(secret, "***")
    return words


def import_path(*factories: str) -> list[str]:
    """Give where this process imports from.

    Of what is relative, such as the current directory, only what the SDK or a factory really was imported from.
    """
    absolute = [entry for entry in sys.path if Path(entry).is_absolute()]
    homes = [_home(name.partition(".")[0].partition(":")[0]) for name in (__name__, *factories)]
    return list(dict.fromkeys([*absolute, *filter(None, homes)]))


def _home(top: str) -> str:
    """Give the folder that a package or module at the top level was imported from."""
    module = sys.modules.get(top)
    for place in getattr(module, "__path__", None) or filter(None, [getattr(module, "__file__", None)]):
        return str(Path(place).resolve().parent)
    return ""


def _started(errors: IO[bytes]) -> subprocess.Popen[bytes]:
    # -E and -P: no variable and no file of the current directory changes what it runs.
    flags = ["-E", "-P", *(["-s"] if sys.flags.no_user_site else [])]
    command = [sys.executable, *flags, "-c", _BOOT, "session-refresh"]
    pipe = subprocess.PIPE
    if sys.platform == "win32":
        detached = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
        return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, creationflags=detached)  # noqa: S603
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, start_new_session=True)  # noqa: S603


def _tell(process: subprocess.Popen[bytes], order: str) -> None:
    assert process.stdin is not None  # noqa: S101 - it is a pipe
    with suppress(OSError):  # it is gone already: its exit code says so
        process.stdin.write(order.encode())
        process.stdin.close()


def _messages(process: subprocess.Popen[bytes]) -> Iterator[Message]:
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    for line in process.stdout:
        with suppress(ValueError):  # half a line of one that was killed
            message: Message = json.loads(line)
            yield message


def _reap(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    process.wait()


def _texts(value: object) -> Iterator[str]:
    """Give all texts in JSON values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(list(cast("dict[str, object]", value).values()))
    elif isinstance(value, list | tuple):
        for member in cast("Iterable[object]", value):
            yield from _texts(member)
