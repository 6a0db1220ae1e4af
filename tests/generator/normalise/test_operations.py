"""Operations are found wherever a document has them, and know what holds for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from anew.document import load
from anew.model import Attach, Exchange, Paging, Session, Tokens
from anew.settings import OperationRule

from tests.generator.parse.building import answering, api, entry, only, openapi, operations, ref, short, with_settings

TOKENS = Tokens(("/token",))
SESSION = Session(TOKENS, Attach("header", "Authorization", "Bearer {access}"), login=Exchange("login"))
SCHEMES = {"bearer": {"type": "http", "scheme": "Bearer"}, "key": {"type": "apiKey", "in": "header", "name": "X-Key"}}


def test_methods_of_3_2_are_operations() -> None:
    """`query` and whatever `additionalOperations` holds."""
    paths = {"/a": {"query": answering({}), "additionalOperations": {"COPY": answering({})}, "x-mine": {"a": 1}}}

    assert {"QUERY", "COPY"} == {one.method for one in operations(api(openapi(paths, version="3.2.0"))).values()}


def test_a_path_may_be_a_reference() -> None:
    """Its operations are those of the path."""
    components = {"pathItems": {"Shared": {"get": answering({})}}}
    found = api(openapi({"/a": {"$ref": "#/components/pathItems/Shared"}}, components=components))

    assert (only(found).method, only(found).path) == ("GET", "/a")


def test_a_path_that_leads_nowhere_is_accounted_for() -> None:
    """Nothing is lost in silence."""
    found = api(openapi({"/a": {"$ref": "nowhere.yaml"}, "/b": {"get": answering({})}}))

    assert [one.status for one in found.ledger] == ["refused", "generated"]


def test_a_dangling_reference_costs_only_what_needs_it() -> None:
    """The operation is there, with less of a type, and the ledger says where the fault is."""
    found = api(openapi({"/a": {"get": answering(ref("Nobody"))}, "/b": {"get": answering({"type": "string"})}}))
    broken = entry(found, path="/a")

    assert (broken.status, entry(found, path="/b").status) == ("degraded", "generated")
    assert "`$ref: #/components/schemas/Nobody` leads nowhere" in broken.notes[0].message
    assert broken.notes[0].place.pointer.endswith("/content/application~1json/schema")


def test_files_of_a_document_are_read_as_one(tmp_path: Path) -> None:
    """Schemas in files of their own are called after their component or file."""
    (tmp_path / "pet.yaml").write_text("type: object\nproperties: {owner: {$ref: 'people/owner.json'}}\n")
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "owner.json").write_text(
        '{"type": "object", "properties": {"pet": {"$ref": "../pet.yaml"}}}'
    )
    (tmp_path / "openapi.yaml").write_text(
        "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents: {schemas: {Animal: {$ref: pet.yaml}}}\n"
    )
    found = api(load(tmp_path / "openapi.yaml"))

    assert {one.name: short(one.fields[0].type) for one in found.schemas} == {"Animal": "Owner", "Owner": "Animal"}


@pytest.mark.parametrize(
    ("everywhere", "own", "security", "authenticated"),
    [
        (None, None, None, True),
        ([{"bearer": []}], None, (("bearer",),), True),
        ([{"bearer": []}], [], (), False),
        ([{"bearer": []}], [{}], ((),), False),
        (None, [{"bearer": []}, {}], (("bearer",), ()), True),
        (None, [{"key": []}], (("key",),), False),
        (None, [{"key": [], "bearer": []}], (("key", "bearer"),), True),
    ],
)
def test_the_sessions_token_goes_where_security_asks_for_it(
    everywhere: Any, own: Any, security: Any, authenticated: bool
) -> None:
    """An operation's own requirements replace the document's; a scheme that is another key is not the session's."""
    get = answering({}, operationId="find", **({"security": own} if own is not None else {}))
    more = {"security": everywhere} if everywhere is not None else {}
    document = openapi({"/a": {"get": get}}, components={"securitySchemes": SCHEMES}, **more)
    found = only(api(document, with_settings(session=SESSION)))

    assert (security, authenticated) == (found.security, found.authenticated)


def test_a_login_never_needs_a_token() -> None:
    """Whatever the document says, and even if it says that everything does."""
    document = openapi({"/a": {"post": answering({}, operationId="login")}}, security=[{"bearer": []}])

    assert not only(api(document, with_settings(session=SESSION))).authenticated


@pytest.mark.parametrize(("status", "security"), [("401", ((), ("bearer",))), ("404", None)])
def test_an_answer_401_without_security_takes_the_token_if_there_is_one(status: str, security: Any) -> None:
    """Documents name `security` for some operations and forget it for others that refuse strangers all the same."""
    forgetful = answering({}, operationId="find")
    forgetful["responses"][status] = {"description": ""}
    paths = {"/a": {"get": forgetful}, "/b": {"get": answering({}, operationId="other", security=[{"bearer": []}])}}
    document = openapi(paths, components={"securitySchemes": SCHEMES})
    found = {one.id: one for one in operations(api(document, with_settings(session=SESSION))).values()}["find"]

    assert (found.security, found.authenticated) == (security, security is not None)


def test_a_login_never_needs_a_token_whatever_a_rule_says() -> None:
    """`* /**` means all others: what makes the token cannot wait for it."""
    rules = (OperationRule(match="* /**", authenticated=True),)
    document = openapi({"/a": {"post": answering({}, operationId="login")}})

    assert not only(api(document, with_settings(session=SESSION, operations=rules))).authenticated


def test_rules_have_the_last_word() -> None:
    """sdk.yaml says what the document does not, or says wrongly."""
    rules = (OperationRule(match="find", authenticated=False, replay=False), OperationRule(match="GET /b", skip=True))
    paths = {"/a": {"get": answering({}, operationId="find")}, "/b": {"get": answering({})}}
    found = api(openapi(paths), with_settings(operations=rules))

    assert (only(found).authenticated, only(found).replay) == (False, False)
    assert entry(found, path="/b").status == "refused"


def test_an_operation_may_refuse_to_be_replayed() -> None:
    """`x-no-auth-replay` is the document's own word for it."""
    found = operations(api(openapi({"/a": {"get": answering({}, **{"x-no-auth-replay": True}), "put": answering({})}})))

    assert [one.replay for one in found.values()] == [False, True]


def test_servers_are_base_urls_with_the_defaults_of_their_variables() -> None:
    """An operation's own server comes before that of its path."""
    url = {"url": "https://{where}.example.com", "variables": {"where": {"default": "eu"}}}
    found = api(openapi({"/a": {"servers": [{"url": "/x"}], "get": answering({}, servers=[url])}}, servers=[url]))

    assert only(found).server == found.servers[0]
    assert found.servers[0].usual == "https://eu.example.com"
    assert found.servers[0].variables == (("where", "eu"),)


@pytest.mark.parametrize(
    ("said", "urls"),
    [
        ({"host": "a.com", "basePath": "/v1/", "schemes": ["http", "https"]}, ["https://a.com/v1", "http://a.com/v1"]),
        ({"basePath": "/v1"}, ["/v1"]),
        ({}, []),
    ],
)
def test_swagger_2_gives_the_base_url_in_parts(said: Any, urls: list[str]) -> None:
    """Scheme, host and path make it."""
    found = api({"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": {}, **said})

    assert urls == [server.url for server in found.servers]


USERS = {"type": "object", "properties": {"list": {"type": "array", "items": {"type": "string"}}}}


@pytest.mark.parametrize(
    ("parameter", "schema", "item"),
    [
        ("page", USERS, "string"),
        ("page", {"type": "object", "properties": {"list": ref("Maybe")}}, "string"),
        ("other", USERS, None),
        ("page", {"type": "object", "properties": {"rows": {"type": "array"}}}, None),
    ],
)
def test_a_paging_fits_where_parameters_and_payload_have_what_it_names(
    parameter: str, schema: Any, item: str | None
) -> None:
    """The list is found through null and names."""
    maybe = {"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "null"}]}
    get = answering(schema, parameters=[{"name": parameter, "in": "query", "schema": {"type": "integer"}}])
    settings = with_settings(pagings=(Paging("default", "/list", page="page"),))
    found = only(api(openapi({"/a": {"get": get}}, {"Maybe": maybe}), settings)).paged

    assert item == (short(found.item) if found else None)


def listing(**lists: Any) -> dict[str, Any]:
    """Give an operation that pages, and answers an object with these lists and a total."""
    properties = {name: {"type": "array", "items": items} for name, items in lists.items()}
    parameters = [{"name": "page", "in": "query", "schema": {"type": "integer"}}]
    answer = {"type": "object", "properties": {**properties, "total": {"type": "integer"}}}
    return {"get": answering(answer, parameters=parameters)}


def test_the_only_list_may_be_called_whatever() -> None:
    """`/*` stands for it, and every list that it is found to be has a paging of its own, with a plain pointer."""
    settings = with_settings(pagings=(Paging("default", "/*", "/total", page="page"),))
    thing = {"type": "object", "properties": {"id": {"type": "string"}}}
    paths = {"/a": listing(users=thing), "/b": listing(orders=thing), "/c": listing(users=thing)}
    found = api(openapi(paths), settings)
    paged = [one.paged.paging for one in operations(found).values() if one.paged]

    assert paged == ["default/users", "default/orders", "default/users"]
    assert [(one.name, one.items) for one in found.pagings] == [
        ("default/users", "/users"),
        ("default/orders", "/orders"),
    ]


@pytest.mark.parametrize(
    ("lists", "paging"),
    [
        ({"users": {"type": "object", "properties": {"a": {}}}, "roles": {"type": "string"}}, "default/users"),
        ({"names": {"type": "string"}, "roles": {"type": "string"}}, None),
        ({"a/b": {"type": "string"}}, "default/a~1b"),
        ({}, None),
    ],
)
def test_of_several_lists_the_only_one_of_objects_is_meant(lists: dict[str, Any], paging: str | None) -> None:
    """Where it is not clear which list is the page, there are no pages."""
    settings = with_settings(pagings=(Paging("default", "/*", page="page"),))
    found = only(api(openapi({"/a": listing(**lists)}), settings)).paged

    assert paging == (found.paging if found else None)


@pytest.mark.parametrize(("method", "paged"), [("get", True), ("post", True), ("patch", False), ("delete", False)])
def test_what_changes_things_has_no_pages(method: str, paged: bool) -> None:
    """A PATCH with the parameters of a list would be sent once for every page."""
    operation = answering(USERS, parameters=[{"name": "page", "in": "query", "schema": {"type": "integer"}}])
    settings = with_settings(pagings=(Paging("default", "/list", page="page"),))

    assert bool(only(api(openapi({"/a": {method: operation}}), settings)).paged) is paged
