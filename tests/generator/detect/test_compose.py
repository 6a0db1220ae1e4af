"""What was detected becomes an `sdk.yaml` that `generate` can read, whatever the document is called."""

from __future__ import annotations

from pathlib import Path

import pytest
from anew.detect import Detection, Found
from anew.detect.compose import compose
from anew.model import Attach, Envelope, Exchange, Paging, Signal, Tokens
from anew.settings import Settings, load
from attrs import evolve

ENVELOPE = Envelope("main", ("/code",), (Signal(at="/code", among=("0", "00000")),), ("/code",), ("/msg",), "/data")
SEEN = Detection(
    operations=9,
    envelope=Found(ENVELOPE, "certain", "9 of 9"),
    login=Found(Exchange("login"), "certain", "POST /login"),
    refresh=Found(Exchange("refresh", send="query", parameter="rt"), "certain", "POST /refresh"),
    tokens=Found(Tokens(("/data/a",), ("/data/r",), ("/data/e",), "epoch_ms"), "certain", "the answer of `login`"),
    attach=Found(Attach("header", "X-Token", "{access}"), "certain", "scheme"),
    headers=(Found("tenant-id", "suggested", "9 of 9"),),
    pagings=(Found(Paging("default", "/list", "/total", page="page", start=0), "certain", "4 operations"),),
)
HOSTILE = (
    "a: b",
    "- x",
    "null",
    "yes",
    "0x10",
    "'",
    '"',
    "a\nb",
    "{{ x }}",
    "#",
    "&a",
    "*a",
    "!!python",
    "é\u2028",
    "\x07",
    "",
)


def written(detection: Detection, folder: Path, document: str = "openapi.yaml") -> Settings:
    path = folder / "sdk.yaml"
    path.write_text(compose(detection, document=document, package="acme", schema="s.json"), "utf-8")
    return load(path)


def test_findings_come_back_as_settings(tmp_path: Path) -> None:
    """Envelope, session and paging are the same after they were written and read."""
    read = written(SEEN, tmp_path)
    assert read.session

    assert ((ENVELOPE,), SEEN.pagings[0].value) == (read.envelopes, read.pagings[0])
    assert (
        read.session.login and read.session.login.operation,
        read.session.refresh and read.session.refresh.operation,
        read.session.refresh and read.session.refresh.send,
        read.session.refresh and read.session.refresh.parameter,
    ) == ("login", "refresh", "query", "rt")
    assert SEEN.tokens
    assert (SEEN.tokens.value, Attach("header", "X-Token", "{access}")) == (read.session.tokens, read.session.attach)


def test_a_suggested_envelope_is_a_comment(tmp_path: Path) -> None:
    """What is only suggested changes nothing until somebody takes the marks away."""
    detection = evolve(SEEN, envelope=Found(ENVELOPE, "suggested", "9 of 9"))

    assert written(detection, tmp_path).envelopes == ()


def test_a_suggestion_is_valid_once_uncommented(tmp_path: Path) -> None:
    """Taking the marks away is all that it needs."""
    detection = Detection(operations=9, envelope=Found(ENVELOPE, "suggested", "9 of 9"), login=None)
    text = compose(detection, document="a.yaml", package="acme", schema="s.json")
    head, _, tail = text.partition("# envelopes:")
    path = tmp_path / "sdk.yaml"
    path.write_text(head + "envelopes:" + tail.replace("\n# ", "\n"), "utf-8")

    assert load(path).envelopes == (ENVELOPE,)


def test_suggested_failures_are_valid_once_uncommented(tmp_path: Path) -> None:
    """A bare API's envelope is around failures alone: nothing is dropped from payloads."""
    bare = evolve(
        ENVELOPE, require=("/code", "/msg"), success=(Signal(http=("2*",)),), data="", drop=(), document="auto"
    )
    text = compose(
        Detection(operations=9, envelope=Found(bare, "suggested", "9 of 9")),
        document="a.yaml",
        package="acme",
        schema="s.json",
    )
    head, _, tail = text.partition("# envelopes:")
    path = tmp_path / "sdk.yaml"
    path.write_text(head + "envelopes:" + tail.replace("\n# ", "\n"), "utf-8")

    assert "CHECK: failures look alike" in text
    assert load(path).envelopes == (bare,)


def test_a_session_in_doubt_is_a_comment(tmp_path: Path) -> None:
    """Without a certain login or refresh no session is switched on."""
    doubt = evolve(SEEN, login=None, refresh=Found(Exchange("refresh"), "suggested", "?"))

    assert written(doubt, tmp_path).session is None


def test_a_refresh_in_doubt_is_left_out_of_a_session(tmp_path: Path) -> None:
    """With a certain login the session stands; a refresh that nobody knows how to call is a comment in it."""
    doubt = evolve(SEEN, refresh=Found(Exchange("refresh", send="cookie"), "suggested", "?"))
    session = written(doubt, tmp_path).session
    assert session

    assert (None, (Signal(http=("401",)), Signal(code=("401",)))) == (session.refresh, session.lost)


def test_a_preset_needs_nothing_but_the_operations(tmp_path: Path) -> None:
    """What the preset brings is not written again."""
    detection = evolve(SEEN, preset=Found("yudao", "certain", "the title is 'yudao'"))
    read = written(detection, tmp_path)
    assert read.session

    assert read.session.tokens.expires_as == "epoch_ms"
    assert "attach" not in (tmp_path / "sdk.yaml").read_text("utf-8")


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_of_the_document_stay_texts(text: str, tmp_path: Path) -> None:
    """No operationId, header or evidence becomes YAML of its own."""
    exchange = Found(Exchange(text or "x", send="header", parameter=f"{text}!"), "certain", text)
    detection = evolve(SEEN, login=exchange, refresh=exchange, headers=(Found(text, "suggested", text),))
    session = written(detection, tmp_path, document=f"{text}.yaml").session
    assert session
    assert session.refresh

    assert (text.strip() or "x", f"{text}!") == (session.refresh.operation, session.refresh.parameter)


def test_nothing_seen_is_a_valid_file_too(tmp_path: Path) -> None:
    """A document without envelope, session and paging gets the bare settings."""
    read = written(Detection(operations=0), tmp_path)

    assert (read.envelopes, read.session, read.pagings, read.package.name) == ((), None, (), "acme")
