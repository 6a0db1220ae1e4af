"""The folder or the import name of a generated package becomes its operations, ready to be called."""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from attrs import define, field

from anew.contract.offline.hints import hints_of
from anew.contract.offline.typed import Typing
from anew.errors import Diagnostic, UsageError

MANIFEST = "operations.json"


@define(slots=False)
class Endpoint:
    """One operation of an SDK."""

    sdk: Sdk
    entry: Mapping[str, Any]
    """What `operations.json` says about it."""

    @cached_property
    def function(self) -> Callable[..., Any]:
        """The typed endpoint itself."""
        found: Callable[..., Any] = getattr(importlib.import_module(self.entry["module"]), self.entry["function"])
        return found

    @cached_property
    def hints(self) -> dict[str, Any]:
        """The types of its parameters."""
        return hints_of(self.function)

    def argument(self, wire: str, place: str) -> str | None:
        """Give the Python name of a parameter; None where the SDK has none for it."""
        named = (one["name"] for one in self.entry["parameters"] if (one["wire"], one["location"]) == (wire, place))
        return next(named, None)

    def typed(self, argument: str, value: Any, *, files: bool = False) -> Any:
        """Convert a value to what a parameter takes, with files where there may be some; raises MisfitError."""
        self.sdk.typing.files = files
        return self.sdk.typing.convert(self.hints[argument], value)


@define(slots=False)
class Sdk:
    """A generated package that can be imported."""

    package: str
    folder: Path
    manifest: Mapping[str, Any] = field(repr=False)

    @cached_property
    def typing(self) -> Typing:
        """What converts values to the types of the SDK."""
        return Typing(importlib.import_module(f"{self.package}.models"), self.encode)

    def encode(self, value: Any) -> Any:
        """Turn what the SDK gives back into JSON."""
        return importlib.import_module(f"{self.package}._runtime.codec").encode(value)

    def error(self, name: str) -> type[Exception]:
        """Give a class of the SDK's errors."""
        found: type[Exception] = getattr(importlib.import_module(f"{self.package}._runtime.errors"), name)
        return found

    def endpoints(self) -> dict[tuple[str, str], Endpoint]:
        """List the operations by method and path."""
        return {(one["method"], one["path"]): Endpoint(self, one) for one in self.manifest["operations"]}


def locate(target: str) -> Path | None:
    """Find the package that a folder or an import name means; None where it means none.

    Nothing of the package is run for that.
    """
    folder = Path(target)
    inside: list[Path] = sorted(folder.iterdir()) if folder.is_dir() else []
    for found in (folder, *inside):
        if (found / MANIFEST).is_file():
            return found.absolute()
    if not all(part.isidentifier() for part in target.split(".")):
        return None
    spec = importlib.util.find_spec(target.partition(".")[0])
    homes: Iterable[Path] = map(Path, (spec.submodule_search_locations if spec else None) or ())
    return next((home for home in homes if (home / MANIFEST).is_file()), None)


def open_package(folder: Path) -> Sdk:
    """Read what a package says about its operations.

    Raises:
        UsageError: it is not a package that anew generated.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        package = manifest["operations"][0]["module"].partition(".")[0] if manifest["operations"] else folder.name
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        why = Diagnostic(f"{folder / MANIFEST} is not what anew writes", fix="generate the package anew")
        raise UsageError(why) from None
    return Sdk(package, folder, manifest)
