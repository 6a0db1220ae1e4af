"""The title of a document, or the name of its file, becomes the names of package, client and distribution."""

from __future__ import annotations

import keyword
import re
import sys
import unicodedata
from pathlib import Path

from attrs import evolve

from anew.model import Package

_NOISE = frozenset({"api", "apis", "openapi", "swagger", "rest", "restful", "definition", "documentation", "docs"})
_NOISE |= frozenset(
    {"specification", "spec", "schema", "reference", "the", "v1", "v2", "v3", "v4", "fastapi", "title", "untitled"}
)
_IMPORTED = frozenset(
    {"anew", "attr", "attrs", "filelock", "httpx", "httpx2", "httpx_sse", "keyring", "opentelemetry", "orjson"}
    | {"pytest", "redis", "sniffio"}
)
"""What an SDK imports, or its tests."""
_BESIDE = frozenset({"sdk", "test", "test_offline", "test_server", "tests"})
"""What stands beside the package."""
_VERSION = re.compile(r"v?(\d+(?:\.\d+){0,3})")
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z0-9])(?=[A-Z][a-z])")
_LONGEST = 40


def complete(package: Package, title: str, version: str, document: Path) -> Package:
    """Fill in what `sdk.yaml` leaves out of the package.

    `Acme Billing API` → `acme_billing`, `AcmeBilling`, `acme-billing`. A title that is mostly in another script gives
    way to the name of the file, and that to the name of its folder.
    """
    name = package.name or package_name(title, document)
    return evolve(
        package,
        name=name,
        client=package.client or _class_name(name),
        distribution=package.distribution or name.strip("_").replace("_", "-"),
        version=package.version or _version(version),
    )


def package_name(title: str, document: Path) -> str:
    """Make an import name that is ASCII, no keyword, and no module that the SDK needs itself."""
    for candidate in (title, document.name.split(".")[0], document.absolute().parent.name):
        words = _words(candidate)
        if words:
            return _free("_".join(words))
    return "api_client"


def why_not(name: str) -> str:
    """Tell why a package cannot have a name that is an identifier; empty if it can."""
    if keyword.iskeyword(name):
        return "that is a keyword of Python"
    if name in sys.stdlib_module_names:
        return "a module of Python's own has that name"
    if name in _IMPORTED:
        return "it would stand in for what it imports"
    return "what stands beside the package has that name" if name in _BESIDE else ""


def _words(text: str) -> list[str]:
    """Split a title into ASCII words in lower case, less those that every title has."""
    letters = [char for char in unicodedata.normalize("NFKD", text) if char.isalpha()]
    if 2 * sum(char.isascii() for char in letters) < len(letters):
        return []
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().replace("'", "")
    runs = [run for run in re.findall(r"[A-Za-z0-9]+", folded) if run.lower() not in _NOISE]
    words = [word for run in runs for word in _HUMPS.split(run) if word.lower() not in _NOISE]
    kept: list[str] = []
    for word in map(str.lower, words):
        if len("_".join([*kept, word])) > _LONGEST:
            break
        kept.append(word)
    return kept if any(word[0].isalpha() for word in kept) else []


def _free(name: str) -> str:
    if not name[0].isalpha():
        name = f"api_{name}"
    return f"{name}_client" if why_not(name) else name


def _class_name(name: str) -> str:
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def _version(text: str) -> str:
    """Take the numbers of the document's version; what is no version of Python's kind becomes 0.1.0."""
    found = _VERSION.match(text.strip())
    return found[1] if found else "0.1.0"
