"""Documents with envelopes of every kind give what is inside of them, from `init` and `generate` alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.documents import SHARED, Subject
from tests.corpus.unwrapping import Unwrapped, unwrap

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the corpus of documents is not at {SHARED}")

SHARES = {
    "andon-workcenter.json": (23, 23),
    "apache-answer.yaml": (189, 199),
    "apacta.json": (273, 290),
    "apideck-crm.json": (40, 40),
    "casdoor.json": (137, 235),
    "fba-fastapi.json": (137, 138),
    "gin-vue-admin.json": (234, 255),
    "go-admin.json": (66, 76),
    "inquiry-org.json": (2, 2),
    "lark-auth.yaml": (5, 5),
    "lark-authen.yaml": (5, 5),
    "lark-calendar.yaml": (44, 44),
    "lark-contact.yaml": (71, 71),
    "lark-im.yaml": (71, 74),
    "medical-insurance.json": (41, 46),
    "noosh.json": (95, 104),
    "nytimes-books.json": (6, 6),
    "pa-ai-assistant.json": (6, 6),
    "pa-oj-business.json": (5, 5),
    "pa-oj-task.json": (13, 13),
    "pa-org-member-account-lifecycle.json": (6, 6),
    "pa-role-permission-config.json": (2, 2),
    "tinkoff-invest.json": (21, 21),
    "yudao-excerpt.json": (45, 50),
    "yunlian-mall.json": (21, 23),
}
"""Of how many operations the successes are wrapped, by the document; the rest are files, pages and bare payloads."""


@pytest.fixture(scope="module")
def known() -> dict[str, Unwrapped]:
    """Keep what was made of a document for all tests of it."""
    return {}


@pytest.fixture
def one(request: pytest.FixtureRequest, known: dict[str, Unwrapped], tmp_path: Path) -> tuple[str, Unwrapped]:
    """Give a document's name, and what was made of it."""
    name: str = request.param
    if name not in known:
        group = SHARED / "envelope"
        known[name] = unwrap(Subject((group / name).resolve(), "envelope", "", group.resolve()), tmp_path)
    return name, known[name]


every = pytest.mark.parametrize("one", SHARES, indirect=True)


@every
def test_every_wrapped_answer_is_unwrapped(one: tuple[str, Unwrapped]) -> None:
    """As many operations are judged by an envelope as have one."""
    name, made = one
    judged = [operation for operation in made.operations if any(answer.envelope for answer in operation.answers)]

    assert SHARES[name] == (len(judged), len(made.operations))


@every
def test_no_caller_is_given_an_envelope(one: tuple[str, Unwrapped]) -> None:
    """No answer's type is a model with the envelope's members."""
    assert one[1].wrapped() == []


@every
def test_the_payload_is_what_is_inside(one: tuple[str, Unwrapped]) -> None:
    """Where the document types payloads, they are typed: not all are None or anything."""
    name, made = one
    inside = [answer.type for answer in made.answers() if answer.envelope and answer.type is not None]
    untyped = {"casdoor.json", "pa-org-member-account-lifecycle.json"}

    assert (len(set(map(str, inside))) > 1) is (name not in untyped)
