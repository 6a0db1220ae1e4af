"""Files and streams: bytes go out and come in without being held in memory, or decoded into something else."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from acme import File, models
from acme.api.files import download_file

from tests.backend.seed import PIXEL, project_id
from tests.behaviour.conftest import Caller

CONTENT = bytes(range(256)) * 1_000


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Write a file to upload."""
    path = tmp_path / "data.bin"
    path.write_bytes(CONTENT)
    return path


@pytest.mark.parametrize("kind", ["bytes", "path", "object"])
def test_file_is_uploaded_from_bytes_path_and_object(ada: Caller, path: Path, kind: str) -> None:
    """All three kinds of source arrive byte for byte, under their name."""
    sources: dict[str, Any] = {
        "bytes": lambda: File(CONTENT, filename="data.bin"),
        "path": lambda: File(path),
        "object": lambda: File(io.BytesIO(CONTENT), filename="data.bin"),
    }
    stored = ada(lambda acme: acme.files.upload_file(models.FileUpload(file=sources[kind]())))

    assert (stored.name, stored.size, stored.digest) == ("data.bin", len(CONTENT), hashlib.sha256(CONTENT).digest())


def test_fields_go_along_with_the_file(ada: Caller) -> None:
    """Arrays, enums, uuids and JSON parts of a multipart body arrive as what they are."""
    body = models.FileUpload(
        file=File(b"%PDF", filename="plan.pdf", media_type="application/pdf"),
        project_id=UUID(project_id(1)),
        folder="/plans/2026",
        visibility=models.Visibility.PRIVATE,
        tags=["draft", "legal"],
        details=models.FileDetails(title="The plan", pages=3),
    )
    stored = ada(lambda acme: acme.files.upload_file(body))

    assert (stored.media_type, stored.project_id, stored.folder, stored.visibility, stored.tags, stored.details) == (
        "application/pdf",
        UUID(project_id(1)),
        "/plans/2026",
        models.Visibility.PRIVATE,
        ["draft", "legal"],
        models.FileDetails(title="The plan", pages=3),
    )


def test_files_are_found_by_tags(ada: Caller) -> None:
    """A pipe-delimited array filters; a recursive model shows where the file lies."""
    ada(lambda acme: acme.files.upload_file(models.FileUpload(file=File(b"1"), folder="/a/b", tags=["x", "y"])))
    found = ada(lambda acme: acme.files.list_files(tags=["x", "y"]))
    top = ada(lambda acme: acme.files.get_folder_tree())

    assert (found.total, top.children[0].children[0].name) == (1, "b")


def test_download_is_bytes(ada: Caller) -> None:
    """A method returns the whole file."""
    file = ada(lambda acme: acme.files.upload_file(models.FileUpload(file=File(CONTENT))))

    assert ada(lambda acme: acme.files.download_file(file.id)) == CONTENT


def test_download_goes_to_a_path_and_tells_how_far(ada: Caller, tmp_path: Path) -> None:
    """`download` writes the file and reports progress up to its length."""
    file = ada(lambda acme: acme.files.upload_file(models.FileUpload(file=File(CONTENT))))
    seen: list[tuple[int, int | None]] = []
    target = tmp_path / "copy.bin"
    written = ada(lambda acme: acme.download(download_file(file.id), target, progress=lambda *n: seen.append(n)))

    assert (written, target.read_bytes() == CONTENT) == (target, True)
    assert seen[-1] == (len(CONTENT), len(CONTENT))


def test_download_can_be_streamed(ada: Caller) -> None:
    """`stream` gives the pieces as they come."""
    file = ada(lambda acme: acme.files.upload_file(models.FileUpload(file=File(CONTENT))))

    assert ada.body(download_file(file.id)) == CONTENT


def test_export_is_text(ada: Caller) -> None:
    """CSV comes outside the envelope, with the columns in the order asked for."""
    lines = ada(
        lambda acme: acme.reports.export_users(columns=[models.UserColumn.USERNAME, models.UserColumn.ID])
    ).splitlines()

    assert (lines[0], lines[1], len(lines)) == ("username,id", "ada,1", 48)


def test_binary_body_replaces_a_picture(ada: Caller) -> None:
    """A body that is bytes goes out as it is, and comes back so."""
    ada(lambda acme: acme.users.put_avatar(2, PIXEL))

    assert ada(lambda acme: acme.users.get_avatar(2)) == PIXEL


def test_events_are_typed_by_their_discriminator(ada: Caller) -> None:
    """Each event's data is a model of the class that its type names."""
    ada(lambda acme: acme.users.create_user(models.UserCreate(username="newcomer", password="long enough")))
    ada(lambda acme: acme.projects.create_project(models.ProjectCreate(name="Moon")))
    events = ada.list(lambda acme: acme.events.stream_events(follow=False))

    assert [type(event.data) for event in events] == [models.UserJoined, models.ProjectStarted]
    assert [(event.id, event.event) for event in events] == [("1", "userJoined"), ("2", "projectStarted")]


def test_stream_goes_on_after_the_last_event(ada: Caller) -> None:
    """Header and array parameters of a stream choose what is sent."""
    start(ada, "one")
    start(ada, "two")
    start(ada, "three")
    events = ada.list(
        lambda acme: acme.events.stream_events(follow=False, last_event_id="1", topics=[models.Topic.PROJECT_STARTED])
    )

    assert [event.data.name for event in events] == ["two", "three"]


def start(caller: Caller, name: str) -> None:
    """Start a project, which is an event."""
    caller(lambda acme: acme.projects.create_project(models.ProjectCreate(name=name)))
