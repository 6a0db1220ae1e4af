"""Scalars: strict about kinds, lenient in what loses nothing, and encoded as they came."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Any
from uuid import UUID

import pytest
from anew.runtime import UNSET, File, codec
from anew.runtime.errors import DecodeError

ROUND_TRIPS: list[tuple[Callable[[Any], Any], Any]] = [
    (codec.string, "text"),
    (codec.integer, 7),
    (codec.integer, 2**70),
    (codec.number, 2.5),
    (codec.number, 10**20),
    (codec.boolean, False),
    (codec.null, None),
    (codec.anything, {"a": [1]}),
    (codec.date, "2026-03-04"),
    (codec.date_time, "2026-03-04T05:06:07Z"),
    (codec.date_time, "2026-03-04T05:06:07+00:00"),
    (codec.date_time, "2026-03-04T05:06:07.250Z"),
    (codec.date_time, "2026-03-04T05:06:07.000123+02:00"),
    (codec.date_time, "2026-03-04T05:06:07"),
    (codec.time, "05:06:07"),
    (codec.time, "05:06:07Z"),
    (codec.uuid, "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
    (codec.decimal, "1200.50"),
    (codec.octets, "AAEC/w=="),
    (codec.octets, ""),
    (codec.binary, "text"),
]

DAMAGED: list[tuple[Callable[[Any], Any], list[Any]]] = [
    (codec.string, [None, 1, True, [], {}]),
    (codec.integer, [None, "1", 1.5, True, float("nan"), float("inf"), []]),
    (codec.number, [None, "1.5", True, {}]),
    (codec.boolean, [None, 0, 1, "true"]),
    (codec.null, [0, "", False]),
    (codec.date, [None, 20260304, "20260304", "2026-W10-3", "2026-02-30", "2026-03-04T05:06:07Z", "", ["-"] * 8]),
    (codec.date_time, [None, 1_700_000_000, "yesterday", "", []]),
    (codec.time, [None, 5, "25:00:00", {}]),
    (codec.uuid, [None, 1, "", "f81d4fae", "z" * 36, "f81d4fae-7dec-11d0-a765-00a0c91e6bf600", []]),
    (codec.decimal, [None, "one", "", True, []]),
    (codec.octets, [None, "A", "@@@@", 1, "AAAA=AAA"]),
    (codec.binary, [None, 1, b"raw", []]),
]


@pytest.mark.parametrize(("decode", "value"), ROUND_TRIPS)
def test_value_is_encoded_as_it_came(decode: Callable[[Any], Any], value: Any) -> None:
    """Decoding and encoding gives the same JSON, of the same type."""
    again = codec.encode(decode(value))

    assert (again, type(again)) == (value, type(value))


@pytest.mark.parametrize(("decode", "value"), [(decode, value) for decode, values in DAMAGED for value in values])
def test_damage_is_a_decode_error(decode: Callable[[Any], Any], value: Any) -> None:
    """Never another exception, and never a value of another type."""
    with pytest.raises(DecodeError, match=r"^expected .+, got .+ - at \$$"):
        decode(value)


@pytest.mark.parametrize(
    ("decode", "value", "wanted"),
    [
        (codec.integer, 3.0, 3),
        (codec.number, 3, 3),
        (codec.uuid, "F81D4FAE7DEC11D0A76500A0C91E6BF6", UUID("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")),
        (codec.decimal, 0.1, Decimal("0.1")),
        (codec.date_time, "2026-03-04T05:06:07.123456789Z", dt.datetime(2026, 3, 4, 5, 6, 7, 123456, dt.UTC)),
        (codec.date_time, "2026-03-04 05:06:07Z", dt.datetime(2026, 3, 4, 5, 6, 7, 0, dt.UTC)),
    ],
)
def test_other_spellings_are_understood(decode: Callable[[Any], Any], value: Any, wanted: Any) -> None:
    """What loses nothing, or nothing that Python could hold, is accepted."""
    assert decode(value) == wanted


def test_uuid_is_like_any_other() -> None:
    """A UUID that was built the short way equals, hashes, prints and pickles as one that was not."""
    text = "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"
    made, usual = codec.uuid(text), UUID(text)

    assert (made, hash(made), repr(made), made.is_safe) == (usual, hash(usual), repr(usual), usual.is_safe)
    assert made.__reduce_ex__(4)[2] == usual.__reduce_ex__(4)[2]


@pytest.mark.parametrize("value", [True, 1.0, "1", None, [1], {}])
def test_constant_is_of_the_same_type(value: Any) -> None:
    """1 is neither true nor "1"."""
    if value == 1.0 and value is not True:
        assert codec.constant(value, 1, "on") == 1
        return
    with pytest.raises(DecodeError, match='expected 1, "on", got another'):
        codec.constant(value, 1, "on")


class Colour(Enum):
    """An enum of the caller's own."""

    RED = "red"


class Size(IntEnum):
    """Another one."""

    SMALL = 1


def test_encode_goes_into_everything() -> None:
    """Dates, enums, models and UNSET are found at any depth, in any collection."""

    class Model:
        def to_dict(self) -> dict[str, Any]:
            return {"a": 1}

    given = {
        "list": [dt.date(2026, 3, 4), (Colour.RED, Size.SMALL)],
        "model": Model(),
        "gone": UNSET,
        Size.SMALL: {b"\0"},
    }

    assert codec.encode(given) == {"list": ["2026-03-04", ["red", 1]], "model": {"a": 1}, "1": ["AA=="]}


def test_encode_leaves_files_alone() -> None:
    """Only a multipart body can carry a file, and it takes it as it is."""
    file = File(b"abc")

    assert codec.encode({"file": file})["file"] is file


def test_array_error_has_the_index() -> None:
    """Counting what was decoded tells what was not."""
    with pytest.raises(DecodeError, match=r"expected integer, got string - at \$\[1\]\[2\]"):
        codec.array(lambda item: codec.array(codec.integer, item), [[1], [1, 2, "3"]])


def test_mapping_error_has_the_key() -> None:
    """A key that is no identifier is quoted."""
    with pytest.raises(DecodeError, match=r"at \$\['a b'\]"):
        codec.mapping(codec.integer, {"ok": 1, "a b": "x"})


@pytest.mark.parametrize("length", [0, 1, 3])
def test_row_has_its_length(length: int) -> None:
    """Items that are missing or too many are refused, not lost."""
    with pytest.raises(DecodeError, match=f"expected 2 items, got {length}"):
        codec.row([0] * length, 2)


def test_strings_are_strings_all() -> None:
    """Each item is checked, and the error has its index; the list is a new one."""
    given = ["a", "b"]
    with pytest.raises(DecodeError, match=r"expected string, got integer - at \$\[1\]"):
        codec.strings(["a", 1])
    with pytest.raises(DecodeError, match="expected array, got string"):
        codec.strings("ab")

    assert codec.strings(given) == given
    assert codec.strings(given) is not given


@pytest.mark.parametrize("kind", [dict, list])
def test_what_is_nested_too_deeply_is_told_as_such(kind: type) -> None:
    """Servers can send more levels than Python code can walk; that is an error of the value, not of the stack."""
    value: object = 1
    for _ in range(100_000):
        value = {"a": value} if kind is dict else [value]

    with pytest.raises(ValueError, match="nested too deeply"):
        codec.encode(value)
