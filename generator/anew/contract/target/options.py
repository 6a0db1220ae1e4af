"""What every test against a server is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen


@frozen(kw_only=True)
class Asked:
    """Where the server is, what describes it, and who calls."""

    url: str
    document: Path | None = None
    """None: the one that `sdk.yaml` names."""
    config: Path | None = None
    """None: `sdk.yaml` in the current folder, if there is one."""
    allow_hosts: tuple[str, ...] = ()
    """Hosts beside this machine that may be tested."""
    environment: Mapping[str, str] = field(factory=dict[str, str], repr=False)
    """Holds the account."""
