"""What goes wrong while a value is made."""

from __future__ import annotations


class NoValueError(Exception):
    """No value was found that the schema allows."""
