"""events: the feed into a stream of server-sent events."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response, StreamingResponse

from tests.backend.envelope import invalid
from tests.backend.service import Handler, Invocation


def stream_events(call: Invocation) -> Response:
    """Send what the caller does not know yet, then what happens."""
    last = call.arguments["Last-Event-ID"] or "0"
    if not last.isdecimal():
        raise invalid("Last-Event-ID", "is none of ours")
    feed = call.service.feed.follow(int(last), call.arguments["topics"], live=call.arguments["follow"])
    return StreamingResponse(feed, headers={"cache-control": "no-store"}, media_type="text/event-stream")


HANDLERS: Mapping[str, Handler] = {"streamEvents": stream_events}
