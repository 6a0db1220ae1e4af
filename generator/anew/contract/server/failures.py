"""Failures of schemathesis' own checks become findings with names of ours, which stay the same from run to run."""

from __future__ import annotations

import re
from typing import Any

from anew.contract.server.findings import Finding
from anew.contract.target import Secrets

_KINDS = {
    "ServerError": "server-error",
    "ContentTypeServerError": "server-error",
    "UndefinedContentType": "content-type",
    "MissingContentType": "content-type",
    "MalformedMediaType": "content-type",
    "MalformedJson": "not-json",
    "MissingHeaders": "missing-header",
    "UndefinedStatusCode": "undocumented-status",
    "AcceptedNegativeData": "invalid-accepted",
    "RejectedPositiveData": "valid-refused",
    "UnsupportedMethodResponse": "unknown-method",
    "AllowHeaderMismatch": "unknown-method",
}
_KEYWORDS = {
    "type": "wrong-type",
    "required": "missing-property",
    "enum": "not-in-enum",
    "const": "not-in-enum",
    "format": "bad-format",
    "pattern": "bad-format",
}
_LONGEST = 600


def finding_of(failure: Any, label: str, request: str, secrets: Secrets) -> Finding:
    """Name a failure."""
    if type(failure).__name__ == "JsonSchemaError":
        return _of_schema(failure, label, request, secrets)
    kind = _KINDS.get(type(failure).__name__, "schema")
    about = re.sub(r"\s+", " ", _about(failure))
    return Finding(kind, label, secrets.hide(about), _told(failure, secrets), secrets.hide(request))


def _about(failure: Any) -> str:
    match type(failure).__name__:
        case "AcceptedNegativeData":
            return "a request that breaks the schema gets a success"
        case "ServerError" | "ContentTypeServerError":
            return f"status {failure.status_code}"
        case "UndefinedContentType":
            return str(getattr(failure, "content_type", "")).partition(";")[0] or "undocumented"
        case "MissingHeaders":
            return ", ".join(failure.missing_headers)
        case _:
            return str(failure.title)


def _of_schema(failure: Any, label: str, request: str, secrets: Secrets) -> Finding:
    """Name what breaks a schema by the keyword that says so and by the place, without its numbers."""
    keyword = next((str(one) for one in reversed(failure.schema_path) if str(one) in _KEYWORDS), "")
    last = str(failure.schema_path[-1]) if failure.schema_path else ""
    kind = _KEYWORDS.get(keyword if keyword == last or last.isdecimal() else last, "schema")
    place = "".join("[]" if isinstance(step, int) else f".{step}" for step in failure.instance_path)
    what = last or "schema"
    if kind == "missing-property":
        what = f"required: {failure.validation_message.partition(' is ')[0]}" if failure.validation_message else what
    return Finding(kind, label, f"${place} {what}", _told(failure, secrets), secrets.hide(request))


def _told(failure: Any, secrets: Secrets) -> str:
    text = "\n".join(line.rstrip() for line in str(failure.message or failure.title).splitlines() if line.strip())
    return secrets.hide(text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …")
