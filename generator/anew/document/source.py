"""One file becomes data; where a pointer stands in it is found out when somebody asks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from attrs import field, frozen

from anew.document import lines, yaml
from anew.document.faults import FaultError

_BOM = "\ufeff"
_LARGEST = 100_000_000
"""Bytes of a file; reading one takes up to thirty times as much memory."""
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


_IN_YAML = re.compile(r"^(?:openapi|swagger)[ \t]*:", re.MULTILINE)


@frozen(eq=False)
class Source:
    """A file of the document: its text and the data in it."""

    name: str
    """The file as the user would name it, for messages."""
    path: Path
    text: str = field(repr=False)
    data: Any = field(repr=False)
    json: bool
    repeated: tuple[str, ...] = ()
    """Pointers of keys that are given more than once."""

    def find(self, pointers: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Find line and column of pointers, or of what is nearest around them."""
        return lines.find(self.text, pointers, json=self.json)


def read(path: Path, name: str) -> Source:
    """Read a file of JSON or YAML.

    Raises:
        FaultError: what is in it is neither, or it is too large.
        OSError: it cannot be read.
    """
    if path.stat().st_size > _LARGEST:
        raise FaultError(f"the file is larger than {_LARGEST // 1_000_000} MB", expected="an OpenAPI document")
    return parse(path.read_bytes(), path, name)


def parse(raw: bytes, path: Path, name: str) -> Source:
    """Make data of the content of a file; raises FaultError if it is neither JSON nor YAML."""
    text = _decode(raw)
    # Some save YAML as `openapi.json`, and JSON as `openapi.yaml`: what is in a file counts, not its name.
    if text.lstrip()[:1] in ("{", "[") or (path.suffix.lower() == ".json" and not _IN_YAML.search(text)):
        try:
            loaded = _json(text)
            return Source(name, path, text, loaded.data, json=True, repeated=loaded.repeated)
        except FaultError:
            if path.suffix.lower() == ".json":
                raise
    loaded = yaml.load(text)
    return Source(name, path, text, loaded.data, json=False, repeated=loaded.repeated)


def _decode(raw: bytes) -> str:
    try:
        return raw.decode(json.detect_encoding(raw)).removeprefix(_BOM)
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = error.start - before.rfind(b"\n")
        raise FaultError("the file is not UTF-8 text", before.count(b"\n") + 1, column) from None


def _json(text: str) -> yaml.Loaded:
    try:
        data = json.loads(text, object_pairs_hook=_mapping)
    except json.JSONDecodeError as error:
        raise FaultError(f"the file is not JSON: {error.msg}", error.lineno, error.colno) from None
    except RecursionError:
        raise FaultError("the file is nested too deeply") from None
    except _RepeatedError:
        return _again(text)
    except ValueError as error:
        raise FaultError(f"the file is not JSON: {error}") from None
    return yaml.Loaded(_whole(data) if _HALF.search(text) else data)


def _whole(value: Any) -> Any:
    """Replace halves of surrogate pairs, which JSON can hold but no file can, by U+FFFD."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {_whole(key): _whole(one) for key, one in value.items()}
    return value


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) < len(pairs):
        raise _RepeatedError
    return data


def _again(text: str) -> yaml.Loaded:
    """Read JSON that has a key twice: as YAML, which it is too, since that reader knows where it is."""
    try:
        return yaml.load(text)
    except FaultError:
        return yaml.Loaded(_whole(json.loads(text)))


class _RepeatedError(Exception):
    """An object has a key twice."""
