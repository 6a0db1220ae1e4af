"""How answers, documents and lists are read: statuses for codes, envelopes that are not shown, ids, totals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from anew.contract.server.document import documented, has_payload, prepare
from anew.contract.server.lists import check_page
from anew.contract.server.pool import Pool
from anew.contract.server.translate import Translator
from anew.contract.target import Api, api
from anew.model import Literals, Nullable, Ref, Scalar, Type, Union
from anew.runtime.judge import Verdict

from tests.contract.server.conftest import CONFIG, DOCUMENT, read

INNER = """
openapi: 3.0.3
info: {title: Inner, version: "1"}
paths:
  /things:
    get:
      operationId: listThings
      responses:
        "200":
          description: The things.
          content:
            application/json:
              schema: {type: array, items: {$ref: "#/components/schemas/Thing"}}
components:
  schemas:
    Thing: {type: object, properties: {id: {type: integer}, price: {type: string, format: decimal}}}
"""
SETTINGS = """
version: 1
document: openapi.yaml
envelopes:
  main:
    {require: [/status/code], success: {at: /status/code, in: [0]}, code: /status/code, data: /body, document: inner}
"""


@pytest.fixture(scope="module")
def acme() -> Api:
    """Read the sample API."""
    return read(DOCUMENT, CONFIG)


def answer(known: Api, label: str, body: Any, status: int = 200, media: str = "application/json") -> Verdict[Any]:
    """Judge an answer."""
    content = json.dumps(body).encode() if media.endswith("json") else str(body).encode()
    return Translator(known).verdict(known.endpoints[label], status, [("content-type", media)], content)


@pytest.mark.parametrize(
    ("code", "http", "status"),
    [
        (200, 200, 200),
        (409, 200, 401),  # expired
        (401, 200, 401),  # lost
        (403, 200, 403),  # a class of the runtime's
        (404, 200, 404),
        (429, 200, 429),
        (1001, 200, 409),  # a class of the API's own
        (4711, 200, 409),  # a code that nobody has heard of
        (500, 200, 500),
        (404, 418, 418),  # HTTP says something by itself
    ],
)
def test_codes_become_statuses(acme: Api, code: int, http: int, status: int) -> None:
    """By `sdk.yaml` first, by what the code looks like otherwise."""
    verdict = answer(acme, "GET /auth/me", {"code": code, "msg": "", "data": None}, http)

    assert Translator(acme).status(verdict) == status


def test_bare_json_keeps_its_status(acme: Api) -> None:
    """What is no envelope is judged by HTTP alone, and is no success where the document shows an envelope."""
    verdict = answer(acme, "GET /auth/me", {"status": "fine"})

    assert (Translator(acme).status(verdict), Translator(acme).succeeds(verdict)) == (200, False)


def test_downloads_need_no_envelope(acme: Api) -> None:
    """Octets are a success, a refusal in an envelope is none."""
    octets = answer(acme, "GET /users/{userId}/avatar", "png", media="image/png")
    refusal = answer(acme, "GET /users/{userId}/avatar", {"code": 404, "msg": "none"})

    assert [Translator(acme).succeeds(one) for one in (octets, refusal)] == [True, False]


@pytest.fixture
def inner(tmp_path: Path) -> Api:
    """Read a document that shows the payload alone."""
    (tmp_path / "openapi.yaml").write_text(INNER, "utf-8")
    (tmp_path / "sdk.yaml").write_text(SETTINGS, "utf-8")
    return api(None, tmp_path / "sdk.yaml")


def test_envelope_that_is_not_shown_is_added(inner: Api) -> None:
    """Schemathesis is told of the envelope, and of what the codes stand for; the document is not touched."""
    responses = prepare(inner)["paths"]["/things"]["get"]["responses"]
    schema = responses["200"]["content"]["application/json"]["schema"]

    assert schema["allOf"][0]["properties"]["body"]["type"] == "array"
    assert schema["allOf"][1]["required"] == ["status"]
    assert {"401", "404", "422"} < set(responses)
    assert documented(inner) == {"GET /things": frozenset({"200"})}


def test_document_of_several_files_becomes_one(tmp_path: Path) -> None:
    """Operations of other files are known, and are given their envelopes like all others."""
    path, _, rest = INNER.partition("  /things:\n")
    shared, _, below = rest.partition("components:")
    (tmp_path / "openapi.yaml").write_text(f"{path}  /things: {{$ref: 'more.yaml#/things'}}\n", "utf-8")
    own = shared.replace("\n  ", "\n").replace("  get:", " get:", 1)
    (tmp_path / "more.yaml").write_text(f"things:\n{own}\ncomponents:{below}", "utf-8")
    (tmp_path / "sdk.yaml").write_text(SETTINGS, "utf-8")
    known = api(None, tmp_path / "sdk.yaml")
    prepared = prepare(known)

    assert documented(known) == {"GET /things": frozenset({"200"})}
    assert set(prepared) > {"paths", "x-files"}
    assert "422" in json.dumps(prepared["x-files"])


def test_document_that_shows_its_envelope_stays_as_it_is(acme: Api) -> None:
    """Nothing is wrapped twice, and `default` describes the refusals already."""
    responses = prepare(acme)["paths"]["/auth/me"]["get"]["responses"]

    assert set(responses) == {"200", "default"}
    assert responses["200"] == acme.document.root["paths"]["/auth/me"]["get"]["responses"]["200"]


def test_formats_of_ours_become_patterns(inner: Api) -> None:
    """What a decimal looks like has to be said, or any text would be sent as one."""
    price = prepare(inner)["components"]["schemas"]["Thing"]["properties"]["price"]

    assert price["pattern"].startswith("^-?[0-9]")


@pytest.mark.parametrize(
    ("kind", "there"),
    [
        (Ref("User"), True),
        (Scalar("boolean"), True),
        (Union((Ref("A"), Ref("B"))), True),
        (None, False),
        (Scalar("any"), False),
        (Scalar("null"), False),
        (Nullable(Ref("User")), False),
        (Union((Ref("A"), Scalar("null"))), False),
        (Literals(("a", None)), False),
    ],
)
def test_payload_that_may_be_null_is_not_missed(kind: Type | None, there: bool) -> None:
    """Only what is always there can be missing."""
    assert has_payload(kind) is there


def test_ids_are_put_into_the_paths_that_they_belong_to(acme: Api) -> None:
    """What a list showed is read; changed is only what the run has made."""
    pool, arguments = Pool(), {"userId": 4711}
    listed = {"code": 200, "msg": "", "data": {"list": [{"id": 3, "manager": {"id": 9}}], "total": 1}}
    pool.learn(acme.endpoints["GET /users"], answer(acme, "GET /users", listed))
    pool.fill(acme.endpoints["GET /users/{userId}"], arguments)
    read_, arguments = arguments["userId"], {"userId": 4711}
    pool.fill(acme.endpoints["DELETE /users/{userId}"], arguments)
    untouched, made = arguments["userId"], {"code": 200, "msg": "", "data": {"id": 12}}
    pool.learn(acme.endpoints["POST /users"], answer(acme, "POST /users", made))
    pool.fill(acme.endpoints["DELETE /users/{userId}"], arguments)

    assert (read_, untouched, arguments["userId"]) == (3, 4711, 12)


@pytest.mark.parametrize(
    ("made_up", "known", "sent"), [("x", 7, "7"), (4711, "7", 7), (4711, "seven", 4711), ("x", "seven", "seven")]
)
def test_ids_are_put_in_as_their_parameter_wants_them(acme: Api, made_up: Any, known: Any, sent: Any) -> None:
    """A number that a list showed becomes a text where the path wants one, and stays away where it wants none."""
    pool, arguments = Pool(), {"userId": made_up}
    listed = {"code": 200, "msg": "", "data": {"list": [{"id": known}], "total": 1}}
    pool.learn(acme.endpoints["GET /users"], answer(acme, "GET /users", listed))
    pool.fill(acme.endpoints["GET /users/{userId}"], arguments)

    assert arguments["userId"] == sent


@pytest.mark.parametrize(
    ("items", "total", "query", "found"),
    [
        (5, 5, {}, []),
        (5, 4, {}, ["paging-total"]),
        (5, 6, {}, ["paging-total"]),
        (2, 9, {"pageSize": 2}, []),
        (3, 9, {"pageSize": 2}, ["paging-size"]),
        (2, 5, {"pageNo": 2, "pageSize": 2}, []),
        (1, 5, {"pageNo": 3, "pageSize": 2}, []),
        (0, 5, {"pageNo": 9, "pageSize": 2}, []),
        (2, 3, {"pageNo": 2, "pageSize": 2}, ["paging-total"]),
    ],
)
def test_totals_have_to_add_up(acme: Api, items: int, total: int, query: dict[str, int], found: list[str]) -> None:
    """A page tells how many things there are at least and, if it is not full, at most."""
    verdict = answer(acme, "GET /users", {"code": 200, "msg": "", "data": {"list": [{}] * items, "total": total}})
    findings = check_page(acme.endpoints["GET /users"], verdict, query, acme.pagings)

    assert [one.kind for one in findings] == found
