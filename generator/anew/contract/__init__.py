"""A document, its SDK and its server held against each other: `offline`, `server` and `session`, a direction each."""

from __future__ import annotations
