"""An envelope is found where the answers prove it, suggested where they only hint at it, and else left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from anew.detect import success
from anew.model import Signal

from tests.generator.detect.builder import CODE, TEXT, document, look, operation, thing, wrapped


def many(answer: Any, count: int = 4, start: int = 0) -> dict[str, Any]:
    """Give operations whose answers `answer` makes of a number."""
    return {f"GET /r{number}": operation(answer(number)) for number in range(start, start + count)}


def test_a_status_beside_varying_data_is_an_envelope(tmp_path: Path) -> None:
    """`{code, msg, data}` with different data over all operations is certain, with code, message and data in place."""
    found = look(document(many(wrapped)), tmp_path).envelope
    assert found is not None
    envelope = found.value

    assert (
        found.sure,
        envelope.code,
        envelope.message,
        envelope.data,
        envelope.require,
    ) == ("certain", ("/code",), ("/msg",), "/data", ("/code",))


def test_the_evidence_counts_operations(tmp_path: Path) -> None:
    """A finding says how many operations speak for it."""
    data = document(many(wrapped) | {"GET /file": operation()})
    found = look(data, tmp_path).envelope
    assert found is not None

    assert found.evidence == "4 of 5 operations answer {code, msg, data}"


def test_an_envelope_of_few_operations_is_none(tmp_path: Path) -> None:
    """Less than 30 % of the operations prove nothing about the API."""
    data = document(many(wrapped, 3) | many(thing, 8, start=10))

    assert look(data, tmp_path).envelope is None


def test_two_operations_prove_nothing(tmp_path: Path) -> None:
    """Three operations are the least that make a group."""
    assert look(document(many(wrapped, 2)), tmp_path).envelope is None


def test_a_resource_with_a_status_is_no_envelope(tmp_path: Path) -> None:
    """A `status` property of resources without a data slot is a property like any other."""
    data = document(many(lambda n: {"properties": {"status": TEXT, "id": CODE, f"f{n}": TEXT}}))

    assert look(data, tmp_path).envelope is None


def test_a_wide_answer_is_no_envelope(tmp_path: Path) -> None:
    """More than ten properties beside each other are a resource."""
    data = document(many(lambda n: wrapped(n, **{f"p{i}": TEXT for i in range(9)})))

    assert look(data, tmp_path).envelope is None


def test_a_shared_set_with_one_varying_slot_is_an_envelope(tmp_path: Path) -> None:
    """Half of the operations sharing all properties but the payload's schema is likely, judged by HTTP status."""
    data = document(many(lambda n: {"properties": {"payload": thing(n), "links": TEXT}}))
    found = look(data, tmp_path).envelope
    assert found is not None

    assert ("likely", "/payload", (Signal(http=("2*",)),)) == (found.sure, found.value.data, found.value.success)


def test_untyped_data_is_suggested_only(tmp_path: Path) -> None:
    """An envelope whose data has one schema everywhere is not assumed."""
    found = look(document(many(lambda _: {"properties": {"code": CODE, "msg": TEXT, "data": {}}})), tmp_path).envelope
    assert found is not None

    assert (found.sure, found.value.document) == ("suggested", "untyped")


def test_a_flat_body_is_suggested_only(tmp_path: Path) -> None:
    """Payload beside the code is not assumed to be an envelope; the suggestion drops code and message."""
    found = look(
        document(many(lambda n: {"properties": {"code": CODE, "msg": TEXT, f"f{n}": TEXT}})), tmp_path
    ).envelope
    assert found is not None

    assert (found.sure, found.value.data, found.value.drop) == ("suggested", "", ("code", "msg"))


def test_an_envelope_is_seen_through_allof(tmp_path: Path) -> None:
    """`allOf: [Base, {properties: {data: …}}]`, as NestJS and go-swag write it, counts."""
    base = {"type": "object", "properties": {"code": CODE, "msg": TEXT, "data": {}}}
    data = document(
        many(lambda n: {"allOf": [{"$ref": "#/components/schemas/Base"}, {"properties": {"data": thing(n)}}]}),
        components={"schemas": {"Base": base}},
    )
    found = look(data, tmp_path).envelope
    assert found is not None

    assert found.sure == "certain"


def test_swagger_2_documents_are_read(tmp_path: Path) -> None:
    """Swagger 2.0 has its schemas elsewhere; the envelope is the same."""
    paths = {f"/r{n}": {"get": {"responses": {"200": {"description": "", "schema": wrapped(n)}}}} for n in range(3)}
    data = {"swagger": "2.0", "info": {"title": "t", "version": "1"}, "paths": paths}
    found = look(data, tmp_path).envelope
    assert found is not None

    assert found.sure == "certain"


def test_a_flag_beside_a_code_decides(tmp_path: Path) -> None:
    """`{code, success, data}`: the flag says whether all is well, the code says what went wrong."""
    detection = look(document(many(lambda n: wrapped(n, success={"type": "boolean"}))), tmp_path)
    assert detection.envelope is not None

    assert (Signal(at="/success", among=("true",)),) == detection.envelope.value.success
    assert detection.success_known


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "integer", "default": 200}, ("200",)),
        ({"type": "integer", "const": 0}, ("0",)),
        ({"type": "string", "enum": ["00000"]}, ("00000",)),
        ({"type": "integer", "example": 200}, ("200",)),
        ({"type": "integer", "example": 1}, ()),
        ({"type": "integer", "description": "错误码，0 表示成功"}, ("0",)),
        ({"type": "integer", "description": "200 means success, others are errors"}, ("200",)),
        ({"type": "integer", "description": "错误码，非 0 表示失败"}, ("0",)),
        ({"type": "integer", "description": "a code between 0 and 500"}, ()),
        ({"type": "integer", "enum": [1, 7], "x-enum-varnames": ["Success", "Failure"]}, ("1",)),
        ({"type": "boolean"}, ("true",)),
        ({"type": "integer"}, ()),
    ],
)
def test_the_document_may_tell_what_success_is(schema: dict[str, Any], expected: tuple[str, ...]) -> None:
    """Defaults, constants, descriptions and examples tell the code of success; a mere 1 in an example does not."""
    assert expected == success.declared([schema], [])


def test_an_unknown_success_is_what_servers_usually_say(tmp_path: Path) -> None:
    """Where the document is silent, 0 and 200 are taken, and the finding says that it does not know."""
    detection = look(document(many(wrapped)), tmp_path)
    assert detection.envelope is not None

    assert (detection.success_known, detection.envelope.value.success[0].among) == (False, ("0", "200"))
