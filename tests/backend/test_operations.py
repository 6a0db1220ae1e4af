"""What the operations do: filters, pages, rights, files and streams."""

from __future__ import annotations

import httpx
import pytest

from tests.backend import Backend
from tests.backend.conftest import Raw
from tests.backend.seed import project_id


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"ids": "1,3"}, [1, 3]),
        ({"role": ["admin", "guest"]}, [1, 3]),
        ({"keyword": "hopper"}, [2]),
        ({"sort": "-username", "keyword": "member0", "pageSize": "2"}, [9, 8]),
        ({"keyword": "member0", "pageSize": "4", "pageNo": "2"}, [8, 9]),
        ({"joinedAfter": "2025-11-11T09:00:00Z", "pageSize": "2"}, [47]),
    ],
)
def test_users_are_filtered(ada: Raw, query: dict[str, str], ids: list[int]) -> None:
    """Each parameter of the list does what the document says."""
    assert [user["id"] for user in ada.data("GET", "/users", params=query)["list"]] == ids


def test_total_counts_all_pages(ada: Raw) -> None:
    """`total` does not depend on the page."""
    assert ada.data("GET", "/users", params={"pageNo": 5, "pageSize": 20})["total"] == 47


def test_cursor_leads_through_all_projects(ada: Raw) -> None:
    """Following the cursor gives every project once."""
    names: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = ada.data("GET", "/projects", params={"limit": 7, **({"cursor": cursor} if cursor else {})})
        names += [project["name"] for project in page["items"]]
        cursor = page["nextCursor"]

    assert names == [f"Project {number}" for number in reversed(range(25))]


def test_members_cannot_add_users(raw: Raw) -> None:
    """Code 403 tells members from administrators."""
    raw.login("grace")

    assert raw.call("POST", "/users", json={"username": "zed", "password": "long enough"})["code"] == 403


def test_user_name_is_taken_once(ada: Raw) -> None:
    """Code 1001 is told for the second of the same name."""
    assert ada.call("POST", "/users", json={"username": "grace", "password": "long enough"})["code"] == 1001


def test_null_and_left_out_differ(ada: Raw) -> None:
    """Null takes a fact away; what is left out stays."""
    changed = ada.data("PATCH", "/users/2", json={"displayName": None})

    assert (changed["displayName"], changed["email"]) == (None, "grace@acme.example")


def test_deleted_user_is_gone(ada: Raw) -> None:
    """A dry run leaves the user, the real run does not."""
    ada.data("DELETE", "/users/5", headers={"X-Dry-Run": "true"})
    before = ada.call("GET", "/users/5")["code"]
    ada.data("DELETE", "/users/5")

    assert (before, ada.call("GET", "/users/5")["code"]) == (200, 404)


def test_idempotency_key_makes_one_project(ada: Raw) -> None:
    """The same key gives the same project."""
    key = {"Idempotency-Key": "0c0e4f5e-5f6d-4f31-9b0f-6f1d3f8a9b11"}
    ids = [ada.data("POST", "/projects", json={"name": "Moon"}, headers=key)["id"] for _ in range(2)]

    assert ids[0] == ids[1]


def test_archived_project_cannot_change(ada: Raw) -> None:
    """Code 1002 protects archived projects."""
    assert ada.call("PUT", f"/projects/{project_id(2)}", json={"name": "New"})["code"] == 1002


def test_uploaded_bytes_come_back(ada: Raw) -> None:
    """A download gives what was uploaded, under its name."""
    content = bytes(range(256))
    file = ada.data("POST", "/files", files={"file": ("all.bin", content)})
    answer = ada.http.get(f"/files/{file['id']}/content")

    assert (answer.content, answer.headers["content-disposition"]) == (content, 'attachment; filename="all.bin"')


def test_storage_can_be_full() -> None:
    """Code 1003 refuses what does not fit."""
    with Backend(storage=10) as backend, httpx.Client(base_url=backend.url) as http:
        raw = Raw(backend, http)
        raw.login()
        raw.data("POST", "/files", files={"file": ("a", b"12345678")})

        assert raw.call("POST", "/files", files={"file": ("b", b"12345678")})["code"] == 1003


def test_folders_hang_under_their_parents(ada: Raw) -> None:
    """The tree has every folder on the way."""
    for folder in ("/a/b", "/a", "/"):
        ada.data("POST", "/files", files={"file": ("x", b"1")}, data={"folder": folder})
    leaf = {"name": "b", "files": 1, "children": []}

    assert ada.data("GET", "/files/tree") == {
        "name": "",
        "files": 1,
        "children": [{"name": "a", "files": 1, "children": [leaf]}],
    }


def test_live_events_follow_the_old_ones(ada: Raw) -> None:
    """A stream gives what the caller missed, then what happens while it listens."""
    ada.data("POST", "/users", json={"username": "first", "password": "long enough"})
    with ada.http.stream("GET", "/events", headers={"Last-Event-ID": "0"}) as stream:
        ids = (line for line in stream.iter_lines() if line.startswith("id:"))
        seen = [next(ids)]
        ada.data("POST", "/users", json={"username": "second", "password": "long enough"})
        seen.append(next(ids))

    assert seen == ["id: 1", "id: 2"]


def test_stopped_backend_ends_its_streams() -> None:
    """A follower comes to the end of the stream instead of hanging."""
    with Backend() as backend, httpx.Client(base_url=backend.url, timeout=20) as http:
        raw = Raw(backend, http)
        raw.login()
        with http.stream("GET", "/events") as stream:
            backend.stop()

            assert list(stream.iter_lines()) == []
