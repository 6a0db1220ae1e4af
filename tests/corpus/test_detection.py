"""What `init` sees in real documents is compared with what is so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.detection import Score, compare, look, main, truth
from tests.corpus.documents import SHARED, subjects
from tests.corpus.facts import Fact

HEAVY = 1_000_000
"""Larger files take seconds to read; `python -m tests.corpus.detection` looks at them, too."""

with_corpus = pytest.mark.skipif(not SHARED.is_dir(), reason=f"the corpus of documents is not at {SHARED}")


@with_corpus
def test_nothing_is_said_that_is_not_so() -> None:
    """Of envelopes, sessions and pagings in the corpus, none is invented, and hardly any missed."""
    documents = [one for one in subjects(SHARED) if one.path.stat().st_size < HEAVY]
    scores, differences = compare(look(documents, SHARED, jobs=2), truth())
    whole = sum(scores.values(), Score())

    assert [one for one in differences if not one.what.startswith("missed")] == []
    assert whole.recall > 90


@with_corpus
def test_the_truth_is_about_documents_that_are_there() -> None:
    """No fact is left of a document that went away or is called otherwise."""
    known = {one.path.relative_to(SHARED.resolve()).as_posix() for one in subjects(SHARED)}

    assert set(truth()) <= known


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({Fact("login", "POST /a")}, Score(right=1)),
        ({Fact("login", "POST /a", suggested=True)}, Score(hinted=1)),
        ({Fact("login", "POST /b")}, Score(missed=1, wrong=1)),
        ({Fact("login", "POST /b", suggested=True)}, Score(missed=1, wrong=1)),
        (set(), Score(missed=1)),
    ],
)
def test_facts_are_right_hinted_missed_or_wrong(said: set[Fact], expected: Score) -> None:
    """A wrong hint is as wrong as a wrong setting."""
    scores, _ = compare({"a.yaml": frozenset(said)}, {"a.yaml": frozenset({Fact("login", "POST /a")})})

    assert expected == scores["login"]


def test_precision_and_recall_are_shares() -> None:
    """Of what was said, and of what is so; nothing said is no mistake."""
    score = Score(right=6, hinted=2, missed=2, wrong=2)

    assert (80.0, 80.0, 100.0) == (score.precision, score.recall, Score().precision)


@pytest.fixture
def wrapped(tmp_path: Path) -> Path:
    """Give a folder with a document that has an envelope."""
    answer = "{properties: {code: {type: integer}, msg: {type: string}, data: {$ref: '#/x/T%s'}}}"
    content = "{'200': {description: '', content: {application/json: {schema: %s}}}}"
    paths = "".join(f"  /p{n}: {{get: {{responses: {content % (answer % n)}}}}}\n" for n in range(4))
    (tmp_path / "a.yaml").write_text(f"openapi: 3.1.0\ninfo: {{title: t, version: '1'}}\npaths:\n{paths}", "utf-8")
    return tmp_path


def test_what_is_wrong_fails_the_run(wrapped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Too much that is not so is an exit code of 1, and each is told."""
    real = wrapped / "truth.tsv"
    real.write_text("document\tkind\tvalue\na.yaml\tenvelope\t/result\n", "utf-8")

    assert main([str(wrapped), "--jobs", "1", "--truth", str(real)]) == 1
    assert "a.yaml: envelope: said /data, which is not so" in capsys.readouterr().out


def test_documents_that_nobody_has_read_are_not_judged(wrapped: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a word of truth about any of them there is nothing to compare with."""
    assert main([str(wrapped), "--jobs", "1"]) == 0
    assert "truth.tsv says nothing about the documents in" in capsys.readouterr().out
