"""A client's way to refresh ↔ what a helper process makes it again from: names and settings, never objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from attrs import asdict

from ._http import httpx
from .oauth import OAuth2
from .session.recipe import Recipe, find, reference
from .session.refresher import Refresher
from .spec import ApiSpec

if TYPE_CHECKING:
    from .attach import Credential
    from .core import Settings


def recipe_of(api: ApiSpec, base_url: str, timeout: httpx.Timeout, settings: Settings) -> Recipe:
    """Describe how a client refreshes.

    Raises:
        ValueError: it does so with something that cannot go to another process.
    """
    if settings.auth_client is not None:
        raise ValueError("leave out auth_client=, or give Session(refresher=) a function of your own that makes one")
    if not api.module:
        raise ValueError("the ApiSpec does not say which module it is the `API` of")
    return Recipe.of(
        refresher,
        spec=f"{api.module}:API",
        base_url=base_url,
        timeout=timeout.as_dict(),
        headers=dict(settings.headers or {}),
        credentials={name: _said(one) for name, one in (settings.credentials or {}).items()},
        variables=dict(settings.variables or {}),
        origins=list(settings.origins),
        refresh_timeout=settings.refresh_timeout,
        reauthenticate=reference(settings.reauthenticate) if settings.reauthenticate else None,
    )


def refresher(
    spec: str,
    timeout: Mapping[str, float | None],
    credentials: Mapping[str, Any],
    reauthenticate: str | None = None,
    **settings: Any,
) -> Refresher:
    """Follow the recipe."""
    # Only in the helper: `core` itself imports this module.
    from .core import Core, Settings

    meant = {name: _meant(value) for name, value in credentials.items()}
    login = find(reauthenticate) if reauthenticate else None
    given = Settings(timeout=httpx.Timeout(**timeout), credentials=meant, reauthenticate=login, **settings)
    exchanger = Core.of(find(spec), given).exchanger
    if exchanger is None:
        raise ValueError("this API has no session")
    return exchanger.refresh


def _said(credential: Credential) -> Any:
    """Say a credential in JSON: a text, a list of two, or the members of an `OAuth2`."""
    return asdict(credential) if isinstance(credential, OAuth2) else credential


def _meant(value: Any) -> Credential:
    """Understand it again; JSON has no tuples, and a user with a password is one."""
    if isinstance(value, dict):
        return OAuth2(**cast("dict[str, Any]", value))  # its own members, by name
    return value if isinstance(value, str) else (value[0], value[1])
