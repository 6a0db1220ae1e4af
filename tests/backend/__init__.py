"""The reference backend: `openapi.yaml` as a real server, with SQLite behind it and switches for what can go wrong.

`with Backend() as backend:` serves it from a thread, `python -m tests.backend` from the command line.
"""

from __future__ import annotations

from tests.backend.backend import Backend
from tests.backend.clock import Clock, RealClock, VirtualClock
from tests.backend.counters import Counters
from tests.backend.faults import Fault
from tests.backend.gate import Gate

__all__ = ["Backend", "Clock", "Counters", "Fault", "Gate", "RealClock", "VirtualClock"]
