"""What generated SDKs prove about themselves: their `tests/` call these functions, and pytest shows what they raise.

Document and settings are looked for near the SDK: the first `sdk.yaml` in the folders above, and what it names.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

URL = "ANEW_URL"
"""The environment variable that names the server to test; docs/contract.md has those for the account."""
HOSTS = "ANEW_ALLOW_HOSTS"
CASES = "ANEW_CASES"
_NEAR = 5
"""Folders to look in: that of the tests, that of the SDK, and three above. What is farther away is somebody else's."""


def offline(package: str, near: str) -> None:
    """Hold a package against its document, without a server; raises AssertionError with what is wrong."""
    from anew.contract.offline import DIRECTIONS, Options, Thresholds, conduct

    outcome = conduct(Options(target=_folder(package, near), config=_settings(near), cases=_cases(3)))
    shares = ", ".join(f"{one} {outcome.total(one).share:.1f} %" for one in DIRECTIONS)
    failed = [f"{one.method} {one.path}" for one in outcome.operations if not one.is_good]
    if not outcome.passes(Thresholds()):
        if outcome.lost:
            shares += f", {len(outcome.lost)} not judged: {outcome.lost[0].lost}"
        more = "`anew contract offline` shows more"
        raise AssertionError(f"{package} does not keep to its document ({shares}): {', '.join(failed)}; {more}")


def server(package: str, near: str) -> None:
    """Hold the server at `ANEW_URL` against the document and the package; raises AssertionError with its findings."""
    url = os.environ.get(URL, "")
    if not url:
        pytest.skip(f"no server to test: set {URL} to its base URL, and ANEW_USERNAME and ANEW_PASSWORD")
    from anew.contract.server import Options, conduct, lines

    options = Options(
        url=url,
        config=_settings(near),
        sdk=_folder(package, near),
        cases=_cases(10),
        borders=False,
        allow_hosts=tuple(os.environ.get(HOSTS, "").split()),
        environment=os.environ,
    )
    outcome = conduct(options)
    if not outcome.proven:
        raise AssertionError("\n".join(lines(outcome)))


def _folder(package: str, near: str) -> str:
    """Say where the package is: beside its tests, else wherever it is installed."""
    beside = Path(near).absolute().parents[1] / package
    return str(beside) if beside.is_dir() else package


def _settings(near: str) -> Path:
    """Find `sdk.yaml`; a package whose settings are elsewhere is not tested in silence."""
    for folder in tuple(Path(near).absolute().parents)[:_NEAR]:
        if (folder / "sdk.yaml").is_file():
            return folder / "sdk.yaml"
    pytest.skip(f"no sdk.yaml in the folders above {near} (up to three above the SDK): it says what the package is of")


def _cases(usual: int) -> int:
    text = os.environ.get(CASES, "")
    return int(text) if text.isdecimal() and int(text) > 0 else usual
