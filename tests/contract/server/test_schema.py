"""What is not held against a server: sloppiness of documents, and what cannot be told on the wire."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from anew.contract.server import Options
from anew.contract.server.plan import plan
from anew.contract.server.schema import _keep_failure
from schemathesis.core.parameters import ParameterLocation

from tests.contract.server.conftest import CONFIG, DOCUMENT, read


def failing(kind: str, message: str = "") -> Any:
    """Make a failure as schemathesis would."""
    return type(kind, (), {"message": message})()


def case(negated: str, *, label: str = "GET /users", media: str | None = None, **how: Any) -> Any:
    """Make a case that breaks the document in one place."""
    info = SimpleNamespace(mode=SimpleNamespace(value="negative"))
    meta = SimpleNamespace(components={ParameterLocation(negated): info})
    operation, method = SimpleNamespace(label=label), label.split()[0]
    return SimpleNamespace(
        **{"query": {}, "meta": meta, "media_type": media, "operation": operation, "method": method, **how}
    )


@pytest.mark.parametrize(
    ("failure", "sent", "kept"),
    [
        (failing("AcceptedNegativeData"), case("body", media="application/json"), True),
        (failing("AcceptedNegativeData"), case("body", media="multipart/form-data"), False),
        (failing("AcceptedNegativeData"), case("body", media="application/x-www-form-urlencoded"), False),
        (failing("AcceptedNegativeData"), case("query", query={"pageNo": "x"}), True),
        (failing("AcceptedNegativeData"), case("query", query={"ids": ""}), False),
        (failing("AcceptedNegativeData"), case("query", query={"keyword": ""}), True),
        (failing("MissingContentType"), case("query", label="HEAD /users"), False),
        (failing("MissingContentType"), case("query"), True),
        (failing("JsonSchemaError", "7 is valid under more than one of the schemas"), case("query"), False),
        (failing("JsonSchemaError", "7 is not valid under any of the schemas"), case("query"), True),
        (failing("ServerError"), case("query"), True),
    ],
)
def test_only_failures_of_the_server_are_kept(failure: Any, sent: Any, kept: bool) -> None:
    """Forms have no types, an empty text may be a list, HEAD has no body, alternatives may overlap."""
    chosen = plan(read(DOCUMENT, CONFIG), Options(url=""), logged_in=True)

    assert _keep_failure(chosen)(None, failure, sent, None) is kept
