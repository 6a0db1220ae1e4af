"""Turn the files to write and the folder as it stands into what has to be done, without doing any of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from attrs import frozen

from anew.errors import Diagnostic, Place, UsageError
from anew.write import manifest
from anew.write.standing import Standing, folders_of, look


@frozen
class Plan:
    """What has to be done to a folder. Paths are relative to it, with slashes."""

    target: Path
    contents: Mapping[str, bytes]
    """All files that shall be there."""
    digests: Mapping[str, str]
    """What the manifest shall list: all of them."""
    created: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: frozenset[str]
    removed: tuple[str, ...]
    """Written by an earlier run, needed no longer, and as that run left them."""
    listed: Mapping[str, str]
    """What the manifest lists now."""

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.created or self.updated or self.removed) and self.listed == self.digests


def plan_of(files: Mapping[str, str], target: Path) -> Plan:
    """Compare, and raise UsageError for whatever is in the way."""
    strays = [path for path in files if not manifest.is_inside(path)]
    if strays:
        raise ValueError(f"these paths lead out of the folder: {strays}")
    target = target.absolute().resolve()
    listed = _listed(target)
    contents = {path: text.encode() for path, text in files.items()}
    standing = look(target, [*contents, *listed])
    found = {path: standing.content(path) for path in contents}
    _refuse(_obstacles(standing, contents, found, listed))
    stale = [path for path in listed if path not in contents]
    return Plan(
        target=target,
        contents=contents,
        digests={path: manifest.digest(content) for path, content in contents.items()},
        created=tuple(path for path, content in found.items() if content is None),
        updated=tuple(path for path, content in found.items() if content not in (None, contents[path])),
        unchanged=frozenset(path for path, content in found.items() if content == contents[path]),
        removed=tuple(path for path in stale if _is_as_written(standing.content(path), listed[path])),
        listed=listed,
    )


def _listed(target: Path) -> dict[str, str]:
    """Read what an earlier run wrote; raises UsageError if the folder is not ours to write in."""
    place = Place(str(target))
    if not target.exists():
        return {}
    if not target.is_dir() or target.parent == target:
        raise UsageError(Diagnostic("this is no folder to generate into", place, fix="name another --output"))
    listed = manifest.load(target)
    if listed is None and any(target.iterdir()):
        message = f"this folder is not empty, and not ours: it has no {manifest.NAME}"
        raise UsageError(Diagnostic(message, place, fix="name an --output that is empty or does not exist yet"))
    return listed or {}


def _obstacles(
    standing: Standing, contents: Mapping[str, bytes], found: Mapping[str, bytes | None], listed: Mapping[str, str]
) -> Iterator[tuple[Path, str]]:
    """Find what stands where a file or a folder of ours must go."""
    for folder in sorted(folders_of(contents)):
        kind = standing.kind(folder)
        if kind == "link" or (kind == "file" and folder not in listed):
            yield standing.target / folder, "a folder"
    for path, content in sorted(contents.items()):
        is_foreign = path not in listed and found[path] not in (None, content)
        if is_foreign or standing.kind(path) in ("folder", "link"):
            yield standing.target / path, "a file"


def _refuse(obstacles: Iterable[tuple[Path, str]]) -> None:
    seen = [
        Diagnostic(
            f"anew did not write this, and {what} of the SDK must go here", Place(str(place)), fix="move it away"
        )
        for place, what in obstacles
    ]
    if seen:
        raise UsageError(*seen)


def _is_as_written(content: bytes | None, digest: str) -> bool:
    """Tell whether a file is there and nobody changed it."""
    return content is not None and manifest.digest(content) == digest
