"""Turn the files to write and the folder as it stands into what has to be done, without doing any of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from attrs import frozen

from anew.errors import Diagnostic, Place, UsageError
from anew.write import manifest


@frozen
class Plan:
    """What has to be done to a folder. Paths are relative to it, with slashes."""

    target: Path
    contents: Mapping[str, bytes]
    """All files that shall be there."""
    created: tuple[str, ...]
    updated: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    """Written by an earlier run, needed no longer, and as that run left them."""
    listed: Mapping[str, str]
    """What the manifest lists now."""

    @property
    def is_done(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.created or self.updated or self.removed) and self.listed == self.digests

    @property
    def digests(self) -> dict[str, str]:
        """What the manifest shall list."""
        return {path: manifest.digest(content) for path, content in self.contents.items()}


def plan_of(files: Mapping[str, str], target: Path) -> Plan:
    """Compare, and raise UsageError for whatever is in the way."""
    strays = [path for path in files if not manifest.is_inside(path)]
    if strays:
        raise ValueError(f"these paths lead out of the folder: {strays}")
    target = target.absolute().resolve()
    listed = _listed(target)
    contents = {path: text.encode() for path, text in files.items()}
    _refuse(_obstacles(target, contents, listed))
    found = {path: _content(target / path) for path in contents}
    stale = [path for path in listed if path not in contents]
    return Plan(
        target=target,
        contents=contents,
        created=tuple(path for path, content in found.items() if content is None),
        updated=tuple(path for path, content in found.items() if content not in (None, contents[path])),
        unchanged=tuple(path for path, content in found.items() if content == contents[path]),
        removed=tuple(path for path in stale if _is_as_written(target, path, listed[path])),
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


def _obstacles(target: Path, contents: Mapping[str, bytes], listed: Mapping[str, str]) -> Iterator[tuple[Path, str]]:
    """Find what stands where a file or a folder of ours must go."""
    folders = {str(parent) for path in contents for parent in PurePosixPath(path).parents if parent.name}
    for folder in sorted(folders):
        place = target / folder
        if place.is_symlink() or (place.exists() and not place.is_dir() and folder not in listed):
            yield place, "a folder"
    for path, content in sorted(contents.items()):
        place = target / path
        is_foreign = not place.is_dir() and path not in listed and _content(place) not in (None, content)
        if is_foreign or place.is_dir() or place.is_symlink():
            yield place, "a file"


def _refuse(obstacles: Iterable[tuple[Path, str]]) -> None:
    seen = [
        Diagnostic(
            f"anew did not write this, and {what} of the SDK must go here", Place(str(place)), fix="move it away"
        )
        for place, what in obstacles
    ]
    if seen:
        raise UsageError(*seen)


def _content(path: Path) -> bytes | None:
    """Read a file; None if there is none."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _is_as_written(target: Path, path: str, digest: str) -> bool:
    """Tell whether a file is there and nobody changed it; nothing is looked at through a symbolic link."""
    place = target / path
    linked = any((target / one).is_symlink() for one in (PurePosixPath(path), *PurePosixPath(path).parents))
    content = None if linked or place.is_dir() else _content(place)
    return content is not None and manifest.digest(content) == digest
