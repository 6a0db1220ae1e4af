"""A call of what the document calls deprecated becomes a warning at the caller's own line."""

from __future__ import annotations

import warnings
from inspect import currentframe

_PACKAGE = __name__.removesuffix("._runtime.deprecation")


def warn_deprecated(name: str) -> None:
    """Warn that an operation is deprecated, at the first line outside of the SDK that led here."""
    level = 1
    frame = currentframe()
    while frame is not None and f"{frame.f_globals.get('__name__')}.".startswith(f"{_PACKAGE}."):
        frame, level = frame.f_back, level + 1
    warnings.warn(f"{name} is deprecated by the server", DeprecationWarning, stacklevel=level)
