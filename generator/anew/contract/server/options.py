"""What a contract test against a server is asked for."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from anew.contract.target import Asked


@frozen(kw_only=True)
class Options(Asked):
    """The arguments of `anew contract server`."""

    sdk: str = ""
    """Import name of a generated package whose endpoints have to send what the document describes."""
    cases: int = 20
    """How many requests are made up for each operation, beside those that go through the borders of its schema."""
    seed: int = 1
    max_time: float | None = None
    """Seconds after which no further request is made."""
    wait: float = 2.0
    """Seconds to wait, at most, for an access token to come to its end, to see that it is refused then."""
    borders: bool = True
    """Go through the borders of each schema, one by one, beside what is made up."""
    only: tuple[str, ...] = ()
    """Operations to test: operationIds, or `METHOD /glob`; all if empty."""
    skip: tuple[str, ...] = ()
    """Operations to leave alone, written alike."""
    read_only: bool = False
    """Leave alone whatever is not GET or HEAD."""
    strict: bool = False
    """Also tell about valid data that is refused, and about methods that the document does not know."""
    anonymous: bool = False
    """Test only what needs no login."""
    baseline: Path | None = None
    update_baseline: bool = False
    junit: Path | None = None
    html: Path | None = None
