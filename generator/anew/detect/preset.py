"""The title of a document becomes the preset for the system behind it, where the envelope agrees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from anew.detect.findings import Found
from anew.model import Envelope
from anew.settings import preset_data

_SIGNS = (
    ("yudao", re.compile(r"芋道|yudao|ruoyi-vue-pro", re.IGNORECASE)),
    ("fba", re.compile(r"\bfba\b|fastapi best architecture", re.IGNORECASE)),
    ("gin-vue-admin", re.compile(r"gin-vue-admin", re.IGNORECASE)),
    ("youlai", re.compile(r"youlai|有来", re.IGNORECASE)),
    ("directus", re.compile(r"directus|^Dynamic API Specification$", re.IGNORECASE)),
    ("ruoyi", re.compile(r"若依|ruoyi", re.IGNORECASE)),
)


def detect(document: Mapping[str, Any], envelope: Envelope | None) -> Found[str] | None:
    """Recognise a well-known system by its title, if it wraps its answers as the preset says."""
    info = document.get("info")
    title = str(info.get("title", "")) if isinstance(info, Mapping) else ""
    for name, sign in _SIGNS:
        if envelope and sign.search(title):
            wrapped = preset_data(name)["envelopes"]["main"]
            # Where only failures have a code, documents seldom say where: lacking them is what must agree.
            agrees = _lacks(wrapped, envelope) if envelope.by_absence else wrapped["code"] in envelope.code
            if wrapped["data"] == envelope.data and agrees:
                return Found(name, "certain", f"the title is {title!r}")
    return None


def _lacks(wrapped: Mapping[str, Any], envelope: Envelope) -> bool:
    success = wrapped["success"]
    return bool(success.get("absent")) and success["at"] in {signal.at for signal in envelope.success}
