"""Scalars that contradict the document are refused, or taken for what they mean where `sdk.yaml` says `lenient`."""

from __future__ import annotations

import datetime as dt
from types import ModuleType
from typing import Any

import pytest

from tests.generator.packages import part, sdk
from tests.generator.parse.building import openapi, with_settings

MOMENT = dt.datetime(2026, 3, 4, 5, 6, 7, 250_000, tzinfo=dt.UTC)
FORMS: dict[str, Any] = {
    "count": {"type": "integer"},
    "price": {"type": "number"},
    "name": {"type": "string"},
    "at": {"type": "string", "format": "date-time"},
    "day": {"type": "string", "format": "date"},
    "either": {"type": ["integer", "string"]},
}
LIES = [
    ("count", "9007199254740993", 9007199254740993),
    ("price", "1.10", 1.1),
    ("price", "-2", -2.0),
    ("name", 7, "7"),
    ("at", 1772600767250, MOMENT),
    ("day", 1772600767250, MOMENT.date()),
]
NONSENSE = [
    ("count", "1.5"),
    ("count", ""),
    ("price", "1,5"),
    ("name", True),
    ("at", "soon"),
    ("at", 1e300),
    ("day", []),
]


def made(*, lenient: bool) -> ModuleType:
    """Generate an SDK with a model of all scalars."""
    return sdk(openapi(schemas={"Thing": {"type": "object", "properties": FORMS}}), with_settings(lenient=lenient))


@pytest.fixture(scope="module")
def strict() -> ModuleType:
    """Make an SDK without the setting."""
    return made(lenient=False)


@pytest.fixture(scope="module")
def kind() -> ModuleType:
    """Make an SDK with the setting."""
    return made(lenient=True)


@pytest.mark.parametrize(("name", "value", "meant"), LIES)
def test_what_contradicts_the_document_is_taken_for_what_it_means(
    kind: ModuleType, name: str, value: Any, meant: Any
) -> None:
    """Long numbers come as text, ids as numbers, times as milliseconds."""
    found = getattr(part(kind, "models").Thing.from_dict({name: value}), name)

    assert (found, type(found)) == (meant, type(meant))


@pytest.mark.parametrize(("name", "value", "_"), LIES)
def test_without_the_setting_it_is_refused(strict: ModuleType, name: str, value: Any, _: Any) -> None:
    """A document is a promise unless somebody says otherwise."""
    with pytest.raises(part(strict, "errors").DecodeError):
        part(strict, "models").Thing.from_dict({name: value})


@pytest.mark.parametrize(("name", "value"), NONSENSE)
def test_what_means_nothing_is_refused_all_the_same(kind: ModuleType, name: str, value: Any) -> None:
    """Leniency is no guess."""
    with pytest.raises(part(kind, "errors").DecodeError):
        part(kind, "models").Thing.from_dict({name: value})


@pytest.mark.parametrize("value", ["5", 5])
def test_a_union_prefers_what_needs_no_leniency(kind: ModuleType, value: Any) -> None:
    """A text that may be a text stays one."""
    assert part(kind, "models").Thing.from_dict({"either": value}).either == value
