"""A URL becomes the bytes of a document, within bounds of time, size and redirects, and from listed hosts only."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from anew.document.faults import DanglingError, RemoteError

if TYPE_CHECKING:
    import httpx

LARGEST = 20_000_000
"""Bytes of one document."""
_LONGEST = 30.0
"""Seconds for one document, redirects included."""
_PATIENCE = 10.0
"""Seconds to connect, and to wait for further bytes."""
_REDIRECTS = 5
_PORTS = {"https": 443, "http": 80}

Origin = tuple[str, str, int | None]


def origin_of(url: str) -> Origin | None:
    """Give scheme, host and port; None for what is no URL to fetch something from."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.scheme, parts.hostname, port) if parts.scheme in _PORTS and parts.hostname else None


def listed(hosts: Iterable[str]) -> frozenset[Origin]:
    """Read hosts as `sdk.yaml` lists them: `example.com` and `example.com:8443` by https, others with their scheme."""
    origins = (origin_of(host if "://" in host else f"https://{host}") for host in hosts)
    return frozenset(origin for origin in origins if origin is not None)


def allowed(url: str, origins: frozenset[Origin]) -> None:
    """Refuse a URL whose host is not listed; raises DanglingError with what to write."""
    origin = origin_of(url)
    if origin is None:
        raise DanglingError("only documents on disk and at http and https URLs can be referred to")
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise DanglingError("a URL must not hold a password")
    if origin not in origins:
        host = _host(parts)
        fix = f"write `remote: {{hosts: ['{host}']}}` in sdk.yaml, or `references: lenient` to do without what needs it"
        raise DanglingError(f"it is on the network, and sdk.yaml does not list the host `{host}`", fix)


def fetch(url: str, origins: frozenset[Origin]) -> bytes:
    """Get what stands at a URL.

    Raises:
        RemoteError: it cannot be had, is too large, takes too long, or leads to a host that is not listed.
    """
    # Here, since it takes a tenth of a second to import, and hardly any document needs it.
    import httpx

    deadline = time.monotonic() + _LONGEST
    headers = {"Accept": "application/yaml, application/json, */*", "Accept-Encoding": "identity"}
    try:
        with httpx.Client(timeout=_PATIENCE, headers=headers, follow_redirects=False) as client:
            for _ in range(_REDIRECTS + 1):
                with client.stream("GET", url) as response:
                    if not response.has_redirect_location:
                        return _body(response, deadline)
                    url = _onward(url, response.headers["location"], origins)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise RemoteError(f"it cannot be fetched: {str(error) or type(error).__name__}") from None
    raise RemoteError(f"it is redirected more than {_REDIRECTS} times")


def _onward(url: str, location: str, origins: frozenset[Origin]) -> str:
    target = urljoin(url, location)
    try:
        allowed(target, origins)
    except DanglingError as error:
        raise RemoteError(f"it is redirected to `{target[:200]}`: {error}", error.fix) from None
    return target


def _body(response: httpx.Response, deadline: float) -> bytes:
    if response.status_code != 200:
        raise RemoteError(f"the server answers with status {response.status_code}")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise RemoteError("the server compresses its answer, though it was asked not to")
    found = bytearray()
    for chunk in response.iter_raw():
        found += chunk
        if len(found) > LARGEST:
            raise RemoteError(f"it is larger than {LARGEST // 1_000_000} MB")
        if time.monotonic() > deadline:
            raise RemoteError(f"it takes longer than {_LONGEST:g} s")
    return bytes(found)


def _host(parts: SplitResult) -> str:
    """Write a host as it would be listed: https needs no scheme."""
    where = parts.netloc.rpartition("@")[2]
    return where if parts.scheme == "https" else f"{parts.scheme}://{where}"
