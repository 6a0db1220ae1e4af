"""Bodies and answers of every media type go over the wire as they are, and come back as what a caller can use."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.generator.packages import sdk
from tests.generator.parse.building import answering, openapi, ref
from tests.generator.security.wire import Wire

OBJECT: dict[str, Any] = ref("Pet")
TEXT = {"type": "string"}
OCTETS = {"type": "string", "format": "binary"}
XML = "<pet id='7'>Grüße</pet>"

BODIES: dict[str, dict[str, Any]] = {
    "xml": {"application/xml": OBJECT},
    "soap": {"application/soap+xml; charset=utf-8": TEXT},
    "textXml": {"text/xml": {}},
    "plain": {"text/plain": TEXT},
    "number": {"text/plain": {"type": "integer"}},
    "csv": {"text/csv": {}},
    "yaml": {"application/yaml": OBJECT},
    "octets": {"application/octet-stream": OCTETS},
    "image": {"image/png": OCTETS},
    "pdf": {"application/pdf": {}},
    "any": {"*/*": OBJECT},
    "anyText": {"text/*": TEXT},
    "anyImage": {"image/*": OCTETS},
    "vendor": {"application/vnd.pet.v2+json": OBJECT},
    "several": {"application/xml": OBJECT, "application/json": OBJECT, "text/plain": TEXT},
    "mixed": {
        "application/json": OBJECT,
        "multipart/form-data": ref("Album"),
        "application/x-www-form-urlencoded": ref("Query"),
        "text/csv": {},
        "application/octet-stream": OCTETS,
    },
    "twins": {"application/json": OBJECT, "text/json": OBJECT, "application/*+json": OBJECT},
}
ANSWERS = {
    **{name: content for name, content in BODIES.items() if name != "mixed"},
    "anyString": {"*/*": TEXT},
    "anyOctets": {"*/*": OCTETS},
    "silent": {"*/*": {}},
}


@pytest.fixture(scope="module")
def package() -> ModuleType:
    """Generate an SDK with an operation for each kind of body, and one for each kind of answer."""
    paths: dict[str, Any] = {}
    for name, content in BODIES.items():
        body = {"required": True, "content": {one: {"schema": schema} for one, schema in content.items()}}
        paths[f"/give/{name}"] = {
            "post": {"operationId": f"send_{name}", "requestBody": body, "responses": {"204": {}}}
        }
    for name, content in ANSWERS.items():
        answer = answering({}, operationId=f"get_{name}")
        answer["responses"]["200"]["content"] = {one: {"schema": schema} for one, schema in content.items()}
        paths[f"/get/{name}"] = {"get": answer}
    pet = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}
    album = {"type": "object", "required": ["cover"], "properties": {"cover": OCTETS}}
    query = {"type": "object", "required": ["q"], "properties": {"q": TEXT}}
    return sdk(openapi(paths, {"Pet": pet, "Album": album, "Query": query}))


def sent(package: ModuleType, name: str, body: Any, **more: Any) -> tuple[str, bytes]:
    """Send a body, and give the media type and the octets that go out."""
    wire = Wire(lambda request: httpx.Response(204))
    client = wire.client(package)
    getattr(client.give, snake(f"send_{name}"))(body, **more)
    return wire.last.headers["content-type"], wire.last.content


def got(package: ModuleType, name: str, content: bytes, media_type: str) -> Any:
    """Answer with octets, and give what the caller gets."""
    headers = {"content-type": media_type} if media_type else {}
    wire = Wire(lambda request: httpx.Response(200, content=content, headers=headers))
    return getattr(wire.client(package).get, snake(f"get_{name}"))()


def snake(name: str) -> str:
    """Write a name as the SDK does."""
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("xml", "application/xml"),
        ("soap", "application/soap+xml; charset=utf-8"),
        ("textXml", "text/xml"),
        ("plain", "text/plain"),
        ("number", "text/plain"),
        ("csv", "text/csv"),
        ("yaml", "application/yaml"),
        ("anyText", "text/plain"),
    ],
)
def test_a_body_of_text_goes_out_as_it_is(package: ModuleType, name: str, media_type: str) -> None:
    """XML and other text is a `str`, sent in UTF-8 under the document's media type."""
    found, content = sent(package, name, XML)

    assert (media_type, XML.encode()) == (
        found.removesuffix("; charset=utf-8") if "soap" not in found else found,
        content,
    )


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("octets", "application/octet-stream"),
        ("image", "image/png"),
        ("pdf", "application/pdf"),
        ("anyImage", "application/octet-stream"),
    ],
)
def test_a_body_of_octets_goes_out_as_it_is(package: ModuleType, name: str, media_type: str) -> None:
    """Octets are sent unchanged, from bytes and from a file."""
    whole = (media_type, b"\x89PNG\x00")

    assert whole == sent(package, name, b"\x89PNG\x00") == sent(package, name, package.File(b"\x89PNG\x00"))


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("any", "application/json"),
        ("vendor", "application/vnd.pet.v2+json"),
        ("several", "application/json"),
        ("twins", "application/json"),
    ],
)
def test_json_by_any_other_name_is_json(package: ModuleType, name: str, media_type: str) -> None:
    """Vendors' names of JSON and `*/*` take models; where there is a choice, JSON is the default."""
    assert (media_type, b'{"id":7}') == sent(package, name, package.models.Pet(id=7))


def test_the_caller_chooses_among_media_types(package: ModuleType) -> None:
    """XML and text beside JSON are sent as they are where the caller asks for them."""
    assert b"<pet/>" == sent(package, "several", "<pet/>", content_type="application/xml")[1]
    assert b"pet" == sent(package, "several", "pet", content_type="text/plain")[1]


@pytest.mark.parametrize(
    ("make", "media_type"),
    [
        (lambda package: package.models.Pet(id=7), "application/json"),
        (lambda package: {"id": 7}, "application/json"),
        (lambda package: package.models.Album(cover=package.File(b"x")), "multipart/form-data"),
        (lambda package: package.models.Query(q="x"), "application/x-www-form-urlencoded"),
        (lambda package: "a;b", "text/csv"),
        (lambda package: b"x", "application/octet-stream"),
        (lambda package: package.File(b"x"), "application/octet-stream"),
    ],
)
def test_a_body_says_what_it_goes_as(package: ModuleType, make: Any, media_type: str) -> None:
    """Of several media types, the first that can carry the body is meant; a model goes as what it describes."""
    assert media_type == sent(package, "mixed", make(package))[0].partition(";")[0]


@pytest.mark.parametrize("name", ["xml", "soap", "textXml", "plain", "number", "csv", "yaml", "anyText"])
def test_an_answer_of_text_comes_as_text(package: ModuleType, name: str) -> None:
    """XML and other text comes back as `str`, whatever schema is beside it."""
    media_type = next(iter(BODIES[name])).replace("*", "plain")

    assert XML == got(package, name, XML.encode(), media_type)


def test_an_answer_of_text_is_read_in_its_own_encoding(package: ModuleType) -> None:
    """The `charset` of the answer counts."""
    assert "Grüße" == got(package, "plain", "Grüße".encode("latin-1"), "text/plain; charset=iso-8859-1")


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("octets", "application/octet-stream"),
        ("image", "image/png"),
        ("pdf", "application/pdf"),
        ("anyImage", "image/gif"),
        ("anyOctets", "application/zip"),
    ],
)
def test_an_answer_of_octets_comes_as_bytes(package: ModuleType, name: str, media_type: str) -> None:
    """Octets come back unchanged."""
    assert b"\x89PNG\x00" == got(package, name, b"\x89PNG\x00", media_type)


@pytest.mark.parametrize("name", ["any", "vendor", "several", "twins"])
@pytest.mark.parametrize("media_type", ["application/json", "application/problem+json", ""])
def test_an_answer_of_json_is_the_model(package: ModuleType, name: str, media_type: str) -> None:
    """JSON under any name, and without one, is decoded."""
    assert package.models.Pet(id=7) == got(package, name, b'{"id": 7}', media_type)


def test_an_answer_of_any_type_is_what_it_says(package: ModuleType) -> None:
    """Behind `*/*` with a string is text; where nothing is said at all, JSON is taken as it is."""
    assert "7" == got(package, "anyString", b"7", "text/plain")
    assert {"id": 7} == got(package, "silent", b'{"id": 7}', "application/json")
