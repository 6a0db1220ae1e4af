"""An envelope is found where the answers prove it, suggested where they only hint at it, and else left alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
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

    assert found.evidence == "4 of 5 operations answer {code, msg, data} (inline)"


def test_an_envelope_of_few_operations_is_none(tmp_path: Path) -> None:
    """Less than 30 % of the operations prove nothing about the API."""
    data = document(many(wrapped, 3) | many(thing, 8, start=10))

    assert look(data, tmp_path).envelope is None


def test_two_operations_prove_little(tmp_path: Path) -> None:
    """Two make a group only if they are all that there is, and show code, message and data."""
    without = {"properties": {"code": CODE, "data": TEXT}}

    assert look(document(many(wrapped, 2)), tmp_path).envelope is not None
    assert look(document(many(wrapped, 2) | many(thing, 1, start=9)), tmp_path).envelope is None
    assert look(document(many(lambda _: without, 2)), tmp_path).envelope is None


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


@pytest.mark.parametrize("data", [{}, {"type": "object"}, {"type": "object", "additionalProperties": TEXT}])
def test_untyped_data_is_an_envelope_with_a_message_beside_it(data: Any, tmp_path: Path) -> None:
    """Where every answer is the same `{code, msg, data}` with anything in it, payloads become untyped."""
    found = look(document(many(lambda _: {"properties": {"code": CODE, "msg": TEXT, "data": data}})), tmp_path).envelope
    assert found is not None

    assert (found.sure, found.value.document) == ("likely", "untyped")


def test_one_typed_payload_everywhere_is_suggested_only(tmp_path: Path) -> None:
    """An envelope whose data has one schema everywhere may as well be a resource."""
    found = look(document(many(lambda _: wrapped(1))), tmp_path).envelope
    assert found is not None

    assert found.sure == "suggested"


def test_a_base_that_most_answers_name_alone_is_an_envelope(tmp_path: Path) -> None:
    """`{code, msg}` for most operations and `{code, msg, data}` for some: the payload is there, but not documented."""
    base = {"properties": {"code": CODE, "msg": TEXT}}
    found = look(document(many(wrapped, 2) | many(lambda _: base, 8, start=10)), tmp_path).envelope
    assert found is not None

    assert (found.sure, found.value.data, found.value.document) == ("likely", "/data", "untyped")


def flat(number: int) -> dict[str, Any]:
    return {"properties": {"code": CODE, "msg": TEXT, f"f{number}": TEXT}}


def test_a_flat_body_is_an_envelope_where_nearly_all_answers_are_one(tmp_path: Path) -> None:
    """Ever different payloads beside code and message: the envelope is what is dropped from them."""
    found = look(document(many(flat)), tmp_path).envelope
    assert found is not None

    assert (found.sure, found.value.data, found.value.drop) == ("likely", "", ("code", "msg"))


def test_a_flat_body_of_some_operations_is_suggested_only(tmp_path: Path) -> None:
    """Where half of the answers are something else, code and message may be properties like any other."""
    found = look(document(many(flat) | many(thing, 4, start=10)), tmp_path).envelope
    assert found is not None

    assert found.sure == "suggested"


def test_members_of_unions_show_the_envelope(tmp_path: Path) -> None:
    """One status for success and failure, `oneOf: [Result, Failure]`: the first is the success."""
    failure = {"properties": {"code": CODE, "msg": TEXT}}
    found = look(document(many(lambda n: {"oneOf": [wrapped(n), failure]})), tmp_path).envelope
    assert found is not None

    assert (found.sure, found.value.data, "inside oneOf" in found.evidence) == ("certain", "/data", True)


def test_a_payload_by_any_other_name_is_one(tmp_path: Path) -> None:
    """Beside code and message, the one property that is ever different is the payload, whatever it is called."""
    answers = many(lambda n: {"properties": {"resultCode": TEXT, "resultMsg": TEXT, "resultBean": thing(n)}})
    found = look(document(answers), tmp_path).envelope
    assert found is not None

    assert ("likely", "/resultBean") == (found.sure, found.value.data)


def test_the_rows_of_a_page_are_not_taken_out_of_it(tmp_path: Path) -> None:
    """`{code, msg, rows, total}`: the page is the payload, with its total."""
    rows = many(
        lambda n: {
            "properties": {"code": CODE, "msg": TEXT, "total": CODE, "rows": {"type": "array", "items": thing(n)}}
        }
    )
    found = look(document(rows), tmp_path).envelope
    assert found is not None

    assert found.value.data == ""


def test_a_second_slot_is_a_second_envelope(tmp_path: Path) -> None:
    """Lists in `results` and single things in `result`: both are payloads of the same envelope."""

    def other(number: int) -> dict[str, Any]:
        return {"properties": {"code": CODE, "msg": TEXT, "rows": TEXT, "results": thing(number)}}

    detection = look(document(many(wrapped) | many(other, start=10)), tmp_path)

    assert [one.value.data for one in detection.others] == ["/results"]


def test_what_else_stands_beside_the_payload_is_kept(tmp_path: Path) -> None:
    """Members of the envelope that are neither status nor payload become facts, traces by a name of their own."""
    more = {"requestId": TEXT, "pageInfo": {"type": "object"}}
    found = look(document(many(lambda n: wrapped(n, **more))), tmp_path).envelope
    assert found is not None

    assert found.value.meta == (("trace_id", ("/requestId",)), ("page_info", ("/pageInfo",)))


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


def test_a_code_may_be_a_number_here_and_a_text_there(tmp_path: Path) -> None:
    """Documents that people write are careless about the type of a code, and all answers have one envelope."""
    numbers = {f"GET /n{number}": operation(wrapped(number)) for number in range(2)}
    texts = {f"POST /t{number}": operation(wrapped(9, code=TEXT, data=TEXT)) for number in range(4)}
    found = look(document({**numbers, **texts}), tmp_path).envelope
    assert found

    assert (found.value.data, found.sure, found.evidence[:6]) == ("/data", "certain", "6 of 6")


def test_what_few_answers_have_is_no_fact_of_the_envelope(tmp_path: Path) -> None:
    """Two answers of thirty with a member of their own do not make it one of all."""
    more = {0: {"public": TEXT}, 1: {"public": TEXT}}
    answers = {f"GET /things/{number}": operation(wrapped(number, **more.get(number, {}))) for number in range(30)}
    found = look(document(answers), tmp_path).envelope

    assert found and found.value.meta == ()


def test_an_envelope_is_known_by_what_a_success_is_told_by(tmp_path: Path) -> None:
    """Beside a flag the code may be left out: `{success: true, data}` is the envelope all the same."""
    flag = {"success": {"type": "boolean"}}
    found = look(
        document({f"GET /things/{number}": operation(wrapped(number, **flag)) for number in range(5)}), tmp_path
    )
    assert found.envelope

    assert (("/success",), ("/code",)) == (found.envelope.value.require, found.envelope.value.code)


def test_most_of_three_operations_are_enough_for_a_hint(tmp_path: Path) -> None:
    """The payload has a place of its own, so that the envelope is not flat, though one answer has no payload."""
    beside = {"success": {"type": "boolean"}, "message": TEXT}
    full = {"type": "object", "properties": {**beside, "data": thing(1)}}
    flagged = {"type": "object", "properties": beside}
    paths = {"POST /a": operation(full), "POST /b": operation(full), "POST /c": operation(flagged)}
    found = look(document(paths), tmp_path).envelope
    assert found

    assert (found.value.data, found.sure) == ("/data", "suggested")


def test_an_envelope_is_known_by_its_code_where_some_answers_have_no_flag(tmp_path: Path) -> None:
    """A refusal `{code, msg, data}` beside successes with a flag is the same envelope."""
    flag = {"success": {"type": "boolean"}}
    both = {
        f"GET /things/{number}": operation({"oneOf": [wrapped(number, **flag), wrapped(99)]}) for number in range(5)
    }
    found = look(document(both), tmp_path)
    assert found.envelope

    assert ("/code",) == found.envelope.value.require
