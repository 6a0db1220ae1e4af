"""Trials of a decode to what came of them, so that none is made twice.

A union without a tag tries its members. Where members contain unions of the same kind, each level would try whatever is
below it once for every member: a damaged leaf forty levels down would cost 2⁴⁰ attempts. So while the outermost trial
runs, what came of the inner ones is kept by value and members, and the number of attempts grows with the data alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from types import FunctionType
from typing import Any, Final, TypeAlias

from attrs import frozen

from ..errors import DecodeError
from .faults import TooDeep


@frozen
class Outcome:
    """What came of a trial."""

    value: Any
    """What was decoded: as long as it is kept, no other value can have its `id`."""
    decoded: Any = None
    fault: DecodeError | None = None

    def given(self) -> Any:
        """Give what was decoded, or raise its fault: a copy, since errors grow a path on their way out."""
        if self.fault is not None:
            raise DecodeError(self.fault.message, self.fault.path)
        return self.decoded


class _Running(threading.local):
    """The trials of this thread. Decoding never waits, so no task can come between."""

    known: dict[tuple[object, ...], Outcome] | None = None


_RUNNING: Final = _Running()

Decoder: TypeAlias = Callable[[Any], Any]
Trial: TypeAlias = Callable[[Any, tuple[Decoder, ...]], Any]


def once(value: Any, decoders: tuple[Decoder, ...], trial: Trial) -> Any:
    """Make a trial, or give what came of it before."""
    known = _RUNNING.known
    if known is None:
        _RUNNING.known = {}
        try:
            return trial(value, decoders)
        finally:
            _RUNNING.known = None
    key = (id(value), *map(_identity, decoders))
    outcome = known.get(key)
    if outcome is None:
        outcome = known[key] = _made(value, decoders, trial)
    return outcome.given()


def _made(value: Any, decoders: tuple[Decoder, ...], trial: Trial) -> Outcome:
    try:
        return Outcome(value, trial(value, decoders))
    except TooDeep:
        raise
    except DecodeError as fault:
        return Outcome(value, fault=fault)


def _identity(decode: Decoder) -> object:
    """Tell decoders apart: a lambda is made anew for each use, from code that stays."""
    return id(decode.__code__) if isinstance(decode, FunctionType) and decode.__closure__ is None else decode
