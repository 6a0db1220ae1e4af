"""What `sdk.yaml` says becomes settings; a preset stands below it, defaults below that."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from anew.model import Attach, Envelope, ErrorRule, Exchange, Package, Paging, Signal, Tokens
from anew.settings import Known, OperationRule, Settings, complete, defaults, load, misses
from anew.settings.presets import names
from attrs import evolve

FULL = """
version: 1
document: openapi.yaml
package: {name: acme, http: httpx2, version: "2.0"}
enums: closed
lenient: true
envelopes:
  main:
    success: {at: /code, in: [200, "00000", true]}
    code: /code
    message: [/msg, /message]
    meta: {trace_id: [/traceId, "header:x-request-id"]}
  flat:
    success: {at: /error, absent: true}
    code: /error
    data: ""
operations:
  - {match: "GET /files/**", envelope: none, authenticated: false}
errors:
  - {when: {http: ["5*"]}, raise: Down, retry_after: "header:retry-after"}
session:
  login: {hook: "shop.auth:login"}
  refresh:
    operation: refreshToken
    send: {in: header, name: Authorization, value: "Bearer {refresh}", also: {x-client: c}}
  tokens:
    access: /data/accessToken
    refresh: [/data/refreshToken, "cookie:refresh"]
    expires: {at: "jwt:exp", as: jwt}
    renewed: {access: "header:new-token", expires: {at: "header:new-expires-at", as: epoch_s}}
  attach: {cookie: sid}
  headers: {tenant-id: "{tenant}"}
  expired: [{code: [409], message: "^token"}]
  dead: {header: x-dead}
  lost: []
paging:
  default: {items: /list, total: /total, page: pageNo, size: pageSize, start: 0}
"""


@pytest.fixture
def full(tmp_path: Path) -> Settings:
    return settings(FULL, tmp_path)


def settings(text: str, folder: Path) -> Settings:
    path = folder / "sdk.yaml"
    path.write_text(text, "utf-8")
    return load(path)


def test_the_document_stands_beside_the_settings(full: Settings, tmp_path: Path) -> None:
    """A relative path in `sdk.yaml` starts from its own folder."""
    assert tmp_path / "openapi.yaml" == full.document


def test_codes_become_texts(full: Settings) -> None:
    """Codes compare as texts: 200 is `"200"`, true is `"true"`, and `"00000"` keeps its zeros."""
    assert (Signal(at="/code", among=("200", "00000", "true")),) == full.envelopes[0].success


def test_zeros_survive_without_quotes(tmp_path: Path) -> None:
    """`00000` without quotes is five zeros, not YAML 1.1's octal number 0."""
    read = settings("version: 1\nenvelopes: {main: {success: {code: 00000}}}", tmp_path)

    assert (Signal(code=("00000",)),) == read.envelopes[0].success


def test_an_envelope_requires_its_code(full: Settings) -> None:
    """A body without the code is not this envelope, unless `require` says otherwise."""
    expected = Envelope(
        name="main",
        require=("/code",),
        success=full.envelopes[0].success,
        code=("/code",),
        message=("/msg", "/message"),
        data="/data",
        meta=(("trace_id", ("/traceId", "header:x-request-id")),),
    )

    assert expected == full.envelopes[0]


def test_an_envelope_whose_success_lacks_an_error_requires_nothing(full: Settings, tmp_path: Path) -> None:
    """Where only failures have a code, a success without it is no stranger; `preset: directus` is of that kind."""
    directus = settings("version: 1\npreset: directus", tmp_path).envelope

    assert full.envelopes[1].require == ()
    assert directus is not None
    assert directus.require == ()


def test_a_flat_envelope_drops_its_status(full: Settings) -> None:
    """The payload of a flat body is the body without code and message."""
    assert full.envelopes[1].drop == ("error",)


def test_the_session_is_read_wholly(full: Settings) -> None:
    """Hook, refresh token in a header, several places, renewed tokens and signals all arrive."""
    session = full.session
    assert session is not None

    assert (
        Exchange(hook="shop.auth:login"),
        Exchange(
            "refreshToken",
            send="header",
            parameter="Authorization",
            value="Bearer {refresh}",
            also=(("x-client", "c"),),
        ),
        Tokens(
            ("/data/accessToken",),
            ("/data/refreshToken", "cookie:refresh"),
            ("jwt:exp",),
            "jwt",
            ("header:new-token",),
            renewed_expires=("header:new-expires-at",),
            renewed_expires_as="epoch_s",
        ),
        Attach("cookie", "sid", "{access}"),
        (("tenant-id", "{tenant}"),),
        (Signal(code=("409",), message="^token"),),
        (Signal(header="x-dead"),),
        (),
    ) == (
        session.login,
        session.refresh,
        session.tokens,
        session.attach,
        session.headers,
        session.expired,
        session.dead,
        session.lost,
    )


def test_a_session_can_be_renewed_by_its_login(tmp_path: Path) -> None:
    """`refresh: login` names no call; a 401 then asks for a renewal, as it does with a refresh."""
    text = "version: 1\nsession: {login: {operation: l}, refresh: login, tokens: {access: ''}}"
    session = settings(text, tmp_path).session
    assert session is not None

    assert (session.refresh, session.tokens.access) == (None, ("",))
    assert (session.expired, session.lost) == ((Signal(http=("401",)),), ())


def test_errors_and_paging_are_read(full: Settings) -> None:
    """Classes of errors and ways to page arrive as they are written."""
    assert (
        (ErrorRule((Signal(http=("5*",)),), "Down", ("header:retry-after",)),),
        (Paging("default", "/list", "/total", page="pageNo", size="pageSize", start=0),),
    ) == (full.errors, full.pagings)


def test_a_session_without_signals_has_the_usual_ones(tmp_path: Path) -> None:
    """Where nothing is said, HTTP 401 asks for a refresh, and 400, 401 or 403 end it."""
    text = "version: 1\nsession: {refresh: {hook: 'm:f'}, tokens: {access: /t}}"
    session = settings(text, tmp_path).session
    assert session is not None

    assert ((Signal(http=("401",)),), (Signal(http=("400", "401", "403")),), ()) == (
        session.expired,
        session.dead,
        session.lost,
    )


def test_without_a_refresh_401_loses_the_session(tmp_path: Path) -> None:
    """Where nothing can be refreshed, an expired token is a lost session."""
    session = settings("version: 1\nsession: {tokens: {access: /t}}", tmp_path).session
    assert session is not None

    assert ((), (Signal(http=("401",)),)) == (session.expired, session.lost)


def test_the_refresh_cookie_goes_back_under_its_name(tmp_path: Path) -> None:
    """A refresh token that came as a cookie is sent as that cookie."""
    text = (
        "session: {refresh: {operation: r, send: {in: cookie}}, tokens: {access: /t, refresh: 'cookie:rt'}}\nversion: 1"
    )
    session = settings(text, tmp_path).session
    assert session is not None

    assert Exchange("r", send="cookie", parameter="rt") == session.refresh


def test_what_is_written_goes_before_the_preset(tmp_path: Path) -> None:
    """A key of the file replaces the preset's; the keys beside it stay."""
    read = settings("version: 1\npreset: yudao\nenvelopes: {main: {success: {code: 1}}}", tmp_path)

    assert ((Signal(code=("1",)),), ("/msg",), True) == (
        read.envelopes[0].success,
        read.envelopes[0].message,
        read.lenient,
    )


def test_alternatives_of_a_preset_are_replaced_whole(tmp_path: Path) -> None:
    """A cookie in the file's `attach` leaves nothing of the preset's header."""
    read = settings("version: 1\npreset: yudao\nsession: {attach: {cookie: sid}}", tmp_path)
    assert read.session is not None

    assert Attach("cookie", "sid", "{access}") == read.session.attach


def test_own_errors_are_asked_before_the_presets(tmp_path: Path) -> None:
    """The first rule that matches names the class, so the file's rules stand before the preset's."""
    read = settings("version: 1\npreset: yudao\nerrors: [{when: {code: 403}, raise: NotYours}]", tmp_path)

    assert [rule.raises for rule in read.errors] == ["NotYours", "Forbidden", "RateLimited"]


@pytest.mark.parametrize("name", names())
def test_every_preset_is_a_whole_configuration(name: str, tmp_path: Path) -> None:
    """A preset and the name of a refresh operation are enough for envelope and session."""
    read = settings(f"version: 1\npreset: {name}", tmp_path)

    assert read.envelope is not None
    assert read.session is not None


@pytest.mark.parametrize("name", names())
def test_every_preset_obeys_the_schema(name: str) -> None:
    """Presets are written in `sdk.yaml`'s own form."""
    import yaml

    schema = json.loads(files("anew.settings").joinpath("sdk.schema.json").read_text("utf-8"))
    text = files("anew.settings").joinpath("presets", f"{name}.yaml").read_text("utf-8")

    jsonschema.validate(yaml.safe_load(text), schema)


@pytest.mark.parametrize(
    ("match", "fits"),
    [
        ("getUser", True),
        ("users", True),
        ("GET /users/{id}", True),
        ("get /users/*", True),
        ("* /users/**", True),
        ("GET /**", True),
        ("GET /users/{id}/**", True),
        ("POST /users/*", False),
        ("GET /*", False),
        ("GET /user", False),
        ("getUsers", False),
    ],
)
def test_a_rule_matches_ids_tags_and_globs(match: str, fits: bool) -> None:
    """`match` is an operationId, a tag, or a method and a glob in which `*` stays inside a segment."""
    assert fits == OperationRule(match).matches("getUser", ("users",), "GET", "/users/{id}")


def test_the_last_match_wins_member_by_member() -> None:
    """A later rule replaces what it says and leaves the rest of the earlier ones."""
    rules = (OperationRule("users", envelope="main", replay=False), OperationRule("getUser", envelope="none"))
    rule = evolve(defaults(), operations=rules).rule("getUser", ("users",), "GET", "/users")

    assert (rule.envelope, rule.replay, rule.paging) == ("none", False, None)


def test_names_that_the_document_lacks_are_told(tmp_path: Path) -> None:
    """An operation, tag or path of `sdk.yaml` that is not in the document is reported where it stands."""
    text = (
        "version: 1\nsession:\n  login: {operation: logIn}\n  tokens: {access: /t}\n"
        "operations:\n  - {match: user, skip: true}\n  - {match: 'GET /users', skip: true}\n"
    )
    known = [Known("login", ("users",), "POST", "/login"), Known("list", (), "GET", "/users")]
    found = misses(settings(text, tmp_path), known)

    assert [(one.place.line if one.place else 0, one.message, one.fix) for one in found] == [
        (3, "the document has no operation `logIn`", "did you mean `login`?"),
        (6, "nothing in the document matches `user`", "did you mean `users`?"),
    ]


@pytest.mark.parametrize(
    ("title", "file", "name", "client"),
    [
        ("Acme Billing API", "openapi.yaml", "acme_billing", "AcmeBilling"),
        ("Lark IM OpenAPI v1", "x.yaml", "lark_im", "LarkIm"),
        ("Café Müller", "x.yaml", "cafe_muller", "CafeMuller"),
        ("飞书开放平台", "lark-im.yaml", "lark_im", "LarkIm"),
        ("飞书开放平台 · im API（全量）", "lark-im.yaml", "lark_im", "LarkIm"),
        ("飞书", "飞书.yaml", "shop", "Shop"),
        ("3D Models", "x.yaml", "api_3d_models", "Api3dModels"),
        ("JSON", "x.yaml", "json_client", "JsonClient"),
        ("class", "x.yaml", "class_client", "ClassClient"),
        ("Test Server", "x.yaml", "test_server_client", "TestServerClient"),
        ("{{ 7*7 }}\"'\n", "x.yaml", "x", "X"),
    ],
)
def test_a_package_is_named_after_the_title(title: str, file: str, name: str, client: str, tmp_path: Path) -> None:
    """Names are ASCII and free; a title in another script gives way to the file's name, then the folder's."""
    folder = tmp_path / "shop"
    folder.mkdir()
    package = complete(Package("", "", "", ""), title, "1", folder / file)

    assert (name, client) == (package.name, package.client)


@pytest.mark.parametrize(
    ("version", "expected"), [("1.2.3", "1.2.3"), ("v2", "2"), ("2024-01-01", "2024"), ("x", "0.1.0")]
)
def test_a_version_becomes_one_of_pythons_kind(version: str, expected: str) -> None:
    """The distribution's version is the document's as far as Python can read it."""
    assert expected == complete(Package("a", "", "", ""), "", version, Path("x")).version


def test_what_the_file_says_of_the_package_stays(full: Settings) -> None:
    """Only what `sdk.yaml` leaves out is made up."""
    package = complete(full.package, "Other", "9", Path("x.yaml"))

    assert Package("acme", "Acme", "acme", "2.0", "httpx2") == package
