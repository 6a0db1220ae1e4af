"""Tokens that a server hands out while others are being stored: the newest of them is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from anew.runtime.session import (
    TokenGrant,
)

from .support import PATIENCE, Countdown, World, flight_of, renew, snapshot_of, stored, world

NOON = 1_800_000_000.0
"""What the fake clock shows at the beginning."""


def grant(name: str, life: float | None = None) -> TokenGrant:
    """Hand out a token, with the instant of its end if the server says so."""
    return TokenGrant(name, expires_at=None if life is None else NOON + life)


def hold_saving(w: World, gate: Countdown) -> None:
    """Have whoever writes to the store wait at a gate."""
    honest: Callable[..., bool] = w.store.save

    def slow(*args: object, **named: object) -> bool:
        gate.wait()
        return honest(*args, **named)

    w.store.save = slow  # type: ignore[method-assign]


def handed_out(first: TokenGrant, *others: TokenGrant) -> World:
    """Hand out several tokens for one generation, the others while the first is being stored."""
    gate, w = Countdown(1), world()
    hold_saving(w, gate)
    snapshot = snapshot_of(w.session)
    for one in (first, *others):
        w.session.renewed(snapshot, one)
    gate.arrive()
    w.rest()
    return w


def final(w: World) -> str:
    """Make calls until nothing changes any more, and give the token that is current then."""
    for _ in range(3):
        snapshot_of(w.session)
        w.rest()
    return snapshot_of(w.session).access


@pytest.mark.parametrize(
    "lives",
    [(10, 20, 30), (30, 20, 10), (20, 10, 30), (20, 30, 10), (10, 30, 20), (30, 10, 20)],
)
def test_the_one_that_lives_longest_is_kept(lives: tuple[float, ...]) -> None:
    """In whatever order they arrive, the token with the latest expiry is the session's in the end."""
    assert final(handed_out(*(grant(f"for {life}", life) for life in lives))) == "for 30"


def test_without_an_expiry_the_last_one_is_kept() -> None:
    """Where servers do not say how long tokens live, the order of arrival is what is known."""
    assert final(handed_out(grant("first"), grant("second"), grant("third"))) == "third"


def test_a_life_in_seconds_counts_as_well() -> None:
    """`expires_in` and `expires_at` compare as instants."""
    w = handed_out(grant("short", 60), TokenGrant("long", expires_in=90))

    assert final(w) == "long"


def test_a_crowd_of_gifts_is_stored_twice_at_most() -> None:
    """However many answers bring tokens while one is being stored, one more flight is enough for all of them."""
    w = handed_out(*(grant(f"for {life}", life) for life in range(100, 200)))

    assert (final(w), w.hooks.names.count("refresh_done"), snapshot_of(w.session).gen) == ("for 199", 2, 3)


def test_gifts_of_the_same_instant_are_one() -> None:
    """Tokens that end together are equally good; the first one stays, so a crowd causes no storm."""
    w = handed_out(*(grant(f"no {number}", 60) for number in range(10)))

    assert (final(w), snapshot_of(w.session).gen) == ("no 0", 2)


def test_a_gift_for_an_older_token_counts_if_it_lives_longer() -> None:
    """A slow answer may bring the newest token of all; without an expiry it is taken for an old one."""
    w = world()
    old = snapshot_of(w.session)
    w.session.renewed(old, grant("short", 60))
    w.rest()
    w.session.renewed(old, grant("shorter", 50))
    w.session.renewed(old, grant("unknown"))
    w.rest()
    before = snapshot_of(w.session).access
    w.session.renewed(old, grant("long", 70))
    w.rest()

    assert (before, snapshot_of(w.session).access) == ("short", "long")


def test_an_offer_goes_before_a_refresh() -> None:
    """A refusal of the token that was stored waits for the newer one that is there; nothing is refreshed."""
    w = handed_out(grant("short", 30), grant("long", 60))
    flight = flight_of(w.session.refused(w.session._cell.state.snapshot))

    assert flight.wait(PATIENCE).access == "long"
    assert not w.endpoint.calls


def test_an_offer_ends_with_the_login_it_was_made_for() -> None:
    """After a logout or another login nothing that was offered before is stored."""
    again, out = (handed_out(grant("short", 30), grant("long", 60)) for _ in range(2))
    again.session.login(TokenGrant("new login", "r"))
    out.session.logout()
    out.session.login(TokenGrant("later", "r"))

    assert (final(again), final(out)) == ("new login", "later")


def test_an_offer_that_a_refresh_has_overtaken_is_forgotten() -> None:
    """Tokens that live longer than the offer make it worthless, wherever they come from."""
    w = handed_out(grant("short", 30), grant("long", 60))
    twin = w.another()
    w.endpoint.expires_in = 3_600
    renew(twin.session)
    w.session.renewed(w.session._cell.state.snapshot, grant("longer", 70))
    w.rest()

    assert final(w) == snapshot_of(twin.session).access


def test_tokens_handed_out_with_an_answer_become_current_once_stored() -> None:
    """`renewed` takes over what the server gave unasked, and keeps the refresh token if none came with it."""
    w = world()
    w.session.renewed(snapshot_of(w.session), TokenGrant("gift"))
    w.hooks.wait_for("refresh_done")

    assert snapshot_of(w.session).access == "gift"
    assert stored(w.store).refresh == "r0"
    assert not w.endpoint.calls


def test_tokens_handed_out_with_an_old_answer_are_ignored() -> None:
    """An answer to a call with an older token does not replace newer tokens."""
    w = world()
    old = snapshot_of(w.session)
    renew(w.session)
    w.session.renewed(old, TokenGrant("gift"))

    assert snapshot_of(w.session).access == "a1"


def test_tokens_handed_out_that_cannot_be_stored_count_all_the_same() -> None:
    """A store that is down does not make the session forget what the server gave."""
    w = world()
    w.store.load = lambda key: (_ for _ in ()).throw(OSError())  # type: ignore[method-assign]
    w.session.renewed(snapshot_of(w.session), TokenGrant("gift"))
    w.hooks.wait_for("persist_failed")

    assert snapshot_of(w.session).access == "gift"


def test_a_call_is_refused_once_while_tokens_handed_out_are_being_stored() -> None:
    """A refusal in that moment waits for them instead of refreshing."""
    gate = Countdown(1)
    w = world()
    hold_saving(w, gate)
    snapshot = snapshot_of(w.session)
    w.session.renewed(snapshot, TokenGrant("gift"))
    flight = flight_of(w.session.refused(snapshot))
    gate.arrive()

    assert flight.wait(PATIENCE).access == "gift"
    assert not w.endpoint.calls
