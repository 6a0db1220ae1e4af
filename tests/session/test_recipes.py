"""What can go to another process, and what is refused at once, with words that help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from anew.runtime.session import (
    FileStore,
    MemoryStore,
    Recipe,
    SessionOptions,
    TokenGrant,
    TokenStore,
)

from . import far
from .isolated import isolated
from .support import Endpoint


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "tokens")


class Own(FileStore):
    """A store that was given something JSON cannot say."""

    def recipe(self) -> Recipe:
        return Recipe.of(Own, directory=object())


@pytest.mark.parametrize(
    ("refresher", "store", "words"),
    [
        (far.refresh, MemoryStore(), "give store=FileStore"),
        (lambda tokens: TokenGrant("a"), FileStore("x"), "top level of a module"),
        (Endpoint(), FileStore("x"), "cannot be imported by its name|part of the program"),
        (far.refresh, Own("x"), "JSON cannot say"),
    ],
    ids=["memory", "lambda", "object", "argument"],
)
def test_what_cannot_cross_is_refused_at_once(refresher: Any, store: TokenStore, words: str) -> None:
    """A session that could not refresh in another process is not made, and the error says what to do."""
    with pytest.raises(ValueError, match=words):
        isolated(refresher, store)


def test_a_function_of_the_program_itself_is_refused(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """`__main__` is another module over there."""
    monkeypatch.setattr(far.refresh, "__module__", "__main__")

    with pytest.raises(ValueError, match="move it into a module"):
        isolated(far.refresh, store)


def test_a_store_without_a_recipe_is_refused(store: FileStore) -> None:
    """A shared store of somebody's own needs the method, and the error names it."""

    class Foreign:
        shared = True

    with pytest.raises(ValueError, match=r"Foreign a method recipe\(\)"):
        isolated(far.refresh, Foreign())  # type: ignore[arg-type]  # refused before it is used


def test_an_unknown_isolation_is_refused() -> None:
    """Only the two that there are."""
    with pytest.raises(ValueError, match="isolation"):
        SessionOptions(isolation="fork")  # type: ignore[arg-type]  # wrong on purpose


def test_recipes_show_no_arguments() -> None:
    """A URL with a password in it does not get into a repr."""
    assert "secret" not in repr(Recipe("a:b", {"url": "redis://:secret@host"}))
