"""The claims that every store must keep, about the four that come along."""

from __future__ import annotations

from anew.runtime.session.stores.conformance.locks import *  # noqa: F403
from anew.runtime.session.stores.conformance.processes import *  # noqa: F403
from anew.runtime.session.stores.conformance.records import *  # noqa: F403
