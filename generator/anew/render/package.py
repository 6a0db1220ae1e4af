"""Turn an `Api` into every file of its SDK."""

from __future__ import annotations

from anew.model import Api


def render(api: Api) -> dict[str, str]:
    """Give every file of the SDK by its path inside the target folder, sorted by path."""
    return {f"{api.package.name}/py.typed": ""}
