"""A store or a refresher ↔ how another process makes it again: an importable name, and arguments that JSON can say."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import reduce
from importlib import import_module
from typing import TYPE_CHECKING, Any, Protocol, Self, runtime_checkable

from attrs import field, frozen

if TYPE_CHECKING:
    from .refresher import Refresher
    from .stores.protocol import TokenStore


@frozen
class Recipe:
    """What to call, and with what. It goes from process to process through a pipe that nobody else reads."""

    factory: str
    """`package.module:name`, of a function or a class."""
    arguments: Mapping[str, Any] | None = field(default=None, repr=False)
    """Named arguments as JSON values; None: it is not called, but is what is wanted. A password is safe in them, for
    example in the URL of a server; tokens are not needed: they are in the store."""

    @classmethod
    def of(cls, factory: Callable[..., Any], **arguments: Any) -> Self:
        """Describe a call; raises ValueError if another process could not make it."""
        try:
            json.dumps(arguments)
        except (TypeError, ValueError):
            raise ValueError(f"{_name(factory)} is given something that JSON cannot say") from None
        return cls(reference(factory), arguments)

    def make(self) -> Any:
        """Follow it."""
        found = find(self.factory)
        return found if self.arguments is None else found(**self.arguments)


@runtime_checkable
class Rebuildable(Protocol):
    """A store, or an object with a method that refreshes, which another process can make again."""

    def recipe(self) -> Recipe:
        """Say how; raises ValueError if it was made in a way that cannot be said."""
        ...


def reference(thing: Callable[..., Any]) -> str:
    """Name a function or class so that another process finds it, for example `app.auth:refresh`.

    Raises:
        ValueError: it cannot be found by name.
    """
    module, name = getattr(thing, "__module__", None), getattr(thing, "__qualname__", "")
    if not module or module == "__main__":
        raise ValueError(
            f"{_name(thing)} is part of the program that was started, which another process cannot import: "
            "move it into a module"
        )
    named = f"{module}:{name}"
    try:
        found = find(named)
    except (ImportError, AttributeError):
        found = None
    if found is not thing:
        raise ValueError(
            f"{_name(thing)} cannot be imported by its name: let it be a function at the top level of a module"
        )
    return named


def find(named: str) -> Any:
    """Import `package.module:name`."""
    module, _, name = named.partition(":")
    return reduce(getattr, name.split("."), import_module(module))


def recipe_of_store(store: TokenStore) -> Recipe:
    """Describe a store; raises ValueError, saying what to do, if other processes cannot have it."""
    if not store.shared:
        raise ValueError(
            f'isolation="process" needs a token store that other processes see, and {type(store).__name__} is in this '
            'one\'s memory: give store=FileStore("~/.local/state/app"), or another shared one'
        )
    if not isinstance(store, Rebuildable):
        raise ValueError(
            f'isolation="process" makes the token store again in another process: give {type(store).__name__} '
            "a method recipe() that returns a Recipe"
        )
    return _told(store, "the token store")


def recipe_of_refresher(refresher: Refresher) -> Recipe:
    """Describe a refresher; raises ValueError, saying what to do, if another process cannot have it."""
    owner = getattr(refresher, "__self__", refresher)
    if isinstance(owner, Rebuildable):
        return _told(owner, "the refresher")
    try:
        return Recipe(reference(refresher))
    except ValueError as error:
        raise ValueError(f'isolation="process" makes the refresher again in another process: {error}') from None


def _told(thing: Rebuildable, what: str) -> Recipe:
    try:
        return thing.recipe()
    except ValueError as error:
        raise ValueError(f'isolation="process" makes {what} again in another process: {error}') from None


def _name(thing: object) -> str:
    return str(getattr(thing, "__qualname__", type(thing).__name__))
