"""Paging: lists as one stream of items, whatever the server calls its pages."""

from __future__ import annotations

from uuid import UUID

from acme import File, models
from acme.api.files import list_files
from acme.api.projects import list_activity, list_projects
from acme.api.users import list_users

from tests.backend.seed import project_id
from tests.behaviour.conftest import Caller


def test_numbered_pages_are_fetched_as_needed(ada: Caller) -> None:
    """All 47 users come, in three calls of 20."""
    users = ada.list(lambda acme: acme.paginate(list_users(page_size=20)))

    assert [user.id for user in users] == list(range(1, 48))
    assert ada.backend.counters.requests["listUsers"] == 3


def test_cursor_is_followed_to_its_end(ada: Caller) -> None:
    """All projects come, newest first."""
    projects = ada.list(lambda acme: acme.paginate(list_projects(limit=10)))

    assert [project.name for project in projects] == [f"Project {number}" for number in reversed(range(25))]
    assert ada.backend.counters.requests["listProjects"] == 3


def test_filter_holds_on_every_page(ada: Caller) -> None:
    """Parameters other than the page's are repeated."""
    admins = ada.list(lambda acme: acme.paginate(list_users(role=[models.Role.MEMBER], page_size=7)))

    assert {user.role for user in admins} == {models.Role.MEMBER}
    assert len(admins) == 45


def test_empty_list_is_no_page_more(ada: Caller) -> None:
    """Nothing found is one call and no item."""
    assert ada.list(lambda acme: acme.paginate(list_files(tags=["none"]))) == []
    assert ada.backend.counters.requests["listFiles"] == 1


def test_items_of_a_union_are_typed(ada: Caller) -> None:
    """A list of events gives each event's own class."""
    project = UUID(project_id(1))
    for name in ("a", "b", "c"):
        upload(ada, models.FileUpload(file=File(b"1", filename=name), project_id=project))
    events = ada.list(lambda acme: acme.paginate(list_activity(project, limit=2)))

    assert [(type(event), event.name) for event in events] == [(models.FileUploaded, name) for name in "abc"]


def test_pages_pass_an_expiry(ada: Caller) -> None:
    """A token that expires between two pages is renewed."""
    users = ada.list(lambda acme: acme.paginate(list_users(page_size=20)), after_first=ada.backend.expire_now)

    assert (len(users), ada.backend.counters.refresh_calls) == (47, 1)


def upload(caller: Caller, body: models.FileUpload) -> None:
    """Upload a file, which is an event."""
    caller(lambda acme: acme.files.upload_file(body))
