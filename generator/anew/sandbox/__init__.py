"""A document and its `sdk.yaml` become a server: logins, short-lived tokens, rotation, faults and made-up answers.

Importing this costs nothing; the server's libraries are imported when one is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anew.sandbox.options import Options

if TYPE_CHECKING:
    from anew.sandbox.server import Sandbox

__all__ = ["Options", "Sandbox"]


def __getattr__(name: str) -> Any:
    """Import the server on its first use; raises UsageError where its libraries are not installed."""
    if name != "Sandbox":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from anew.sandbox.extra import demand

    demand()
    from anew.sandbox.server import Sandbox

    return Sandbox
