"""A title tells the system behind a document, where the envelope agrees."""

from __future__ import annotations

import pytest
from anew.detect import preset
from anew.model import Envelope, Signal

LACKING = Envelope("main", (), (Signal(at="/errors", absent=True),), (), ("/errors/0/message",), "/data")
CODED = Envelope("main", ("/code",), (Signal(at="/code", among=("0",)),), ("/code",), ("/msg",), "/data")


@pytest.mark.parametrize(
    ("title", "envelope", "name"),
    [
        ("Dynamic API Specification", LACKING, "directus"),
        ("Dynamic API Specification", CODED, None),
        ("yudao admin", CODED, "yudao"),
        ("yudao admin", LACKING, None),
        ("Wares", LACKING, None),
        ("Dynamic API Specification", None, None),
    ],
)
def test_a_system_is_recognised_by_title_and_envelope(title: str, envelope: Envelope | None, name: str | None) -> None:
    """Neither is enough: titles are kept when a system is changed, and many systems share an envelope."""
    found = preset.detect({"info": {"title": title}}, envelope)

    assert (found.value if found else None) == name
