"""What `sdk.yaml` says about hosts becomes the way to documents on the network."""

from __future__ import annotations

from pathlib import Path

from anew.document import Policy, Remote
from anew.document.faults import RemoteError
from anew.errors import Diagnostic, DocumentError
from anew.settings import Settings


def remote_of(settings: Settings, policy: Policy = "missing") -> Remote:
    """Know documents on hosts that `sdk.yaml` lists, and the lock file beside it.

    Raises:
        DocumentError: the lock file is damaged.
    """
    folder = settings.file.parent if settings.file else Path()
    try:
        return Remote.of(settings.hosts, folder, policy)
    except RemoteError as error:
        raise DocumentError(Diagnostic(str(error), fix=error.fix)) from None
