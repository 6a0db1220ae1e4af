"""A preset stands below what `sdk.yaml` says itself."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from anew.model import Attach, Signal
from anew.settings.presets import names

from tests.generator.settings.reading import settings


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


def test_a_token_endpoint_leaves_nothing_of_a_presets_login(tmp_path: Path) -> None:
    """Who logs in by OAuth 2.0 keeps the preset's envelope and errors, and none of its places for tokens."""
    oauth = "oauth: {grant: client_credentials, token_url: /token}"
    read = settings(f"version: 1\npreset: yudao\nsession: {{{oauth}}}", tmp_path)
    assert read.session is not None

    assert (("/access_token",), "Authorization", None) == (
        read.session.tokens.access,
        read.session.attach.parameter,
        read.session.refresh,
    )
    assert read.envelope is not None
