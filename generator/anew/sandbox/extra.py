"""Libraries that are not installed become a hint at the extra that brings them."""

from __future__ import annotations

from importlib.util import find_spec

from anew.errors import Diagnostic, UsageError

_LIBRARIES = {
    "starlette": "starlette",
    "uvicorn": "uvicorn",
    "python_multipart": "python-multipart",
    "jsonschema_rs": "jsonschema-rs",
    "rstr": "rstr",
}
"""What the sandbox imports, and how that is called on the package index."""


def demand() -> None:
    """Raise UsageError unless everything is there that the sandbox needs."""
    missing = [name for module, name in _LIBRARIES.items() if find_spec(module) is None]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        what = f"{' and '.join(missing)} {verb} not installed, which the sandbox needs"
        raise UsageError(Diagnostic(what, fix="`pip install 'anew[sandbox]'`"))
