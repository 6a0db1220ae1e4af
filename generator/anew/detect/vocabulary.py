"""What servers call the parts of an envelope, as names less their case and marks: see `plain`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

CODES = (
    *("code", "errno", "errcode", "errorcode", "resultcode", "rescode", "respcode", "retcode", "returncode"),
    *("bizcode", "rtncode", "subcode", "statuscode", "codestatus", "ret", "err"),
)
FLAGS = ("success", "ok", "issuccess", "issuccessful", "succeeded", "successful")
STATES = (*CODES, *FLAGS, "status", "resultstatus")
"""What tells success from failure, the surest first."""

ERRORS = ("error", "errors")
"""What is there, or holds something, only if something went wrong."""

MESSAGES = (
    *("msg", "message", "errmsg", "errormsg", "errormessage", "resultmsg", "resultmessage", "retmsg", "respmsg"),
    *("returnmsg", "statusmsg", "statusmessage", "statusreason", "info", "errordescription", "reason", "desc"),
)
TRACES = ("traceid", "requestid", "trackingid", "correlationid", "logid", "reqid")
SLOTS = ("data", "result", "results", "response", "content", "payload", "body", "datas", "obj")
"""Where payloads are."""

HOLDERS = (
    *("meta", "status", "head", "header", "base", "baseresp", "responsestatus", "responseheader", "respheader"),
    *("responsemetadata", "statusinfo", "resultinfo", "resultstatus", "error"),
)
"""Objects beside the payload that may hold the status."""

HYPERMEDIA = frozenset({"jsonapi", "included", "_links", "_embedded", "@odata.context", "@odata.count"})
"""Members of media types that have rules of their own (JSON:API, HAL, OData) and no status."""

PAGES = frozenset(
    {"total", "count", "totalcount", "totalelements", "next", "previous", "nextpage", "nextcursor", "cursor", "hasmore"}
)
"""Members of pages of lists, which without a status are payloads as a whole."""

SCALARS = ("integer", "number", "string", "boolean")


_MARKS = str.maketrans("", "", "_-[]")
"""`page[size]` is `pagesize`, too."""


def plain(name: str) -> str:
    """Make spellings of a name alike: `access_token`, `accessToken` and `Access-Token` are `accesstoken`."""
    return name.translate(_MARKS).lower()


def pick(names: Iterable[str], wanted: Sequence[str]) -> str:
    """Get the name that comes first in `wanted`, or ""."""
    found = [name for name in names if plain(name) in wanted]
    return min(found, key=lambda name: wanted.index(plain(name)), default="")
