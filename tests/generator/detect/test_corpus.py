"""On real documents, detection finds what is there and invents nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from anew.detect import Detection, detect
from anew.detect.compose import session_is_clear
from anew.document import load

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the corpus of documents is not at {CORPUS}")

FOUND = {
    "andon-workcenter.json": "/data",
    "apache-answer.yaml": "/data",
    "apacta.json": "/data",
    "apideck-crm.json": "/data",
    "fba-fastapi.json": "/data",
    "gin-vue-admin.json": "/data",
    "lark-authen.yaml": "/data",
    "lark-calendar.yaml": "/data",
    "lark-contact.yaml": "/data",
    "lark-im.yaml": "/data",
    "medical-insurance.json": "/data",
    "noosh.json": "/result",
    "nytimes-books.json": "/results",
    "tinkoff-invest.json": "/payload",
    "yudao-excerpt.json": "/data",
    "yunlian-mall.json": "/data",
}
SUGGESTED = ("casdoor.json", "go-admin.json", "lark-auth.yaml")
REAL = {"bungie.json", "rocketchat-authentication.yaml", "telegram-bot.json"}
"""Documents of famous APIs that do wrap their answers."""
HEAVY = 3_000_000
"""Larger files take seconds to read and are left to the benchmark."""


def seen(path: Path) -> Detection:
    return detect(load(path), {})


@pytest.mark.parametrize("name", FOUND)
def test_an_envelope_that_is_there_is_found(name: str) -> None:
    """The envelope is found with the place of its payload."""
    found = seen(CORPUS / "envelope" / name).envelope
    assert found

    assert (FOUND[name], True) == (found.value.data, found.sure != "suggested")


@pytest.mark.parametrize("name", SUGGESTED)
def test_an_untyped_or_flat_envelope_is_suggested(name: str) -> None:
    """Where the document does not type the payload, the envelope is a suggestion."""
    found = seen(CORPUS / "envelope" / name).envelope
    assert found

    assert found.sure == "suggested"


def test_no_envelope_is_invented() -> None:
    """Of the famous documents only those with an envelope get one."""
    paths = [path for path in (CORPUS / "famous").glob("*.*") if path.stat().st_size < HEAVY]
    wrapped = {path.name for path in paths if (found := seen(path).envelope) and found.sure != "suggested"}

    assert wrapped <= REAL


def test_no_session_is_invented() -> None:
    """Of the famous documents only one has a login that buys a token with a password."""
    paths = [path for path in (CORPUS / "famous").glob("*.*") if path.stat().st_size < HEAVY]

    assert {path.name for path in paths if session_is_clear(seen(path))} <= {"rocketchat-authentication.yaml"}


@pytest.mark.parametrize(("name", "login"), [("fba-fastapi", "/login"), ("yudao-excerpt", "/login")])
def test_the_login_of_a_known_system_is_found(name: str, login: str) -> None:
    """The plain login of a system is found among its other ones."""
    found = seen(CORPUS / "envelope" / f"{name}.json")
    assert found.login

    assert found.login.evidence.split(",")[0].endswith(f"auth{login}")
