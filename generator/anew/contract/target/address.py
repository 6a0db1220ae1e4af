"""A URL becomes the address that tests may be run against; whoever means somebody else's machine has to say so."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from attrs import frozen

from anew.errors import Diagnostic, UsageError


@frozen
class Address:
    """Where the server is."""

    url: str
    """Without a slash at its end; operations' paths are put behind it."""
    host: str


def address(url: str, allowed: Collection[str] = ()) -> Address:
    """Check a base URL: contract tests write, delete and send nonsense, so they stay on this machine unless told.

    Raises:
        UsageError: it is no URL, or its host is neither this machine nor one of those that are allowed.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in ("http", "https") or not host:
        raise UsageError(Diagnostic(f"this is no base URL: {url}", expected="such as http://127.0.0.1:8000/v1"))
    if parts.username or parts.password:
        raise UsageError(Diagnostic("a base URL holds no user and no password", fix="put them into the environment"))
    if not is_loopback(host) and host not in {one.lower().rstrip(".") for one in allowed}:
        why = f"{host} is not this machine; contract tests write, delete and send nonsense"
        raise UsageError(Diagnostic(why, fix=f"if that is what you want, add `--allow-host {host}`"))
    return Address(f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}", host)


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine, by its name or number; other names are not looked up."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
