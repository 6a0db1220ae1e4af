"""An OpenAPI document on disk becomes data whose every part can be found again in the file."""

from __future__ import annotations

from anew.document.document import Document, Found, load
from anew.document.remote import Policy, Remote

__all__ = ["Document", "Found", "Policy", "Remote", "load"]
