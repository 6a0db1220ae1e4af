"""What `sdk.yaml` says becomes settings; defaults stand below it."""

from __future__ import annotations

from pathlib import Path

import pytest
from anew.model import Attach, Envelope, ErrorRule, Exchange, Package, Paging, Signal, Tokens
from anew.settings import Settings, complete

from tests.generator.settings.reading import settings

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


def test_what_the_file_says_of_the_package_stays(full: Settings) -> None:
    """Only what `sdk.yaml` leaves out is made up."""
    package = complete(full.package, "Other", "9", Path("x.yaml"))

    assert Package("acme", "Acme", "acme", "2.0", "httpx2") == package
