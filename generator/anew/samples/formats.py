"""The name of a format becomes strings of that format."""

from __future__ import annotations

import base64
import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from random import Random

_WORDS = ("alder", "birch", "cedar", "elm", "fir", "hazel", "larch", "maple", "oak", "pine", "rowan", "willow")
_DAY = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_RANGE = 10 * 365 * 24 * 3600


def _moment(rng: Random) -> dt.datetime:
    return _DAY + dt.timedelta(seconds=rng.randrange(_RANGE))


def _date_time(rng: Random) -> str:
    zone = rng.choice(("Z", "Z", "+02:00", "-05:30"))
    fraction = rng.choice(("", "", ".125"))
    return f"{_moment(rng):%Y-%m-%dT%H:%M:%S}{fraction}{zone}"


def _date(rng: Random) -> str:
    return f"{_moment(rng):%Y-%m-%d}"


def _time(rng: Random) -> str:
    return f"{_moment(rng):%H:%M:%S}{rng.choice(('Z', '+02:00'))}"


def _duration(rng: Random) -> str:
    return rng.choice(("PT{}S", "PT{}M", "PT{}H", "P{}D", "P1DT{}H")).format(rng.randint(1, 59))


def _uuid(rng: Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def _host(rng: Random) -> str:
    return f"{rng.choice(_WORDS)}.example"


def _email(rng: Random) -> str:
    return f"{rng.choice(_WORDS)}{rng.randrange(100)}@{_host(rng)}"


def _uri(rng: Random) -> str:
    return f"https://{_host(rng)}/{rng.choice(_WORDS)}?page={rng.randrange(100)}"


def _reference(rng: Random) -> str:
    return f"/{rng.choice(_WORDS)}/{rng.randrange(100)}"


def _ipv4(rng: Random) -> str:
    return f"192.0.2.{rng.randrange(256)}"


def _ipv6(rng: Random) -> str:
    return f"2001:db8::{rng.randrange(1, 0x10000):x}"


def _base64(rng: Random) -> str:
    return base64.b64encode(rng.randbytes(rng.randint(1, 12))).decode()


def _decimal(rng: Random) -> str:
    return f"{rng.randrange(100_000)}.{rng.randrange(100):02}"


def _integer(rng: Random) -> str:
    return str(rng.randrange(1_000_000))


def _pointer(rng: Random) -> str:
    return f"/{rng.choice(_WORDS)}/0"


FORMATS: Mapping[str, Callable[[Random], str]] = {
    "base16": lambda rng: rng.randbytes(rng.randint(1, 12)).hex().upper(),
    "base32": lambda rng: base64.b32encode(rng.randbytes(5)).decode(),
    "byte": _base64,
    "date": _date,
    "date-time": _date_time,
    "decimal": _decimal,
    "duration": _duration,
    "email": _email,
    "hostname": _host,
    "idn-email": _email,
    "idn-hostname": _host,
    "int32": _integer,
    "int64": _integer,
    "ipv4": _ipv4,
    "ipv6": _ipv6,
    "iri": _uri,
    "iri-reference": _reference,
    "json-pointer": _pointer,
    "regex": lambda rng: f"^{rng.choice(_WORDS)}+$",
    "relative-json-pointer": lambda rng: f"1{_pointer(rng)}",
    "time": _time,
    "uint64": _integer,
    "uri": _uri,
    "uri-reference": _reference,
    "uri-template": lambda rng: f"/{rng.choice(_WORDS)}/{{id}}",
    "url": _uri,
    "uuid": _uuid,
}
