"""The page that shows a sandbox to people: one file, which may load nothing and run nothing but what is in it."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from functools import cache
from pathlib import Path

from anew.sandbox.reply import Reply

_FILE = Path(__file__).with_name("page.html")
_TITLE = "{{title}}"


def reply(title: str) -> Reply:
    """Give the page; what it shows it asks for itself, and shows it as text only."""
    text, policy = _page()
    return Reply(
        raw=text.replace(_TITLE, html.escape(title)).encode(),
        media_type="text/html; charset=utf-8",
        headers={"content-security-policy": policy, "referrer-policy": "no-referrer", "x-frame-options": "DENY"},
    )


@cache
def _page() -> tuple[str, str]:
    text = _FILE.read_text(encoding="utf-8")
    script, style = (_hash(text, tag) for tag in ("script", "style"))
    loaded = f"connect-src 'self'; img-src data:; script-src {script}; style-src {style}"
    return text, f"default-src 'none'; {loaded}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def _hash(text: str, tag: str) -> str:
    """Name an inline element by its hash, so that a text which got into the page cannot run."""
    content = re.search(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
    digest = hashlib.sha256(content[1].encode() if content else b"").digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
