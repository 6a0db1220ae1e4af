"""Types deep inside of others get short names, which stay when operations are added."""

from __future__ import annotations

from typing import Any

from tests.generator.parse.building import answering, api, openapi, schemas


def nested(*names: str, end: Any = None) -> dict[str, Any]:
    """Write objects in each other."""
    inner = {"type": "object", "properties": {"x": {"type": "string"}}} if end is None else end
    for name in reversed(names):
        inner = {"type": "object", "properties": {name: inner}}
    return inner


def names(paths: dict[str, Any]) -> set[str]:
    """Generate, and give the names of all types."""
    return set(schemas(api(openapi(paths))))


LONG = {
    "/orders": {"get": answering(nested("recipient", "address", "coordinates"), operationId="searchPurchaseOrders")}
}


def test_a_long_name_has_beginning_and_end() -> None:
    """Of what is deep inside, the operation and the last property are named."""
    assert {
        "SearchPurchaseOrdersResult",
        "SearchPurchaseOrdersResultRecipient",
        "SearchPurchaseOrdersResultAddress",
        "SearchPurchaseOrdersResultCoordinates",
    } == names(LONG)


def test_a_short_name_is_whole() -> None:
    """What is not long is called by all that it is inside of."""
    assert {"GetAResult", "GetAResultB", "GetAResultBC"} == names({"/a": {"get": answering(nested("b", "c"))}})


def test_names_that_would_collide_say_more() -> None:
    """Two properties of one name deep inside of one operation are told apart by what they are inside of."""
    end = {"type": "object", "properties": {name: nested("address", "coordinates") for name in ("sender", "recipient")}}
    found = names({"/orders": {"get": answering(end, operationId="searchPurchaseOrders")}})

    assert {
        "SearchPurchaseOrdersResult",
        "SearchPurchaseOrdersResultSender",
        "SearchPurchaseOrdersResultAddress",
        "SearchPurchaseOrdersResultCoordinates",
        "SearchPurchaseOrdersResultRecipient",
        "SearchPurchaseOrdersResultSenderAddress",
        "SearchPurchaseOrdersResultAddressCoordinates",
    } == found


def test_names_stay_when_operations_are_added() -> None:
    """Operations before and after, with the same properties, change no name that was there."""
    other = answering(nested("recipient", "address", "coordinates"), operationId="searchDeliveries")
    added = {"/a": {"get": other}, **LONG, "/z": {"post": {**other, "operationId": "countPurchaseOrdersOfOthers"}}}

    assert names(LONG) < names(added)


def test_names_with_an_at_sign_are_types_of_their_own() -> None:
    """`Order@v2` is another schema than `Order`, and stands in a module of its own."""
    order = {"type": "object", "properties": {"id": {"type": "integer"}}}
    found = schemas(api(openapi(schemas={"Order": order, "Order@v2": order})))

    assert 2 == len({one.module for one in found.values()})
