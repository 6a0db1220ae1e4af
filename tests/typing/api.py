"""The public API as people type it: each `assert_type` is what an editor shows. `nox -s typing` checks it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import assert_type
from uuid import UUID

import httpx
from acme import Acme, AsyncAcme, File, Response, models
from acme.api.files import download_file
from acme.api.projects import list_projects
from acme.api.users import get_user, list_users

KEY = UUID(int=0)


def resources() -> None:
    """Get what is inside the envelope."""
    with Acme("https://acme.example/v1", timeout=5.0, retries=1) as acme:
        acme.login("ada", "secret")
        assert_type(acme.users.get_user(7), models.User)
        assert_type(acme.users.user_exists("ada"), bool)
        assert_type(acme.users.delete_user(7), None)
        assert_type(acme.users.list_users(role=[models.Role.ADMIN]), models.UserPage)
        assert_type(
            acme.users.create_users([models.UserCreate(username="a", password="b")]),
            list[models.BulkCreated | models.BulkFailed],
        )
        assert_type(acme.projects.get_project_settings(KEY), dict[str, str])
        assert_type(acme.files.upload_file(models.FileUpload(file=File(Path("a.txt")))), models.FileInfo)
        assert_type(acme.files.download_file(KEY), bytes)
        assert_type(acme.reports.export_users(columns=[models.UserColumn.ID]), str)
        for event in acme.events.stream_events(topics=[models.Topic.USER_JOINED]):
            assert_type(event.data, models.UserJoined | models.ProjectStarted | models.FileUploaded)


def endpoints(acme: Acme) -> None:
    """Send imported endpoints, whose types go through the client."""
    assert_type(acme.send(get_user(7)), models.User)
    answer = acme.send_detailed(get_user(7))
    assert_type(answer, Response[models.User])
    assert_type(answer.envelope.data, models.User)
    assert_type(acme.paginate(list_users(page_size=50)), Iterator[models.User])
    assert_type(acme.paginate(list_projects()), Iterator[models.Project])
    assert_type(acme.download(download_file(KEY), Path("copy")), Path)
    assert_type(acme.with_options(timeout=1.0), Acme)
    assert_type(get_user(7).request("https://acme.example"), httpx.Request)
    assert_type(get_user(7).parse(httpx.Response(200)), models.User)


async def twins(acme: Acme) -> None:
    """Call the same names with `await`."""
    async with AsyncAcme("https://acme.example/v1", session=acme.session) as twin:
        await twin.login("ada", "secret")
        assert_type(await twin.users.get_user(7), models.User)
        assert_type(await twin.send(get_user(7)), models.User)
        assert_type(twin.paginate(list_users()), AsyncIterator[models.User])
        async for event in twin.events.stream_events():
            assert_type(event.data, models.UserJoined | models.ProjectStarted | models.FileUploaded)
