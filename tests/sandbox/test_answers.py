"""Answers are made from the document: in its media types, by its examples, as pages that end."""

from __future__ import annotations

import json

import httpx
import pytest
from acme import Acme
from acme.errors import SdkError, UnprocessableEntity
from anew.runtime import BadRequest
from anew.sandbox import Options, Sandbox

from tests.sandbox.conftest import CONFIG, DOCUMENT, Describe

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n"
WRAPPED = (
    "version: 1\nenvelopes: {main: {success: {at: /code, in: ['00000']}, code: /code, message: /msg, data: /data}}\n"
)
LISTED = """\
  /things:
    get:
      operationId: list
      parameters:
        - {name: page, in: query, schema: {type: integer}}
        - {name: size, in: query, schema: {type: integer}}
        - {name: cursor, in: query, schema: {type: string}}
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties: {items: {type: array, items: {type: integer}}, total: {type: integer}, next: {type: string}}
              example: {items: [1, 2, 3, 4, 5], total: 99, next: abc}
"""


def answer(media_type: str, schema: str = "{}", more: str = "") -> str:
    """Write a document of one operation with one answer."""
    content = f"{{{json.dumps(media_type)}: {{schema: {schema}{more}}}}}"
    return f"{HEAD}  /x:\n    get: {{operationId: x, responses: {{'200': {{description: ok, content: {content}}}}}}}\n"


@pytest.mark.parametrize(
    ("media_type", "schema", "expected"),
    [
        ("text/csv", "{type: string, enum: ['a,b']}", b"a,b"),
        ("application/octet-stream", "{type: string, format: binary}", bytes(range(256))),
        ("application/x-ndjson", "{type: integer, enum: [7]}", b"7\n7\n7\n"),
        ("text/event-stream", "{type: integer, enum: [7]}", b"id: 1\ndata: 7\n\nid: 2\ndata: 7\n\nid: 3\ndata: 7\n\n"),
        ("application/vnd.api+json", "{type: integer, enum: [7]}", b"7"),
    ],
)
def test_every_media_type_is_answered(describe: Describe, media_type: str, schema: str, expected: bytes) -> None:
    """The answer is called what the document calls it, and is that."""
    one = describe(answer(media_type, schema))
    got = httpx.get(f"{one.sandbox.url}/x")

    assert (got.headers["content-type"], got.content) == (media_type, expected)


def test_a_documented_example_goes_first(describe: Describe) -> None:
    """Where an example keeps to its schema, that is the answer."""
    one = describe(answer("application/json", "{type: object}", ", example: {name: Ada}"))

    assert one.send("x") == {"name": "Ada"}


def test_an_example_that_contradicts_its_schema_is_no_answer(describe: Describe) -> None:
    """Documents lie in examples more than in schemas."""
    one = describe(answer("application/json", "{type: integer, enum: [7]}", ", example: nonsense"))

    assert one.send("x") == 7


@pytest.mark.parametrize("document", ["wrapped", "inner", "untyped"])
def test_a_payload_is_in_its_envelope(describe: Describe, document: str) -> None:
    """Whether the document shows the envelope, its inside or nothing, the SDK gets a success out of it."""
    inner = "{type: object, required: [id], properties: {id: {type: integer, enum: [7]}}}"
    whole = f"{{type: object, properties: {{code: {{type: string}}, data: {inner}}}}}"
    schema = {"wrapped": whole, "inner": inner, "untyped": "{}"}[document]
    settings = WRAPPED.replace("data: /data", f"data: /data, document: {document}")
    one = describe(answer("application/json", schema), settings)

    body = httpx.get(f"{one.sandbox.url}/x").json()
    assert (body["code"], one.send("x")) == ("00000", None if document == "untyped" else {"id": 7})


def test_a_base_gives_way_to_what_is_made_of_it(describe: Describe) -> None:
    """`allOf` of an envelope whose payload is an object and one whose payload is a list means the list."""
    base = "{type: object, properties: {code: {type: string}, data: {type: object}}}"
    made = "{type: object, properties: {data: {type: array, items: {type: integer, enum: [7]}, minItems: 1}}}"
    one = describe(answer("application/json", f"{{allOf: [{base}, {made}]}}"), WRAPPED)

    assert set(one.send("x")) == {7}


def test_pages_end(describe: Describe) -> None:
    """By number and size, and by cursor, every item comes once."""
    one = describe(HEAD + LISTED, "version: 1\npaging: {p: {items: /items, total: /total, page: page, size: size}}\n")
    pages = [one.send("list", query={"page": number, "size": 2}) for number in (1, 2, 3, 4, 10**30)]

    assert [page["items"] for page in pages] == [[1, 2], [3, 4], [5], [], []]
    assert {page["total"] for page in pages} == {5}


def test_the_only_list_ends(describe: Describe) -> None:
    """It need not be named."""
    one = describe(HEAD + LISTED, 'version: 1\npaging: {p: {items: "/*", total: /total, page: page, size: size}}\n')
    pages = [one.send("list", query={"page": number, "size": 2}) for number in (1, 2, 3, 4)]

    assert [page["items"] for page in pages] == [[1, 2], [3, 4], [5], []]


def test_cursors_end(describe: Describe) -> None:
    """A cursor leads to the rest of the list, and on to nothing."""
    one = describe(HEAD + LISTED, "version: 1\npaging: {p: {items: /items, next: /next, cursor: cursor}}\n")
    first = one.send("list")
    rest = one.send("list", query={"cursor": first["next"]})

    assert (first["items"] + rest["items"], rest["next"]) == ([1, 2, 3, 4, 5], "")


def test_pages_behind_cursors_keep_to_a_size(describe: Describe) -> None:
    """No page has more items than were asked for."""
    one = describe(HEAD + LISTED, "version: 1\npaging: {p: {items: /items, next: /next, cursor: cursor, size: size}}\n")
    first = one.send("list", query={"size": 2})
    rest = one.send("list", query={"size": 2, "cursor": first["next"]})

    assert (first["items"], rest["items"]) == ([1, 2], [3, 4])


def test_a_wrong_value_is_refused_as_documented(acme: Acme) -> None:
    """In the sample API that is code 422, and the message says what is wrong."""
    with pytest.raises(UnprocessableEntity, match="pageSize"):
        acme.users.list_users(page_size=10_000)


def test_a_missing_body_is_refused(raw: httpx.Client) -> None:
    """So is one in another media type, one that is no JSON, and one that breaks its schema."""
    sent = [{}, {"content": b"{}", "headers": {"content-type": "text/plain"}}, {"content": b"{", "headers": _JSON}]
    sent.append({"json": {"username": "ada"}})
    codes = [raw.post("/auth/login", **how).json()["code"] for how in sent]  # type: ignore[arg-type]  # as mixed as that

    assert codes == [422] * 4


def test_lax_sandboxes_take_anything() -> None:
    """Without validation a client's mistakes are not the sandbox's business."""
    with Sandbox(DOCUMENT, config=CONFIG, options=Options(validate=False)) as lax:
        assert httpx.post(f"{lax.url}/auth/login", json={}).json()["code"] == 200


def test_a_plain_api_refuses_by_status(describe: Describe) -> None:
    """Without an envelope a refusal is a status and a problem (RFC 9457), or what the document describes."""
    needed = answer("application/json").replace(
        "operationId: x,", "operationId: x, parameters: [{name: q, in: query, required: true}],"
    )
    one = describe(needed)
    with pytest.raises(BadRequest):
        one.send("x")

    got = httpx.get(f"{one.sandbox.url}/x")
    assert (got.headers["content-type"], got.json()["title"]) == ("application/problem+json", "q: is missing")


def test_an_unknown_path_is_refused_in_the_envelope(raw: httpx.Client) -> None:
    """The code is the one that `sdk.yaml` has for it."""
    body = raw.get("/no/such/path").json()

    assert (body["code"], body["data"]) == (404, None)


def test_an_unknown_method_is_refused(raw: httpx.Client) -> None:
    """405, with the methods that there are."""
    got = raw.request("PATCH", "/auth/login")

    assert (got.status_code, got.headers["allow"]) == (405, "POST")


def test_a_fixed_path_goes_before_a_template(raw: httpx.Client, acme: Acme) -> None:
    """`/users/exists` is no user called so."""
    assert isinstance(acme.users.user_exists(username="ada"), bool)
    assert raw.request("DELETE", "/users/exists").status_code == 405


def test_the_same_question_gets_the_same_answer(acme: Acme) -> None:
    """Tests can compare."""
    assert acme.users.get_user(7) == acme.users.get_user(7)


def test_a_wrong_envelope_is_a_fault_only(served: Sandbox, acme: Acme) -> None:
    """What breaks the document is what was asked for, and nothing else is."""
    served.fault("envelope for 1")
    with pytest.raises(SdkError):
        acme.users.get_user(7)

    assert acme.users.get_user(7)


_JSON = {"content-type": "application/json"}


def test_headers_that_cannot_be_sent_are_left_out(describe: Describe) -> None:
    """Names and values of a document end no header, and no connection."""
    odd = (
        "headers: {'no name': {schema: {type: string}}, x-odd: {schema: {type: string, enum: [\"a\\r\\nb: c\\0\"]}}}, "
    )
    one = describe(answer("text/plain", "{type: string, enum: [fine]}").replace("content:", f"{odd}content:"))
    got = httpx.get(f"{one.sandbox.url}/x")

    assert (got.text, got.headers["x-odd"], "b" in got.headers) == ("fine", "a  b: c", False)


def test_a_mistake_of_the_sandbox_is_told(served: Sandbox, raw: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an answer that says so, and not a connection that ends."""
    monkeypatch.setattr(served._service, "answers", None)
    told = raw.get("/health").json()

    assert (told["code"], "the sandbox failed: AttributeError" in told["msg"]) == (500, True)


@pytest.mark.parametrize(("schema", "code"), [("{anyOf: [{type: string}, {type: 'null'}]}", "0"), ("{}", 0)])
def test_a_code_is_written_as_the_document_has_it(describe: Describe, schema: str, code: object) -> None:
    """`0` in `sdk.yaml` is a text where the document wants one, and else a number."""
    settings = WRAPPED.replace("'00000'", "0").replace("data: /data", "data: /data, require: [/code]")
    one = describe(
        answer("application/json", f"{{type: object, properties: {{code: {schema}, data: {{}}}}}}"), settings
    )

    assert httpx.get(f"{one.sandbox.url}/x").json()["code"] == code
