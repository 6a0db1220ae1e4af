"""Sessions by OAuth 2.0 in a sandbox: its own token endpoint stands in for the one that the document names."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from anew import pipeline
from anew.contract.target.account import account
from anew.contract.target.address import address
from anew.contract.target.api import api as read
from anew.contract.target.member import Member
from anew.contract.target.secrets import Secrets
from anew.sandbox import Sandbox

from tests.sandbox.test_plugin import run

DOCUMENT = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /thing:
    get:
      operationId: getThing
      responses: {"200": {description: "", content: {application/json: {schema: {}}}}}
components:
  securitySchemes:
    oauth: {type: oauth2, flows: {FLOW: {tokenUrl: https://id.example.com/token, scopes: {}}}}
security: [{oauth: []}]
"""
TEST = """
def test_a_token_expires(client, expire_tokens, sandbox):
    client.thing.get_thing()
    expire_tokens()
    client.thing.get_thing()
    assert sandbox.counts["refreshes"] == 1
"""


def drafted(folder: Path, flow: str) -> tuple[Path, Path]:
    """Write a document and the `sdk.yaml` that `init` makes of it."""
    document, config = folder / "openapi.yaml", folder / "sdk.yaml"
    document.write_text(DOCUMENT.replace("FLOW", flow), encoding="utf-8")
    config.write_text(pipeline.draft(document, config).text, encoding="utf-8")
    return document, config


@pytest.mark.parametrize("flow", ["clientCredentials", "password"])
def test_an_expiry_is_renewed_in_the_sandbox(tmp_path: Path, flow: str) -> None:
    """Nothing leaves the machine: the client of the plugin renews its token at the sandbox."""
    document, config = drafted(tmp_path, flow)
    pipeline.generate(pipeline.Request(output=tmp_path / "sdk", document=document, config=config))
    settings = f"[pytest]\nanew_document = {document}\nanew_config = {config}\npythonpath = {tmp_path / 'sdk'}\n"
    (tmp_path / "pytest.ini").write_text(settings, encoding="utf-8")
    (tmp_path / "test_expiry.py").write_text(TEST, encoding="utf-8")
    done = run(tmp_path, "test_expiry.py")

    assert "1 passed" in done.stdout, done.stdout


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"grant_type": "client_credentials"}, 200),
        ({"grant_type": "refresh_token", "refresh_token": "made up"}, 400),
        ({"grant_type": "implicit"}, 400),
    ],
)
def test_the_token_endpoint_answers_as_rfc_6749_has_it(tmp_path: Path, form: dict[str, str], status: int) -> None:
    """Pairs for what it knows, an `error` for the rest."""
    document, config = drafted(tmp_path, "clientCredentials")
    with Sandbox(document, config=config) as sandbox:
        answer = httpx.post(f"{sandbox.origin}/__sandbox__/token", data=form)

    assert status == answer.status_code
    assert ("access_token" if status == 200 else "error") in answer.json()


@pytest.mark.parametrize(
    ("flow", "environment"),
    [
        ("clientCredentials", {}),
        ("password", {"ANEW_USERNAME": "ada", "ANEW_PASSWORD": "canary-1"}),
    ],
)
def test_contract_tests_log_in_at_a_token_endpoint(tmp_path: Path, flow: str, environment: dict[str, str]) -> None:
    """Client and user come from the environment; what is secret in it is remembered as such."""
    document, config = drafted(tmp_path, flow)
    with Sandbox(document, config=config) as sandbox:
        endpoint = f"{sandbox.origin}/__sandbox__/token"
        told = json.dumps({"oauth": {"client_id": "id", "client_secret": "canary-2", "token_url": endpoint}})
        api, secrets = read(document, config), Secrets()
        who = account({**environment, "ANEW_CREDENTIALS": told}, api, secrets)
        member = Member(api, address(sandbox.url), who, secrets)
        member.login()
        tokens = member.session and member.session.tokens

    assert tokens and sandbox.counts["logins"] == 1
    assert "canary" not in secrets.hide(f"canary-2 {environment.get('ANEW_PASSWORD', '')}") + repr(who)
