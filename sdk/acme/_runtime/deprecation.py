"""A call of what the document calls deprecated becomes a warning at the caller's own line."""

from __future__ import annotations

import sys
import warnings

_PACKAGE = __name__.rpartition("._runtime.")[0] or __name__.rpartition(".")[0]


def warn_deprecated(name: str) -> None:
    """Warn that an operation is deprecated, as if said by the first line outside of the SDK that led here."""
    level = 1
    frame = sys._getframe()
    while frame.f_back is not None and f"{frame.f_globals.get('__name__')}.".startswith(f"{_PACKAGE}."):
        frame, level = frame.f_back, level + 1
    warnings.warn(f"{name} is deprecated by the server", DeprecationWarning, stacklevel=level)
