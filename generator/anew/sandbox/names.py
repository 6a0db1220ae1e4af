"""Names that a sandbox and those who use it have to agree on."""

from __future__ import annotations

from typing import Final

RESERVED: Final = "/__sandbox__"
"""Paths below it are the sandbox's own."""
FAULT: Final = "x-sandbox-fault"
"""The header that names the faults of one request."""
CLIENT: Final = "x-sandbox-client"
"""The header by which a request names who sends it, so that switches can be about one client."""
