"""Generated endpoints: typed arguments in, a request out, without a client."""

from __future__ import annotations

import datetime as dt
import inspect
import json
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from anew.model import Attach, Exchange, Session, Tokens

from tests.generator.packages import part
from tests.generator.packages import sdk as generated
from tests.generator.parse.building import openapi, ref, with_settings

BASE = "https://acme.example/v1"


@pytest.fixture
def api(sdk: ModuleType) -> Any:
    """Find the endpoints."""
    from sample_sdk.api import auth, files, users  # type: ignore[import-not-found]  # generated for this test

    return {"auth": auth, "files": files, "users": users}


def test_arguments_go_where_the_document_says(sdk: ModuleType, api: Any) -> None:
    """Path, query, header and cookie, each in its style."""
    call = api["users"].get_user(
        7,
        fields=["id", "name"],
        models=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        x_trace=UUID(int=1),
        locale=sdk.models.Role.ADMIN,
        where={"a": [1]},
    )
    request = call.request(BASE)

    assert (request.method, request.url.path) == ("GET", "/v1/users/7")
    assert dict(request.url.params) == {"fields": "id,name", "models": "2026-01-01T00:00:00Z", "where": '{"a":[1]}'}
    assert (request.headers["x-trace"], request.headers["cookie"]) == (str(UUID(int=1)), "acme_locale=admin")


def test_what_is_left_out_is_not_sent(api: Any) -> None:
    """Not even where the document names a default: that is the server's to apply."""
    assert str(api["users"].get_user(7).request(BASE).url) == f"{BASE}/users/7"


def test_optional_arguments_are_given_by_name(api: Any) -> None:
    """Required arguments and bodies can be given by position, the others cannot."""
    signature = inspect.signature(api["users"].get_user)
    kinds = [parameter.kind for parameter in signature.parameters.values()]

    assert kinds == [inspect.Parameter.POSITIONAL_OR_KEYWORD] + [inspect.Parameter.KEYWORD_ONLY] * 6


def test_body_goes_as_json(sdk: ModuleType, api: Any) -> None:
    """A model is encoded without what is not set."""
    body = sdk.models.User(name="ada", role=sdk.models.Role.ADMIN, boss=None)
    request = api["users"].create_user(body).request(BASE)

    assert json.loads(request.read()) == {"userName": "ada", "role": "admin", "boss": None}
    assert request.headers["content-type"] == "application/json"


def test_caller_chooses_among_media_types(sdk: ModuleType, api: Any) -> None:
    """An operation that takes more than one media type can be told which."""
    body = sdk.models.Credentials(username="ada", password="secret")
    request = api["users"].create_user(body, content_type="application/x-www-form-urlencoded").request(BASE)

    assert request.read() == b"username=ada&password=secret"


def test_upload_is_multipart(sdk: ModuleType, api: Any) -> None:
    """Files and fields become parts."""
    request = api["files"].upload(sdk.models.Upload(file=sdk.File(b"abc", "a.txt"), note="hi")).request(BASE)
    content = request.read()

    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="file"; filename="a.txt"' in content
    assert b"hi" in content


def test_deprecated_operation_warns_the_caller(api: Any) -> None:
    """The warning points at the line of whoever calls, not into the SDK."""
    with pytest.warns(DeprecationWarning, match="archive_user is deprecated") as caught:
        api["users"].archive_user(1)

    assert caught[0].filename == __file__


def test_operation_that_may_stream_is_two_endpoints(sdk: ModuleType, api: Any) -> None:
    """One gives the whole answer, the other its events."""
    assert type(api["files"].chat("hi")) is sdk.Call
    assert type(api["files"].chat_events("hi")) is sdk.StreamCall


def test_paged_operation_knows_its_items(sdk: ModuleType, api: Any) -> None:
    """A call for a page carries what it takes to go on."""
    call = api["users"].list(page=2)

    assert type(call) is sdk.PagedCall
    assert call.item({"id": 1, "userName": "ada", "role": "admin", "boss": None}).name == "ada"


def test_client_has_a_login_of_its_own(sdk: ModuleType) -> None:
    """The properties of a flat body are arguments: required ones by position, the others by name."""
    login = str(inspect.signature(sdk.Sample.login))

    assert login.startswith("(self, username: 'str', password: 'str', *, device: 'str | Unset | None' = UNSET)")


def test_sync_and_async_have_the_same_methods(sdk: ModuleType) -> None:
    """Names, order, parameters and docstrings are the same."""
    from sample_sdk import resources

    for name in ("Auth", "Files", "Users"):
        sync, twin = (
            {
                method: (str(inspect.signature(function)).partition(" -> ")[0], function.__doc__)
                for method, function in vars(getattr(resources, kind)).items()
                if inspect.isfunction(function) and method != "__init__"
            }
            for kind in (name, f"Async{name}")
        )
        assert list(sync.items()) == list(twin.items())


def test_errors_of_the_api_are_classes(sdk: ModuleType) -> None:
    """A name of sdk.yaml is a class of its own, below that of its HTTP status; a known name is the known class."""
    from sample_sdk._runtime import errors as runtime

    assert sdk.errors.UsernameTaken.__mro__[1] is runtime.ApiError
    assert sdk.errors.TooFast.__mro__[1] is runtime.RateLimited
    assert sdk.errors.Forbidden is runtime.Forbidden


def test_a_login_whose_body_may_miss_imports_only_what_it_uses() -> None:
    """Its properties take the place of the body, and with it goes what only the body's type needs."""
    credentials = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
    body = {"content": {"application/json": {"schema": credentials}}}
    post = {"operationId": "login", "requestBody": body, "responses": {"200": {"description": ""}}}
    session = Session(Tokens(("/token",)), Attach("header", "token", "{access}"), Exchange("login"))
    package = generated(openapi({"/login": {"post": post}}), with_settings(session=session))
    source = Path(str(part(package, "client").__file__)).read_text("utf-8")

    assert "def login(self, name: str)" in source
    assert "UNSET" not in source.upper()


def test_a_login_may_be_sent_in_several_ways() -> None:
    """Where all of them take the same credentials, as with Django REST framework, these are the arguments."""
    schemas = {"Login": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}}
    ways = ("application/json", "application/x-www-form-urlencoded", "multipart/form-data")
    body = {"required": True, "content": {way: {"schema": ref("Login")} for way in ways}}
    post = {"operationId": "login", "requestBody": body, "responses": {"200": {"description": ""}}}
    session = Session(Tokens(("/token",)), Attach("header", "token", "{access}"), Exchange("login"))
    package = generated(openapi({"/login": {"post": post}}, schemas), with_settings(session=session))

    assert str(inspect.signature(part(package, "client").Made.login)).startswith("(self, name: 'str') ->")


def test_a_login_begins_with_the_name_and_the_password() -> None:
    """However the document sorts them: many are written in the order of the alphabet."""
    names = ("captcha", "password", "userName")
    credentials = {"type": "object", "required": [*names], "properties": {key: {"type": "string"} for key in names}}
    body = {"required": True, "content": {"application/json": {"schema": credentials}}}
    post = {"operationId": "login", "requestBody": body, "responses": {"200": {"description": ""}}}
    session = Session(Tokens(("/token",)), Attach("header", "token", "{access}"), Exchange("login"))
    package = generated(openapi({"/login": {"post": post}}), with_settings(session=session))

    assert list(inspect.signature(part(package, "client").Made.login).parameters) == [
        *("self", "user_name", "password", "captcha")
    ]
