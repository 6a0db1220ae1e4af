"""The path of an OpenAPI document becomes a `Document`: its data, its references and the places of its parts."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urljoin, urlsplit

from attrs import define, evolve, field, frozen

from anew.document import pointers
from anew.document.faults import DanglingError, FaultError, RemoteError
from anew.document.remote import Remote
from anew.document.resources import WORDS, Resources, resources
from anew.document.source import Source, parse, read
from anew.errors import Diagnostic, DocumentError, Place, UsageError
from anew.model import Entry

if TYPE_CHECKING:
    from anew.document.overlay import Corrected

Dialect = Literal["2.0", "3.0", "3.1", "3.2"]
_DIALECTS: tuple[Dialect, ...] = ("2.0", "3.0", "3.1", "3.2")
_EXPECTED = "OpenAPI 3.0, 3.1 or 3.2, or Swagger 2.0"


@frozen
class Found:
    """What a reference leads to, and the spot where it stands."""

    value: Any
    at: str


@define(eq=False)
class Document:
    """An OpenAPI document, with the files that it refers to; they are read when they are needed."""

    path: Path
    dialect: Dialect
    root: dict[str, Any] = field(repr=False)
    _sources: dict[str, Source | str] = field(repr=False)
    """By path relative to the document's folder, "" for itself; a text says why a file cannot be read."""
    _corrected: Corrected | None = field(default=None, repr=False)
    """What overlays made of the document's own file; None where there are none."""
    _remote: Remote | None = field(default=None, repr=False)
    """None: whatever is on the network counts as not there."""
    _resources: dict[str, Resources] = field(factory=dict, repr=False)

    @property
    def name(self) -> str:
        """The document as the user named it, for messages."""
        return self._main.name

    @property
    def _main(self) -> Source:
        main = self._sources[""]
        assert isinstance(main, Source)  # noqa: S101  # `load` put it there
        return main

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What is odd about the overlays."""
        return self._corrected.warnings if self._corrected else ()

    def files(self) -> tuple[Path, ...]:
        """List the files that were looked for so far, the document first; some may not be there."""
        read = (self.path.parent / file if file else self.path for file in self._sources if "://" not in file)
        return (*read, *(overlay.path for overlay in self._overlays))

    @property
    def _overlays(self) -> tuple[Source, ...]:
        return self._corrected.overlays if self._corrected else ()

    def repeated(self) -> tuple[str, ...]:
        """List the spots of keys that are given more than once, in the files read so far."""
        sources = self._sources.items()
        return tuple(f"{file}#{one}" for file, found in sources if isinstance(found, Source) for one in found.repeated)

    def place(self, at: str) -> Place:
        """Give the place of a spot, with no line yet: see `locate`."""
        file, _, pointer = at.partition("#")
        if self._corrected and not file:
            origin = self._corrected.origins.find(self.root, pointers.split(pointer))
            return Place(origin.source.name, pointer=origin.pointer)
        source = self._sources.get(file)
        return Place(source.name if isinstance(source, Source) else file, pointer=pointer)

    def locate(self, places: Iterable[Place]) -> dict[Place, Place]:
        """Find the lines of places that `place` gave; as slow as reading the files again, so ask for all at once."""
        sources = (*self._overlays, *self._sources.values())
        by_name = {source.name: source for source in sources if isinstance(source, Source)}
        asked: dict[str, list[Place]] = {}
        for place in places:
            if place.file in by_name and not place.line:
                asked.setdefault(place.file, []).append(place)
        located: dict[Place, Place] = {}
        for name, ones in asked.items():
            lines = by_name[name].find(place.pointer for place in ones)
            located |= {one: evolve(one, line=lines[one.pointer][0], column=lines[one.pointer][1]) for one in ones}
        return located

    def locate_ledger(self, ledger: Iterable[Entry]) -> tuple[Entry, ...]:
        """Fill in the lines of a ledger's notes, and of entries that are lost without one.

        Finding them takes as long as reading the document once more, and most documents need none.
        """
        entries = tuple(ledger)
        places = {note.place for entry in entries for note in entry.notes}
        lost = (entry.place for entry in entries if entry.status == "refused" and not entry.notes)
        known = self.locate([*places, *filter(None, lost)])
        return tuple(
            evolve(
                entry,
                place=entry.place and known.get(entry.place, entry.place),
                notes=tuple(evolve(note, place=known.get(note.place, note.place)) for note in entry.notes),
            )
            for entry in entries
        )

    def follow(self, reference: str, at: str) -> Found:
        """Give what a `$ref` that stands at a spot leads to; that may be a reference again.

        Raises:
            DanglingError: it leads nowhere.
            DocumentError: it leads to a document on the network that cannot be had.
        """
        try:
            return self._follow(reference, at)
        except RemoteError as error:
            place = self.place(at)
            message = f"`$ref: {reference[:200]}` leads nowhere: {error}"
            located = self.locate([place]).get(place, place)
            raise DocumentError(Diagnostic(message, located, fix=error.fix)) from None

    def base(self, at: str) -> str:
        """Give the spot at which references at a spot begin: the file, or a schema with an `$id`."""
        file, _, pointer = at.partition("#")
        return f"{file}#{self._known(file).around(pointer)}"

    def _follow(self, reference: str, at: str) -> Found:
        base, _, pointer = at.partition("#")
        target, hash_, fragment = reference.partition("#")
        known = self._known(base)
        around = known.named(target, pointer) if target else known.around(pointer)
        file = base if around is not None else self._file(target, base)
        source = self._source(file)
        fragment = pointers.decode_fragment(fragment)
        if fragment and not fragment.startswith("/"):
            return self._anchored(file, source, fragment, around or "")
        if not hash_ and isinstance(source, str):
            return self._bare(reference, source)
        if isinstance(source, str):
            raise DanglingError(source)
        if around:
            try:
                return self._walk(file, source, around + fragment)
            except DanglingError:
                # Strictly, `#` is the schema with the `$id`; but people mean the document.
                if target:
                    raise
        try:
            return self._walk(file, source, fragment)
        except DanglingError:
            # Some generators forget to encode the `%` in names such as `Omit_Job.%22id%22_`.
            return self._walk(file, source, reference.partition("#")[2])

    def _known(self, file: str) -> Resources:
        if file not in self._resources:
            source = self._source(file)
            named = isinstance(source, Source) and any(word in source.text for word in WORDS)
            self._resources[file] = resources(source.data) if named and isinstance(source, Source) else Resources()
        return self._resources[file]

    def _bare(self, reference: str, reason: str) -> Found:
        """Follow the shorthand of Swagger 1.2 that people still write: the name of a schema alone."""
        for holder in ("/definitions", "/components/schemas"):
            if re.fullmatch(r"\w+", reference):
                try:
                    return self._walk("", self._main, f"{holder}/{reference}")
                except DanglingError:
                    continue
        raise DanglingError(reason)

    def _walk(self, file: str, source: Source, pointer: str) -> Found:
        value, at = source.data, f"{file}#"
        for key in pointers.split(pointer):
            if isinstance(value, dict) and key not in value and isinstance(value.get("$ref"), str):
                value, at = _unpack(self.follow(value["$ref"], at))
            value = _child(value, key)
            at = f"{at}/{pointers.escape(key)}"
        return Found(value, at)

    def _anchored(self, file: str, source: Source | str, name: str, around: str) -> Found:
        if isinstance(source, str):
            raise DanglingError(source)
        pointer = self._known(file).anchored(name, around)
        if pointer is None:
            raise DanglingError(f"there is no `$anchor: {name}`")
        return self._walk(file, source, pointer)

    def _file(self, target: str, base: str) -> str:
        """Give the key of a file that a reference in another one names.

        Files may stand below the document's folder or below the current one, from which people run the tool, so that
        `../common/Error.yaml` works inside a project and `../../../etc/passwd` does not.
        """
        if not target:
            return base
        folder = self.path.absolute().parent
        try:
            if "://" in target or "://" in base:
                return urljoin(base, target) if "://" in base else target
            file = (folder / base / ".." / pointers.decode_fragment(target) if base else folder / target).resolve()
            if file == self.path.resolve():
                return ""
            if not any(file.is_relative_to(one.resolve()) for one in (folder, Path.cwd())):
                raise DanglingError("it leads out of the folder of the document and the current one")
            return Path(os.path.relpath(file, folder.resolve())).as_posix()
        except (ValueError, OSError):
            raise DanglingError("it is no path of a file") from None

    def _source(self, file: str) -> Source | str:
        if file not in self._sources:
            self._sources[file] = self._read(file)
        return self._sources[file]

    def _read(self, file: str) -> Source | str:
        try:
            if "://" in file:
                return self._fetched(file)
            return read(self.path.parent / file, str(self.path.parent / file))
        except OSError as error:
            return f"the file cannot be read: {error.strerror or error}"
        except FaultError as fault:
            return f"in line {fault.line}, {fault.message}" if fault.line else fault.message

    def _fetched(self, url: str) -> Source:
        if self._remote is None:
            raise DanglingError("it is somewhere on the network, and nothing is fetched from there")
        return parse(self._remote.read(url), Path(urlsplit(url).path), url)


def load(path: Path, overlays: Sequence[Path] = (), remote: Remote | None = None) -> Document:
    """Read an OpenAPI document, and correct it by Overlay files in their order.

    Documents on the network that it refers to are had from `remote`.

    Raises:
        UsageError: there is no such file, or it cannot be read.
        DocumentError: it is neither YAML nor JSON, or not an OpenAPI document of a known version; or an overlay is
            malformed or does not fit.
    """
    name = str(path)
    try:
        source = read(path, name)
    except OSError as error:
        raise UsageError(Diagnostic(f"cannot read {name}: {error.strerror or error}")) from None
    except FaultError as fault:
        place = Place(name, fault.line, fault.column)
        raise DocumentError(Diagnostic(fault.message, place, expected=fault.expected)) from None
    if not overlays:
        return Document(path, _dialect(source), source.data, {"": source}, remote=remote)
    # Here, since the JSONPath library takes a tenth of a second to import.
    from anew.document.overlay import correct

    corrected = correct(source, overlays)
    main = corrected.main
    return Document(path, _dialect(main), main.data, {"": main}, corrected, remote)


def _dialect(source: Source) -> Dialect:
    root, place = source.data, Place(source.name, 1, 1)
    if not isinstance(root, dict) or not ("openapi" in root or "swagger" in root):
        raise DocumentError(Diagnostic("the file is not an OpenAPI document", place, expected="`openapi: 3.1.0` in it"))
    key = "openapi" if "openapi" in root else "swagger"
    version = str(root[key])
    dialect = next((one for one in _DIALECTS if version == one or version.startswith(f"{one}.")), None)
    if dialect is None or (key == "swagger") != (dialect == "2.0"):
        line, column = source.find([f"/{key}"])[f"/{key}"]
        place = Place(source.name, line, column, f"/{key}")
        raise DocumentError(Diagnostic(f"`{key}: {version[:40]}` is not supported", place, expected=_EXPECTED))
    return dialect


def _child(value: Any, key: str) -> Any:
    if isinstance(value, dict) and key in value:
        return value[key]
    if isinstance(value, list) and key.isdecimal() and int(key) < len(value):
        return value[int(key)]
    raise DanglingError(f"there is no `{key}`")


def _unpack(found: Found) -> tuple[Any, str]:
    return found.value, found.at
