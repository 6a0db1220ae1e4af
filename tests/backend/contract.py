"""Turns `openapi.yaml` into what the backend obeys: operations to route, values to decode, schemas to check.

The backend reads the same document as the generator, so neither can drift away from it unnoticed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from attrs import frozen
from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.backend.envelope import INVALID, BusinessError

DOCUMENT = Path(__file__).parents[2] / "openapi.yaml"
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Safe like the other one, and ten times as fast where libyaml is there."""
METHODS = ("get", "put", "post", "patch", "delete")


def is_int64(value: object) -> bool:
    """Tell whether an integer fits into 64 bits, as SQLite needs it; other types are for `type` to refuse."""
    return not isinstance(value, int) or -(1 << 63) <= value < 1 << 63


def is_decimal(value: object) -> bool:
    """Tell whether a text is a number in decimals, as reports add them up."""
    return not isinstance(value, str) or re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", value, re.ASCII) is not None


FORMATS = FormatChecker(Draft202012Validator.FORMAT_CHECKER.checkers)
FORMATS.checkers["int64"] = (is_int64, ())
FORMATS.checkers["decimal"] = (is_decimal, ())


@frozen
class Operation:
    """One endpoint, with JSON pointers to what the document says about it."""

    id: str
    method: str
    path: str
    secured: bool
    parameters: Mapping[str, Mapping[str, Any]]
    """By their pointers."""
    bodies: Mapping[str, str]
    """Pointer to the schema, by media type; empty where the document gives none."""
    answers: Mapping[str, Mapping[str, str]]
    """The same for answers, by status and media type."""


class Contract:
    """The document, ready to be asked."""

    def __init__(self, path: Path = DOCUMENT, *, lenient: bool = False) -> None:
        self.lenient = lenient
        self.document: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), LOADER)
        resource = DRAFT202012.create_resource(self.document)
        self._registry: Registry[Any] = Registry().with_resource("urn:api", resource)
        self.operations = tuple(self._operations())

    def resolve(self, node: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what a `$ref` stands for, or the node itself."""
        while "$ref" in node:
            node = self.at(node["$ref"].removeprefix("#"))
        return node

    def at(self, pointer: str) -> Any:
        """Return what is at a JSON pointer."""
        node: Any = self.document
        for step in pointer.split("/")[1:]:
            node = node[int(step) if isinstance(node, list) else step.replace("~1", "/").replace("~0", "~")]
        return node

    def faults(self, value: Any, pointer: str, root: str = "") -> list[dict[str, str]]:
        """List what is wrong with a value: `{"field": "budget.amount", "problem": "…"}`."""
        checker = Draft202012Validator(
            {"$ref": f"urn:api#{pointer}"},
            registry=self._registry,
            format_checker=FORMATS,
        )
        errors = [best_match([error]) or error for error in checker.iter_errors(value)]
        return [{"field": _field(error, root), "problem": _problem(error)} for error in errors]

    def check(self, value: Any, pointer: str, root: str = "") -> None:
        """Raise code 422 if a value does not fit the schema at a pointer."""
        if pointer and not self.lenient and (faults := self.faults(value, pointer, root)):
            raise BusinessError(INVALID, f"{faults[0]['field']}: {faults[0]['problem']}", faults)

    def _operations(self) -> Iterator[Operation]:
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield self._operation(path, method, item)

    def _operation(self, path: str, method: str, item: Mapping[str, Any]) -> Operation:
        facts = item[method]
        place = f"/paths/{path.replace('~', '~0').replace('/', '~1')}/{method}"
        answers = {status: self._locate(f"{place}/responses/{status}") for status in facts["responses"]}
        return Operation(
            id=facts["operationId"],
            method=method.upper(),
            path=path,
            secured=bool(facts.get("security", self.document["security"])),
            parameters=dict([*self._parameters(place.rpartition("/")[0]), *self._parameters(place)]),
            bodies=self._locate(f"{place}/requestBody") if "requestBody" in facts else {},
            answers=answers,
        )

    def _parameters(self, place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for index, node in enumerate(self.at(place).get("parameters", [])):
            pointer = node["$ref"].removeprefix("#") if "$ref" in node else f"{place}/parameters/{index}"
            yield pointer, self.at(pointer)

    def _locate(self, place: str) -> dict[str, str]:
        """Map each media type of a body to the pointer of its schema."""
        node = self.at(place)
        if "$ref" in node:
            place = node["$ref"].removeprefix("#")
        content = self.resolve(node).get("content", {})
        return {
            media: f"{place}/content/{media.replace('/', '~1')}/schema" if "schema" in content[media] else ""
            for media in content
        }


@functools.cache
def load(*, lenient: bool = False) -> Contract:
    """Return the document of this project, read once; a lenient one lets through whatever keeps the types apart."""
    return Contract(lenient=lenient)


def _field(error: ValidationError, root: str) -> str:
    steps = [root, *(str(step) for step in error.absolute_path)]
    if error.validator == "required":
        required: Any = error.validator_value
        present: Any = error.instance
        steps += [name for name in required if name not in present][:1]
    return ".".join(filter(None, steps)) or "body"


def _problem(error: ValidationError) -> str:
    """Name the rule and not the value, which may be a password."""
    if error.validator == "required":
        return "is required"
    return f"does not fit {error.validator}: {error.validator_value}"
