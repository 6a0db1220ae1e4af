"""Ways to page are found where a payload has items and the operation has a parameter that moves on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from anew.model import Paging

from tests.generator.detect.builder import CODE, TEXT, document, look, operation, query, thing, wrapped


def listing(**more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"items": {"type": "array", "items": {}}, **more}}


@pytest.mark.parametrize(
    ("answer", "parameters", "expected"),
    [
        (
            listing(total=CODE),
            query("pageNo", "pageSize"),
            Paging("default", "/items", "/total", page="pageNo", size="pageSize"),
        ),
        (
            listing(totalCount=CODE),
            query("page", minimum=0),
            Paging("default", "/items", "/totalCount", page="page", start=0),
        ),
        (
            listing(count=CODE),
            query("offset", "limit"),
            Paging("offset", "/items", "/count", size="limit", offset="offset"),
        ),
        (
            listing(next_cursor=TEXT),
            query("cursor", "limit"),
            Paging("cursor", "/items", size="limit", next="/next_cursor", cursor="cursor"),
        ),
    ],
)
def test_pages_offsets_and_cursors_are_told_apart(
    answer: dict[str, Any], parameters: list[dict[str, Any]], expected: Paging, tmp_path: Path
) -> None:
    """Each way to page is found with its parameters and pointers."""
    data = document({f"GET /{name}": operation(answer, parameters=parameters) for name in "ab"})
    found = look(data, tmp_path).pagings

    assert [("certain", expected)] == [(one.sure, one.value) for one in found]


@pytest.mark.parametrize(
    ("answer", "parameters"),
    [
        (listing(total=CODE), query("page", type="string")),
        (listing(total=CODE), query("filter")),
        ({"type": "array", "items": TEXT}, query("page")),
        (thing(1), query("page")),
    ],
)
def test_what_only_looks_like_paging_is_left_alone(
    answer: dict[str, Any], parameters: list[dict[str, Any]], tmp_path: Path
) -> None:
    """A page that is a text, a list without such a parameter, or without total and size is no way to page."""
    data = document({f"GET /{name}": operation(answer, parameters=parameters) for name in "ab"})

    assert look(data, tmp_path).pagings == ()


def test_the_address_of_the_next_page_holds_the_cursor(tmp_path: Path) -> None:
    """The runtime takes the parameter out of the address."""
    answer = listing(next={"type": "string", "format": "uri"})
    data = document({f"GET /{name}": operation(answer, parameters=query("cursor")) for name in "ab"})

    assert [("/next", "cursor")] == [(one.value.next, one.value.cursor) for one in look(data, tmp_path).pagings]


def test_one_list_alone_is_only_suggested(tmp_path: Path) -> None:
    """What a single operation does is written as a comment."""
    data = document({"GET /a": operation(listing(total=CODE), parameters=query("page"))})

    assert [one.sure for one in look(data, tmp_path).pagings] == ["suggested"]


def test_items_are_looked_for_inside_of_the_envelope(tmp_path: Path) -> None:
    """Pointers start from the payload, not from the answer."""
    wrap = {"properties": {"code": CODE, "msg": TEXT, "data": listing(total=CODE)}}
    lists = {f"GET /{name}": operation(wrap, parameters=query("page")) for name in "ab"}
    others = {f"GET /o{n}": operation(wrapped(n)) for n in range(3)}

    assert [one.value.items for one in look(document({**lists, **others}), tmp_path).pagings] == ["/items"]


def test_bare_lists_are_paged_by_number(tmp_path: Path) -> None:
    """A list without anything around it, asked for by page and size: the last page is the one that is shorter."""
    lists = {"type": "array", "items": TEXT}
    data = document({f"GET /{name}": operation(lists, parameters=query("page", "per_page")) for name in "ab"})

    assert [("", "", "page", "per_page")] == [
        (one.value.items, one.value.total, one.value.page, one.value.size) for one in look(data, tmp_path).pagings
    ]


def test_total_and_cursor_may_stand_in_an_object(tmp_path: Path) -> None:
    """`{data: […], meta: {page: {after: …}}}`, and parameters such as `page[after]`."""
    meta = {"type": "object", "properties": {"page": {"type": "object", "properties": {"after": TEXT}}}}
    answer = {"properties": {"data": {"type": "array", "items": TEXT}, "meta": meta}}
    parameters = query("page[after]", type="string")
    data = document({f"GET /{name}": operation(answer, parameters=parameters) for name in "ab"})

    assert [("/data", "/meta/page/after", "page[after]")] == [
        (one.value.items, one.value.next, one.value.cursor) for one in look(data, tmp_path).pagings
    ]


def test_the_last_id_is_a_cursor_for_what_comes_after(tmp_path: Path) -> None:
    """`{data, last_id}` with a parameter `after`."""
    answer = {"properties": {"data": {"type": "array", "items": TEXT}, "last_id": TEXT}}
    data = document({f"GET /{name}": operation(answer, parameters=query("after", type="string")) for name in "ab"})

    assert [("/last_id", "after")] == [(one.value.next, one.value.cursor) for one in look(data, tmp_path).pagings]


@pytest.mark.parametrize(
    ("description", "schema", "start"),
    [
        ("", {}, 1),
        ("", {"minimum": 0}, 0),
        ("starting at page `1`", {"minimum": 0}, 1),
        ("zero is the first", {"default": 0}, 0),
        ("0-based", {}, 0),
        ("页码，从1开始", {"minimum": 0}, 1),
    ],
)
def test_the_number_of_the_first_page(description: str, schema: dict[str, Any], start: int, tmp_path: Path) -> None:
    """A default tells, then what is said of it, then the least number that is allowed."""
    parameters = [{**query("page", **schema)[0], "description": description}]
    data = document({f"GET /{name}": operation(listing(total=CODE), parameters=parameters) for name in "ab"})

    assert [start] == [one.value.start for one in look(data, tmp_path).pagings]


def test_an_offset_may_count_pages(tmp_path: Path) -> None:
    """What an offset is called does not matter where it is said to be the number of a page."""
    parameters = [{**query("offset")[0], "description": "Page number"}]
    data = document({f"GET /{name}": operation(listing(total=CODE), parameters=parameters) for name in "ab"})

    assert [("offset", "")] == [(one.value.page, one.value.offset) for one in look(data, tmp_path).pagings]


def named(name: str, **more: Any) -> dict[str, Any]:
    """Give a page whose list is called after what is in it."""
    return {"type": "object", "properties": {name: {"type": "array", "items": thing(1)}, **more}}


def test_a_list_may_be_called_after_what_is_in_it(tmp_path: Path) -> None:
    """As Google's and RealWorld's are; the only list beside a total or a cursor is the page."""
    answer = named("articles", articlesCount=CODE)
    found = look(document({"GET /a": operation(answer, parameters=query("offset", "limit"))}), tmp_path).pagings

    assert [one.value for one in found] == [
        Paging("offset", "/articles", "/articlesCount", size="limit", offset="offset")
    ]


def test_lists_of_many_names_are_one_way_to_page(tmp_path: Path) -> None:
    """Hundreds of operations page alike though every list is called otherwise."""
    paths = {
        f"GET /{name}": operation(named(name, nextPageToken=TEXT), parameters=query("pageToken", "pageSize"))
        for name in ("users", "orders", "items")
    }
    found = look(document(paths), tmp_path).pagings

    shared = Paging("cursor", "/*", size="pageSize", next="/nextPageToken", cursor="pageToken")
    assert [one.value for one in found] == [shared]


@pytest.mark.parametrize("answer", [named("users"), named("users", total=CODE, orders={"type": "array", "items": {}})])
def test_a_list_by_another_name_has_to_be_the_only_one_and_counted(answer: dict[str, Any], tmp_path: Path) -> None:
    """Without a total it may be any part of an answer; of several lists it is the one of objects."""
    found = look(document({"GET /a": operation(answer, parameters=query("page", "size"))}), tmp_path).pagings

    assert [one.value.items for one in found] == (["/users"] if "total" in answer["properties"] else [])


def test_what_one_operation_does_otherwise_is_told_as_well(tmp_path: Path) -> None:
    """It is suggested beside what is common."""
    usual = {f"GET /r{n}": operation(listing(total=CODE), parameters=query("page", "size")) for n in range(2)}
    other = operation(listing(next_cursor=TEXT), parameters=query("cursor"))
    found = look(document({**usual, "GET /c": other}), tmp_path).pagings

    assert [(one.value.name, one.sure) for one in found] == [("default", "certain"), ("cursor", "suggested")]
