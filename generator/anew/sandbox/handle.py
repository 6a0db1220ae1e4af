"""A running sandbox's address becomes something that tests of any process can turn its switches with."""

from __future__ import annotations

import json
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from anew.errors import Diagnostic, UsageError
from anew.sandbox.names import RESERVED

_PATIENCE = 60.0
"""Seconds: the first request to a sandbox that is started on demand waits for the document to be read."""


class Handle:
    """A sandbox that may run in another process."""

    def __init__(self, origin: str, client: str = "") -> None:
        """Ask it how it is.

        Args:
            origin: Where it is, for example `http://127.0.0.1:8000`.
            client: A name; faults that are switched on here go wrong for requests that name it, and for no others.

        Raises:
            UsageError: it could not start, and says why.
        """
        self.origin = origin
        self._client = client
        state = self.state()
        self.url = f"{origin}{state['base']}"
        """The base URL for clients."""
        self.package: str = state["package"]
        """Import name of the document's SDK."""
        self.client_class: str = state["client"]

    def state(self) -> dict[str, Any]:
        """Give counts, families, requests, faults and clock, without any secret."""
        return self._ask("GET", "state")

    @property
    def counts(self) -> dict[str, int]:
        """How often there was a login, a refresh, a reused refresh token … so far, by anybody."""
        counts: dict[str, int] = self.state()["counts"]
        return counts

    def expire_tokens(self) -> int:
        """Let every access token expire, and give how many were good; refresh tokens stay good."""
        expired: int = self._ask("POST", "expire", client=self._client)["expired"]
        return expired

    def end_logins(self) -> None:
        """End every login, so that its refresh tokens are good for nothing."""
        self._ask("POST", "end")

    def advance(self, seconds: float) -> float:
        """Push the clock forward, and give what it shows then."""
        now: float = self._ask("POST", "clock", advance=seconds)["now"]
        return now

    def fault(self, text: str) -> None:
        """Switch a fault on, for example `status=503 for 2 at getUser`; raises UsageError for one there is not."""
        self._ask("POST", "faults", fault=text, client=self._client)

    def clear_faults(self) -> None:
        """Switch off what was switched on here."""
        self._ask("DELETE", "faults", client=self._client)

    def reset(self) -> None:
        """Forget logins, faults and requests, whoever they are of."""
        self._ask("POST", "reset")

    def login(self, user: str = "somebody") -> dict[str, Any]:
        """Log somebody in without a password; gives `access`, `refresh` and `expires_in`."""
        return self._ask("POST", "login", user=user)

    def standing(self, access: str) -> str:
        """Tell what an access token is worth: `good`, `expired`, `ended` or `unknown`."""
        standing: str = self._ask("POST", "standing", access=access)["standing"]
        return standing

    def _ask(self, method: str, what: str, **said: Any) -> dict[str, Any]:
        connection = HTTPConnection(urlsplit(self.origin).netloc, timeout=_PATIENCE)
        try:
            connection.request(method, f"{RESERVED}/{what}", json.dumps(said), {"content-type": "application/json"})
            answer = connection.getresponse()
            told: dict[str, Any] = json.loads(answer.read())
        except (OSError, HTTPException, ValueError) as error:
            raise UsageError(Diagnostic(f"no sandbox answers at {self.origin}: {error}")) from None
        finally:
            connection.close()
        if answer.status >= 400:
            raise UsageError(Diagnostic(str(told["error"])))
        return told
