"""The base of every error of the SDK, in a module that imports nothing, so that the session core can stand on it."""

from __future__ import annotations


class SdkError(Exception):
    """Base of every error that the SDK raises on purpose; the tree is drawn in `errors`."""
