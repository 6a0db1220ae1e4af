"""The defects that generated clients are known for: a document with all of them, an operation each."""

from __future__ import annotations

import pytest
from anew.contract.offline import Options, Outcome, conduct

DOCUMENT = """\
openapi: 3.0.3
info: {title: Defects, version: "1"}
paths:
  /authorization:
    get:
      operationId: authorizationHeader
      parameters:
        - {name: Authorization, in: header, schema: {type: string, default: Bearer test1}}
        - {name: Accept, in: header, schema: {type: string, default: text/html}}
        - {name: Content-Type, in: header, schema: {type: string, default: text/html}}
        - {name: X-Other, in: header, schema: {type: string}}
      responses: {"200": {description: fine}}
  /multipart:
    post:
      operationId: multipartBoundary
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties:
                file: {type: string, format: binary}
                files: {type: array, items: {type: string, format: binary}}
                flag: {type: boolean}
                nothing: {type: string, nullable: true}
                about: {type: object, properties: {a: {type: integer}}}
      responses: {"200": {description: fine}}
  /explode:
    get:
      operationId: explodeFalse
      parameters:
        - {name: ids, in: query, explode: false, schema: {type: array, items: {type: integer}}}
        - {name: pipes, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: string}}}
      responses: {"200": {description: fine}}
  /deep:
    get:
      operationId: deepObject
      parameters:
        - name: filter
          in: query
          style: deepObject
          schema:
            type: object
            properties: {a: {type: string}, b: {type: object, properties: {c: {type: boolean}}}}
      responses: {"200": {description: fine}}
  /names/{params}/{quote}:
    post:
      operationId: namesOfLocals
      parameters:
        - {name: params, in: path, required: true, schema: {type: string}}
        - {name: quote, in: path, required: true, schema: {type: string}}
        - {name: body, in: query, schema: {type: string}}
        - {name: headers, in: query, schema: {type: string}}
        - {name: self, in: query, schema: {type: string}}
        - {name: content_type, in: query, schema: {type: string}}
        - {name: call, in: header, schema: {type: string}}
      requestBody: {content: {application/json: {schema: {type: object, properties: {body: {type: string}}}}}}
      responses: {"200": {description: fine}}
  /status:
    get:
      operationId: unknownStatus
      responses:
        "200": {description: fine, content: {application/json: {schema: {$ref: "#/components/schemas/User"}}}}
        "520": {description: odd, content: {application/json: {schema: {$ref: "#/components/schemas/Fault"}}}}
        "299": {description: odd, content: {application/json: {schema: {$ref: "#/components/schemas/User"}}}}
  /any:
    get:
      operationId: anyMediaType
      responses:
        "200": {description: fine, content: {"*/*": {schema: {$ref: "#/components/schemas/User"}}}}
  /behind:
    get:
      operationId: behindPaths
      responses:
        "200": {$ref: "#/paths/~1any/get/responses/200"}
  /null:
    get:
      operationId: nullAtReference
      responses:
        "200": {description: fine, content: {application/json: {schema: {$ref: "#/components/schemas/Pair"}}}}
  /cookie:
    get:
      operationId: cookiesAndContent
      parameters:
        - {name: session, in: cookie, schema: {type: string}}
        - name: where
          in: query
          content: {application/json: {schema: {type: object, properties: {a: {type: integer}}}}}
      responses: {"204": {description: fine}}
  /tuples:
    post:
      operationId: openTuples
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: "#/components/schemas/Row"}}}
      responses: {"200": {description: fine, content: {application/json: {schema: {$ref: "#/components/schemas/Row"}}}}}
  /events:
    get:
      operationId: eventsOf32
      responses:
        "200":
          description: fine
          content:
            text/event-stream:
              itemSchema:
                properties:
                  event: {type: string}
                  data: {contentMediaType: application/json, contentSchema: {$ref: "#/components/schemas/User"}}
components:
  schemas:
    Row:
      type: object
      required: [row]
      properties:
        row: {type: array, prefixItems: [{type: integer}, {type: string}], minItems: 2, items: {type: boolean}}
    User: {type: object, required: [id], properties: {id: {type: integer}, name: {type: string}}}
    Fault: {type: object, properties: {detail: {type: string}}}
    Pair:
      type: object
      required: [first, second]
      properties:
        first: {allOf: [{$ref: "#/components/schemas/User"}], nullable: true}
        second: {$ref: "#/components/schemas/Maybe"}
    Maybe: {type: object, nullable: true, properties: {id: {type: integer}}}
"""
OPERATIONS = (
    "authorizationHeader",
    "multipartBoundary",
    "explodeFalse",
    "deepObject",
    "namesOfLocals",
    "unknownStatus",
    "anyMediaType",
    "behindPaths",
    "nullAtReference",
    "cookiesAndContent",
    "openTuples",
    "eventsOf32",
)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Try all operations with many cases."""
    path = tmp_path_factory.mktemp("defects") / "defects.yaml"
    path.write_text(DOCUMENT, "utf-8")
    return conduct(Options(target=str(path), cases=20))


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_defect_of_others_is_none_of_ours(outcome: Outcome, operation: str) -> None:
    """Every request is as described, every answer comes back, and damage leaks nothing."""
    (found,) = (one for one in outcome.operations if one.id == operation)

    assert [] == found.requests.failures + found.answers.failures + found.damaged.failures
    assert (20, 0, 0) == (found.requests.tried, found.requests.left, found.answers.left)


def test_every_operation_of_the_document_is_tried(outcome: Outcome) -> None:
    """None of the claims above is about nothing."""
    assert set(OPERATIONS) == {one.id for one in outcome.operations}
    assert all(one.answers.tried for one in outcome.operations)
