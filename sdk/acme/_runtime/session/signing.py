"""Login and logout → the store's record, written without the refresh lock: comparing generations is enough.

A refresh that is under way elsewhere finds the newer generation when it comes to save, and yields to it.
"""

from __future__ import annotations

from attrs import evolve

from .errors import StoreUnavailable
from .stores.protocol import Record, StoreKey, TokenStore
from .tokens import TokenSet

_ROUNDS = 20
"""How often to try against others who write the same key at the same moment."""


def sign_in(store: TokenStore, key: StoreKey, tokens: TokenSet) -> TokenSet:
    """Make a login's tokens the store's, whatever it held.

    Args:
        store: Where to.
        key: Whose.
        tokens: With the generation that they have at least.

    Returns:
        The tokens with the generation that they got.

    Raises:
        StoreUnavailable: they could not be written.
    """
    try:
        for _ in range(_ROUNDS):
            found = store.load(key)
            expected = found.gen if found else 0
            tokens = evolve(tokens, gen=max(tokens.gen, expected + 1))
            if store.save(key, Record(tokens.gen, tokens), expected=expected):
                return tokens
    except Exception as error:
        raise StoreUnavailable(f"the login could not be stored: {type(error).__name__}") from error
    raise StoreUnavailable("the login could not be stored: others write to the same key without pause")


def sign_out(store: TokenStore, key: StoreKey) -> TokenSet | None:
    """Replace the store's tokens by a mark that nobody is logged in; give back what was there.

    Raises:
        StoreUnavailable: they are still there.
    """
    try:
        for _ in range(_ROUNDS):
            found = store.load(key)
            if found is None or found.tokens is None:
                return None
            if store.save(key, Record(found.gen + 1, None), expected=found.gen):
                return found.tokens
    except Exception as error:
        raise StoreUnavailable(f"the tokens could not be removed from the store: {type(error).__name__}") from error
    raise StoreUnavailable("the tokens could not be removed from the store: others write to it without pause")
