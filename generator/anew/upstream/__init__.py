"""A tame document becomes types by our keys: the only package that knows openapi-python-client.

Its API in Python is declared private, so it is pinned and used here alone. It checks the tame document, and parses its
endpoints, its models and the type at every position of them. `spared` imports it without what it needs for itself only,
`condense` spares it what it has seen before, `cures` replaces some of its functions while it runs.
"""

from __future__ import annotations

from anew.upstream.spared import spared

with spared():
    from anew.upstream.reading import Parsed, ParsedEndpoint, ParsedModel, parse

__all__ = ["Parsed", "ParsedEndpoint", "ParsedModel", "parse"]
