"""Facts about a server's sessions become advice: what is wrong, which settings are safe, what to know."""

from __future__ import annotations

from collections.abc import Iterator

from anew.contract.session.facts import Advice, Facts

REFRESH_TIMEOUT = 3.5
"""What a client waits for the answer to a refresh unless told otherwise."""
_PATIENT = 30.0


def advise(facts: Facts) -> Iterator[Advice]:
    """Give all advice, faults first."""
    for part in (_signals, _lifetimes, _ends, _stores, _isolation, _timeout, _logins):
        yield from part(facts)


def _signals(facts: Facts) -> Iterator[Advice]:
    """Hold sdk.yaml's `expired`, `lost` and `dead` against what the server says."""
    if facts.anonymous == "accepted":
        yield Advice(
            "fault", "the probe is answered without any token, so it proves nothing; choose another by --probe"
        )
    if facts.made_up == "accepted":
        yield Advice("fault", "the server accepts a token that it never issued")
    if facts.at_expiry == "accepted":
        yield Advice("fault", "the server accepts an access token after its announced end")
    if facts.at_expiry in ("lost", "refused"):
        text = f"an expired token is answered in a way that sdk.yaml calls `{facts.at_expiry}`: nothing is refreshed"
        yield Advice("fault", f"{text}; describe that answer under `session.expired`")
    if facts.made_up == "expired":
        text = "a token that was never issued is answered like one that has expired: a lost login costs a refresh"
        yield Advice("note", text)
    if facts.refuses_made_up is False:
        text = "a refresh token that is no good is not answered in a way that sdk.yaml calls `dead`"
        yield Advice("fault", f"{text}: clients try again for ever; describe that answer under `session.dead`")
    if facts.refresh_after_expiry is False:
        yield Advice("fault", "the refresh token dies with the access token; refresh in advance, or log in again")


def _lifetimes(facts: Facts) -> Iterator[Advice]:
    if facts.refreshes is False:
        yield Advice("fault", f"there is no refresh to rely on: {facts.unknown.get('refresh', 'it does not work')}")
    elif facts.refreshes is None:
        text = "there is no refresh: each expiry needs a login, which `reauthenticate=` can give a client"
        yield Advice("note", text)
    if facts.life is None:
        text = "the server does not announce how long tokens live: each expiry costs a refused call and a replay"
        yield Advice("note", text)
    if facts.replaced_access == "accepted":
        text = "an access token stays good after its refresh token was exchanged; calls on their way are not refused"
        yield Advice("note", text)


def _ends(facts: Facts) -> Iterator[Advice]:
    if facts.refresh_after_logout:
        yield Advice("fault", "a refresh token is good after the logout: whoever copied it stays logged in")
    if facts.access_after_logout == "accepted":
        yield Advice("warning", "an access token is good after the logout, until it expires")
    if facts.rotates and facts.reuse == "another pair":
        text = "a spent refresh token gives other tokens: a thief and the owner can both go on, unnoticed"
        yield Advice("warning", text)
    if facts.rotates is False:
        yield Advice("note", "refresh tokens are not replaced: a copied one is good until the login ends")


def _stores(facts: Facts) -> Iterator[Advice]:
    if not facts.refreshes:
        return
    if facts.rotates is False:
        yield Advice("setting", "every store is safe, in several processes too: a refresh takes nothing from others")
        return
    consequence = "ends the login for all of them" if facts.reuse_ends_login else "fails for all but one of them"
    forgiving = facts.grace is not None and (facts.grace.lasts > 0 or facts.reuse == "same pair")
    if forgiving and facts.concurrent is not None and facts.concurrent.alive == facts.concurrent.pairs:
        text = "the server forgives refreshes that meet; processes that share a login share a store all the same"
        yield Advice("setting", f"{text} (FileStore, RedisStore, KeyringStore)")
    else:
        text = "processes that share a login need a shared store (FileStore, RedisStore, KeyringStore): without its"
        yield Advice("setting", f"{text} lock they refresh at once, which {consequence}")
    if facts.concurrent is not None and facts.concurrent.alive < facts.concurrent.pairs and not facts.reuse_ends_login:
        dead = facts.concurrent.pairs - facts.concurrent.alive
        text = f"of {facts.concurrent.pairs} pairs that were handed out at once, {dead} were no good afterwards"
        yield Advice("warning", text)


def _isolation(facts: Facts) -> Iterator[Advice]:
    """Say where a refresh has to run for a sudden death to lose no login; docs/kill-table.md has the measurements."""
    if not facts.refreshes:
        return
    if facts.rotates is False or facts.reuse in ("same pair", "another pair"):
        text = 'isolation="thread" (the default) is safe: a refresh whose answer was lost can be made again'
        yield Advice("setting", text)
    elif facts.reuse == "refused":
        text = "where a process may be killed: the answer that dies with it would cost the login"
        yield Advice("setting", f'SessionOptions(isolation="process") {text}')


def _timeout(facts: Facts) -> Iterator[Advice]:
    """Say how long to wait for the answer to a refresh, before the same token is presented once more."""
    if not facts.refreshes or facts.rotates is False:
        return
    if facts.reuse == "refused":
        what = "ends the login" if facts.reuse_ends_login else "is refused"
        text = f"refresh_timeout={_PATIENT:g}: a refresh token that is presented twice {what}, so wait for the answer"
        yield Advice("setting", f"{text}; or give the server a grace of 5 s or more")
    elif facts.grace is not None and facts.grace.lasts >= REFRESH_TIMEOUT:
        yield Advice("setting", f"refresh_timeout={REFRESH_TIMEOUT:g} (the default) lies within the grace")
    elif facts.grace is not None and facts.grace.ends is not None:
        least = max(0.5, facts.grace.lasts * 0.75)
        text = f"refresh_timeout={least:g}: a spent refresh token is forgiven for less than {facts.grace.ends:g} s"
        yield Advice("setting", f"{text}; a grace of 5 s or more would suit the default")
    else:
        text = f"whether refresh_timeout={REFRESH_TIMEOUT:g} (the default) lies within the grace is not known"
        yield Advice("note", f"{text}; --wait 5 tells")


def _logins(facts: Facts) -> Iterator[Advice]:
    if facts.second_login_ends_first:
        text = "a second login ends the first: programs with an account in common have to share one login, by a store"
        yield Advice("warning", text)
