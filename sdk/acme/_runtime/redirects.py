"""A redirect to the next hop, with the caller's identity left behind where it must not go.

Source: RFC 9110, 15.4. 303 makes a GET of everything but HEAD; 301 and 302 make a GET of POST, as every browser does;
307 and 308 change nothing. The request is made anew for each hop, so no header is forgotten when it has to be removed.
"""

from __future__ import annotations

from ._http import httpx
from .attach import Origin, is_allowed
from .errors import RedirectFailed
from .outgoing import Hop

LIMIT = 20
"""Hops a call may take."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def next_hop(hop: Hop, response: httpx.Response, origins: frozenset[Origin]) -> Hop | None:
    """Say where an answer leads; None if it is no redirect. Raises RedirectFailed if it leads nowhere."""
    target = response.headers.get("location")
    if response.status_code not in _REDIRECTS or not target:
        return None
    try:
        url = hop.url.join(target)
    except httpx.InvalidURL as error:
        raise RedirectFailed("the server redirects to something that is no URL") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise RedirectFailed(f"the server redirects to a {url.scheme or 'relative'} URL; expected http or https")
    if url.userinfo:
        # Names and passwords in a Location are the server's, not the caller's: they would become an Authorization.
        url = url.copy_with(username=None, password=None)
    method = _method(hop.method, response.status_code)
    return Hop(
        method,
        url.copy_with(fragment=None),
        with_body=hop.with_body and method == hop.method,
        # Once lost, trust does not come back: a stranger chose where the request goes from there.
        trusted=hop.trusted and is_allowed(url, origins),
    )


def _method(method: str, status: int) -> str:
    if status == 303 and method != "HEAD":
        return "GET"
    return "GET" if status in (301, 302) and method == "POST" else method
