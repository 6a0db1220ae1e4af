"""Webhooks and callbacks get functions that parse what the server sends."""

from __future__ import annotations

import json
from importlib.resources import files
from io import BytesIO
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from tests.generator.packages import part, sdk
from tests.generator.parse.building import answering, api, openapi, ref

FORM = "application/x-www-form-urlencoded"
SHIPPED = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}, "by": {"type": "string"}}}
CALL = {
    "type": "object",
    "required": ["Seconds"],
    "properties": {
        "Seconds": {"type": "integer"},
        "Recorded": {"type": "boolean"},
        "Media": {"type": "array", "items": {"type": "string"}},
        "Price": {"type": ["number", "null"]},
        "Caller": ref("Shipped"),
    },
}
MAIL = {
    "type": "object",
    "required": ["subject"],
    "properties": {
        "subject": {"type": "string"},
        "spam": {"type": "boolean"},
        "order": ref("Shipped"),
        "attachments": {"type": "array", "items": {"type": "string", "format": "binary"}},
    },
}
PARTS = "multipart/form-data; boundary=x-y"
MAILED = b"\r\n".join(
    [
        b"--x-y",
        b'Content-Disposition: form-data; name="subject"',
        b"",
        "Grüße".encode(),
        b"--x-y",
        b'Content-Disposition: form-data; name="spam"',
        b"",
        b"false",
        b"--x-y",
        b'Content-Disposition: form-data; name="order"',
        b"Content-Type: application/json",
        b"",
        b'{"id": 7}',
        b"--x-y",
        b'content-disposition: form-data; name="attachments"; filename="a%22b.png"',
        b"Content-Type: image/png",
        b"",
        b"\x89PNG\r\n--x\r\n",
        b"--x-y",
        b'Content-Disposition: form-data; name="attachments"; filename="c.txt"',
        b"",
        b"",
        b"--x-y--",
        b"",
    ]
)


def sends(schema: Any, media_type: str = "application/json", **more: Any) -> dict[str, Any]:
    """Write what the server sends."""
    return {"requestBody": {"content": {media_type: {"schema": schema}}}, "responses": {}, **more}


def content() -> dict[str, Any]:
    """Write a document with webhooks and callbacks of every kind."""
    both = {"application/json": {"schema": ref("Shipped")}, FORM: {"schema": ref("Call")}}
    order = {
        **answering({"type": "string"}, operationId="placeOrder"),
        "callbacks": {
            "onShipped": {"{$request.body#/url}": {"post": sends(ref("Shipped"), summary="It is on its way.")}},
            "onCancelled": {"$ref": "#/components/callbacks/Cancelled"},
        },
    }
    again = {
        **answering({"type": "string"}, operationId="placeAgain"),
        "callbacks": {"onCancelled": {"$ref": "#/components/callbacks/Cancelled"}},
    }
    return openapi(
        {"/orders": {"post": order, "put": again}},
        {"Shipped": SHIPPED, "Call": CALL, "Mail": MAIL},
        components={
            "callbacks": {
                "Cancelled": {"{$request.body#/url}": {"post": sends({"type": "array", "items": ref("Shipped")})}}
            }
        },
        webhooks={
            "order-shipped": {"post": sends(ref("Shipped"), summary="Shipped.", deprecated=True)},
            "call": {"post": sends(ref("Call"), FORM)},
            "either": {"post": {"requestBody": {"content": both}}},
            "note": {"post": sends({"type": "string"}, "text/plain")},
            "raw": {"post": sends({"type": "string", "format": "binary"}, "application/octet-stream")},
            "parts": {"post": sends(ref("Mail"), "multipart/form-data")},
            "ping": {"get": {"responses": {}}},
            "order/shipped": {"put": sends({})},
        },
    )


@pytest.fixture(scope="module")
def package() -> ModuleType:
    """Generate the SDK of the document."""
    return sdk(content())


@pytest.fixture(scope="module")
def webhooks(package: ModuleType) -> Any:
    """Import what parses webhooks."""
    return part(package, "webhooks")


def test_every_payload_has_a_function(webhooks: Any) -> None:
    """Webhooks are called by their names, callbacks by their operations' and their own, shared ones by theirs."""
    assert [
        "parse_call",
        "parse_cancelled",
        "parse_either",
        "parse_note",
        "parse_order_shipped",
        "parse_order_shipped_put",
        "parse_parts",
        "parse_place_order_on_shipped",
        "parse_raw",
    ] == webhooks.__all__


@pytest.mark.parametrize("payload", [b'{"id": 7}', '{"id": 7}', {"id": 7}, bytearray(b'{"id": 7}')], ids=repr)
def test_a_payload_is_taken_as_it_comes(package: ModuleType, webhooks: Any, payload: Any) -> None:
    """Bytes, text and a mapping all give the model."""
    assert package.models.Shipped(id=7) == webhooks.parse_place_order_on_shipped(payload)


def test_a_deprecated_webhook_warns(webhooks: Any) -> None:
    """What the document calls deprecated says so when it is used."""
    with pytest.warns(DeprecationWarning, match="parse_order_shipped"):
        webhooks.parse_order_shipped({"id": 7})


def test_a_payload_may_be_a_list(package: ModuleType, webhooks: Any) -> None:
    """An array of objects gives a list of models, from text and from a list."""
    expected = [package.models.Shipped(id=7)]

    assert expected == webhooks.parse_cancelled(b'[{"id": 7}]') == webhooks.parse_cancelled([{"id": 7}])


@pytest.mark.parametrize(
    "payload",
    [
        b"Seconds=5&Recorded=true&Media=a&Media=b&Price=&Caller=%7B%22id%22%3A7%7D",
        {"Seconds": "5", "Recorded": "true", "Media": ["a", "b"], "Price": "", "Caller": '{"id": 7}'},
    ],
    ids=["bytes", "mapping"],
)
def test_texts_of_a_form_become_what_they_mean(package: ModuleType, webhooks: Any, payload: Any) -> None:
    """Numbers, truth values, lists, blanks and JSON in a form get the types of their properties."""
    models = package.models

    assert models.Call(
        seconds=5, recorded=True, media=["a", "b"], price=None, caller=models.Shipped(id=7)
    ) == webhooks.parse_call(payload)


@pytest.mark.parametrize("header", [PARTS, "multipart/form-data", ""])
def test_parts_become_values_and_files(package: ModuleType, webhooks: Any, header: str) -> None:
    """Texts and JSON get their types, files their names; where the header is lost, the first line has the boundary."""
    mail = webhooks.parse_parts(MAILED, content_type=header)
    files = [(one.content, one.filename, one.media_type) for one in mail.attachments]

    assert ("Grüße", False, package.models.Shipped(id=7)) == (mail.subject, mail.spam, mail.order)
    assert [(b"\x89PNG\r\n--x\r\n", 'a"b.png', "image/png"), (b"", "c.txt", None)] == files


def test_files_of_a_web_framework_are_files(webhooks: Any) -> None:
    """What a framework took apart already is as good: octets, file objects, and uploads that have one."""
    upload = SimpleNamespace(file=BytesIO(b"y"), filename="y.txt", content_type="text/plain")
    mail = webhooks.parse_parts({"subject": "s", "attachments": [b"x", upload]})

    assert [(None, None), ("y.txt", "text/plain")] == [(one.filename, one.media_type) for one in mail.attachments]
    assert (b"x", b"y") == (mail.attachments[0].content, mail.attachments[1].content.read())


def test_the_content_type_chooses_among_several(package: ModuleType, webhooks: Any) -> None:
    """Where a webhook comes as JSON or as a form, its header tells which; JSON without one."""
    assert package.models.Shipped(id=1) == webhooks.parse_either('{"id": 1}')
    assert package.models.Shipped(id=1) == webhooks.parse_either(
        '{"id": 1}', content_type="application/json; charset=utf-8"
    )
    assert package.models.Call(seconds=2) == webhooks.parse_either("Seconds=2", content_type=FORM)


def test_texts_and_octets_come_as_they_are(webhooks: Any) -> None:
    """A payload of text is a `str`, one of octets is `bytes`."""
    assert ("grüß", b"\xff") == (webhooks.parse_note("grüß".encode()), webhooks.parse_raw(b"\xff"))


@pytest.mark.parametrize(
    ("name", "payload", "said"),
    [
        ("parse_place_order_on_shipped", b'{"id": "x"}', "onShipped: expected integer, got string - at $.id"),
        ("parse_place_order_on_shipped", b"{", "onShipped: expected JSON, got text that is none - at $"),
        ("parse_place_order_on_shipped", b"\xff\xfe\xff", "onShipped: expected JSON, got text that is none - at $"),
        ("parse_place_order_on_shipped", b"", "onShipped: expected JSON, got text that is none - at $"),
        ("parse_place_order_on_shipped", "[" * 100_000, "onShipped: "),
        ("parse_place_order_on_shipped", b"null", "onShipped: expected object, got null - at $"),
        ("parse_place_order_on_shipped", None, "onShipped: expected bytes or text, got null - at $"),
        ("parse_cancelled", [{"id": 1}, {"id": "x"}], "onCancelled: expected integer, got string - at $[1].id"),
        ("parse_call", b"Seconds=soon", "call: expected integer, got string - at $.Seconds"),
        ("parse_call", b"Seconds=%ff", "call: expected other data"),
        ("parse_call", ["Seconds"], "call: expected a form, got array - at $"),
        ("parse_note", b"\xff", "note: expected other data"),
        ("parse_parts", b"subject=x", "parts: expected a multipart body, got one without a boundary - at $"),
        ("parse_parts", MAILED[:-8], "parts: expected the last boundary of a multipart body, got none - at $"),
        ("parse_parts", MAILED.replace(b"false", b"soon"), "parts: expected boolean, got string - at $.spam"),
        (
            "parse_parts",
            MAILED.replace(b'="subject"', b""),
            "parts: expected a value, got none: ",
        ),
        ("parse_parts", 7, "parts: expected bytes or text, got integer - at $"),
    ],
)
def test_a_damaged_payload_raises_decode_error(
    package: ModuleType, webhooks: Any, name: str, payload: Any, said: str
) -> None:
    """Whatever is wrong with a payload raises `DecodeError`, which tells where."""
    with pytest.raises(package.errors.DecodeError) as raised:
        getattr(webhooks, name)(payload)

    assert str(raised.value).startswith(said)


def test_another_media_type_raises_decode_error(package: ModuleType, webhooks: Any) -> None:
    """A media type that the document does not name is refused, and the message says which are known."""
    with pytest.raises(package.errors.DecodeError, match="expected application/json or application/x-www-form"):
        webhooks.parse_either(b"", content_type="image/png")


def test_the_ledger_has_each_webhook_and_callback() -> None:
    """Nothing that the server sends is missing in the ledger."""
    listed = [(one.kind, one.name, one.status) for one in api(content()).ledger if one.kind in ("webhook", "callback")]

    assert listed.count(("callback", "onCancelled", "generated")) == 2
    assert [
        ("callback", "onShipped", "generated"),
        ("webhook", "call", "generated"),
        ("webhook", "either", "generated"),
        ("webhook", "note", "generated"),
        ("webhook", "order-shipped", "generated"),
        ("webhook", "order/shipped", "generated"),
        ("webhook", "parts", "generated"),
        ("webhook", "ping", "generated"),
        ("webhook", "raw", "generated"),
    ] == sorted(one for one in listed if one[1] != "onCancelled")


def test_tools_find_webhooks_in_operations_json(package: ModuleType) -> None:
    """`operations.json` lists each webhook with its function."""
    listed = json.loads((files(package) / "operations.json").read_text())["webhooks"]
    (note,) = (one for one in listed if one["name"] == "note")

    assert ("webhook", "parse_note", {"text/plain": {"kind": "text", "type": "str"}}) == (
        note["kind"],
        note["function"],
        note["bodies"],
    )


def test_an_sdk_without_webhooks_has_no_module_for_them() -> None:
    """Nothing is generated for what the document does not have."""
    package = sdk(openapi({"/a": {"get": answering({"type": "string"})}}))

    assert not hasattr(package, "webhooks")
