"""Token endpoints of OAuth 2.0 are found by the document's security schemes, and become sessions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from anew.detect.compose import compose
from anew.model import OAuthFlow
from anew.settings import load

from tests.generator.detect.builder import document, look, operation
from tests.generator.detect.test_session import LOGIN, REFRESH

OWN = {"clientCredentials": {"tokenUrl": "/own", "scopes": {"read": "", "write": ""}}}
USER = {"password": {"tokenUrl": "/user", "scopes": {}}}
CONSENT = {"authorizationCode": {"authorizationUrl": "/ask", "tokenUrl": "/code", "scopes": {}}}


def with_flows(flows: dict[str, Any], operations: dict[str, Any] | None = None) -> dict[str, Any]:
    """Give a document with an OAuth 2.0 scheme."""
    schemes = {"oauth": {"type": "oauth2", "flows": flows}}
    return document(operations or {"GET /thing": operation()}, components={"securitySchemes": schemes})


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        (OWN, ("client_credentials", "certain")),
        (USER, ("password", "certain")),
        ({**CONSENT, **USER, **OWN}, ("client_credentials", "likely")),
        (CONSENT, ("refresh_token", "suggested")),
        ({"implicit": {"authorizationUrl": "/ask", "scopes": {}}}, None),
    ],
)
def test_a_token_endpoint_is_found(tmp_path: Path, flows: dict[str, Any], expected: Any) -> None:
    """The handiest flow counts; what takes a user's consent is only suggested."""
    found = look(with_flows(flows), tmp_path).oauth

    assert expected == (found and (found.value.grant, found.sure))


def test_a_token_endpoint_becomes_a_session(tmp_path: Path) -> None:
    """`init` switches the login on, and leaves it to people which of the document's scopes to ask for."""
    text = compose(look(with_flows(OWN), tmp_path), document="o.json", package="acme", schema="s.json")
    (tmp_path / "sdk.yaml").write_text(text, "utf-8")
    session = load(tmp_path / "sdk.yaml").session

    assert session and session.oauth == OAuthFlow("client_credentials", "oauth")
    assert "to ask for some of these: read write" in text


def test_consent_is_left_to_people(tmp_path: Path) -> None:
    """A flow that begins in a browser is a comment, which is valid once its marks are gone."""
    text = compose(look(with_flows(CONSENT), tmp_path), document="o.json", package="acme", schema="s.json")
    head, _, tail = text.partition("# session:")
    (tmp_path / "sdk.yaml").write_text(head + "session:" + tail.replace("\n# ", "\n"), "utf-8")
    session = load(tmp_path / "sdk.yaml").session

    assert session and session.oauth == OAuthFlow("refresh_token", "oauth")


def test_an_operation_that_logs_in_goes_before_a_token_endpoint(tmp_path: Path) -> None:
    """What the document describes as an operation is known better."""
    found = look(with_flows(USER, {"POST /auth/login": LOGIN, "POST /auth/refresh": REFRESH}), tmp_path)

    assert "oauth:" not in compose(found, document="o.json", package="acme", schema="s.json")
