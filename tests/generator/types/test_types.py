"""What people need of types is there in every dialect: as types, in both directions, and in words."""

from __future__ import annotations

import inspect
import subprocess
import sys
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.generator.packages import part, sdk
from tests.generator.parse.building import api, fields
from tests.generator.types.documents import document

DIALECTS = ["2.0", "3.0", "3.1", "3.2"]

COMMON = {
    "date?": "date",
    "date-time?": "date_time",
    "time?": "time",
    "duration?": "duration",
    "uuid?": "uuid",
    "decimal?": "decimal",
    "byte?": "bytes",
    "binary?": "binary",
    "role?": "EverythingRole",
    "level?": "EverythingLevel",
    "only?": "'x'",
    "big?": "integer",
    "ratio?": "number",
    "flag?": "boolean",
    "self?": "Everything",
    "pet?": "Pet",
    "counts?": "{integer}",
    "free?": "{any}",
    "grid?": "[[number]]",
    "id?": "integer",
    "size?": "integer",
    "name?": "string",
    "tags?": "[string]",
    "nothing?": "string?",
}
SINCE_3 = {
    "shape?": "(Circle | Square | string)",
    "json?": "Json",
    "secret?": "string",
    "old?": "string",
    "noRole?": "EverythingNoRole?",
    "noPet?": "Pet?",
}
SINCE_31 = {
    "fixed?": "'x'",
    "three?": "3",
    "place?": "<number, number>",
    "row?": "<string, integer…>",
    "either?": "(string | integer)",
    "base64?": "bytes",
    "beside?": "Circle",
    "labels?": "{integer}",
    "above?": "integer",
    "anything?": "any",
    "choice?": "EverythingChoice",
}
TYPES = {
    "2.0": COMMON,
    "3.0": {**COMMON, **SINCE_3},
    "3.1": {**COMMON, **SINCE_3, **SINCE_31},
    "3.2": {**COMMON, **SINCE_3, **SINCE_31},
}

VALUES: dict[str, Any] = {
    "date": "2026-03-04",
    "date-time": "2026-03-04T05:06:07Z",
    "time": "05:06:07",
    "duration": "P1DT2H",
    "uuid": "0b6e9b63-7a2c-4b1c-9f6e-3f2b8c1d5a10",
    "decimal": "12.340",
    "byte": "AAH/",
    "binary": "as text",
    "role": "unheard of",
    "level": 7,
    "only": "x",
    "big": 2**53 + 1,
    "ratio": 0.5,
    "flag": False,
    "self": {"self": {"id": 1}},
    "pet": {"kind": "cat", "lives": 9},
    "counts": {"a": 1},
    "free": {"a": [None]},
    "grid": [[0.5], []],
    "id": 7,
    "size": 4,
    "name": "aa",
    "tags": ["a"],
    "nothing": None,
    "shape": {"side": 1.5},
    "json": [{"a": ["b", 1]}],
    "secret": "s",
    "old": "o",
    "noRole": None,
    "noPet": None,
    "fixed": "x",
    "three": 3,
    "place": [1.0, 2.0],
    "row": ["a", 1, 2],
    "either": 3,
    "base64": "AAH/",
    "beside": {"radius": 1.0},
    "labels": {"x1": 1},
    "above": 1,
    "anything": {"b": None},
    "choice": "c",
    "not described": [1],
}


@cache
def package(dialect: str) -> ModuleType:
    """Generate the SDK of a dialect's document."""
    return sdk(document(dialect))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_type_has_its_word(dialect: str) -> None:
    """Each kind of schema becomes the type that it means, and nothing is degraded."""
    found = api(document(dialect))

    assert TYPES[dialect] == fields(found, "Everything")
    assert {("generated", 0)} == {(entry.status, len(entry.notes)) for entry in found.ledger}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_value_comes_back_as_it_came(dialect: str) -> None:
    """Decoded and encoded again, a value of each type is what it was; unlisted enum values and properties survive."""
    known = {name.removesuffix("?") for name in TYPES[dialect]} | {"not described"}
    value = {name: one for name, one in VALUES.items() if name in known}

    assert value == package(dialect).models.Everything.from_dict(value).to_dict()


DAMAGED = [
    *[(name, "no such thing") for name in ("date", "date-time", "time", "uuid", "decimal", "byte", "flag", "counts")],
    *[(name, "no such thing") for name in ("level", "only", "big", "ratio", "self", "pet", "grid", "tags")],
    *[(name, 5) for name in ("duration", "role", "name", "tags")],
    ("tags", [1]),
    ("self", {"self": {"flag": 1}}),
    ("pet", {"kind": "bird"}),
]
SINCE = {"fixed": "y", "three": 4, "place": [1], "row": [1], "either": [], "labels": {"x": "y"}, "noPet": 3}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_damaged_value_is_refused(dialect: str) -> None:
    """A value that is not of its type raises `DecodeError` with the path of what is wrong."""
    known = TYPES[dialect]
    for name, value in [*DAMAGED, *((name, value) for name, value in SINCE.items() if f"{name}?" in known)]:
        if (dialect, name) == ("2.0", "pet") and isinstance(value, dict):
            continue  # a base without a subtype of that name is still a pet
        with pytest.raises(package(dialect).errors.DecodeError) as raised:
            package(dialect).models.Everything.from_dict({name: value})

        assert raised.value.path[0] == name


@pytest.mark.parametrize("dialect", DIALECTS)
def test_additional_properties_are_typed_or_free(dialect: str) -> None:
    """What a document says about further properties holds for them, and what it forbids is kept all the same."""
    models = package(dialect).models

    assert {"b": 1} == models.Extra.from_dict({"a": "x", "b": 1}).additional_properties
    assert {"b": 1} == models.Strict.from_dict({"b": 1}).to_dict()
    with pytest.raises(package(dialect).errors.DecodeError, match=r"expected integer, got string - at \$\.b"):
        models.Extra.from_dict({"b": "x"})


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_a_type_cannot_say_stands_in_words(dialect: str) -> None:
    """Defaults, constraints, direction and deprecation are in the docstrings of properties and arguments."""
    source = (files(package(dialect)) / "models" / "everything.py").read_text("utf-8")
    said = ["The server assumes `5`. Constraints: minimum `1`, maximum `9`, multipleOf `2`."]
    said += ["Constraints: minLength `1`, maxLength `9`, pattern `^a+$`."]
    said += ["Constraints: minItems `1`, maxItems `3`, uniqueItems.", "Read-only: the server sets it."]
    said += ["Write-only: the server never sends it.", "Deprecated."] if dialect != "2.0" else []

    assert [] == [text for text in said if text not in source]
    assert "size: The server assumes `5`. Constraints: maximum `9`." in (
        part(package(dialect), "api.thing").get_thing.__doc__
    )


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_discriminator_decides(dialect: str) -> None:
    """What the tag says is what comes, though another member would fit as well."""
    models = package(dialect).models
    found = models.Everything.from_dict({"pet": {"kind": "dog" if dialect != "2.0" else "Dog", "lives": 3}})

    assert type(found.pet) is models.Dog


def test_recursive_types_hold_each_other() -> None:
    """A list of itself is a type with a name, in any depth."""
    models = package("3.1").models

    assert [[["a"], 1]] == models.decode_json([[["a"], 1]])


@pytest.mark.parametrize(
    "checker",
    [("mypy", "--strict", "--config-file=", "--exclude", "tests"), ("pyright", "--pythonpath", sys.executable)],
    ids=str,
)
def test_type_checkers_are_content(checker: tuple[str, ...]) -> None:
    """The SDK of a document with every type is clean under mypy --strict and pyright's strict mode."""
    folder = Path(str(files(package("3.1")))).parent
    done = subprocess.run(
        [sys.executable, "-m", *checker, "."], cwd=folder, capture_output=True, text=True, check=False, timeout=170
    )

    assert done.returncode == 0, done.stdout


def test_a_tuple_of_one_has_no_name_that_nobody_uses() -> None:
    """Pyright in strict mode would say so: `row` is for what is looked at more than once."""
    single = {"type": "array", "prefixItems": [{"type": "string"}], "items": False}
    one = {"type": "object", "additionalProperties": single}
    schemas = {"One": {"type": "object", "properties": {"it": one}}}
    info = {"title": "t", "version": "1"}
    content = {"openapi": "3.1.0", "info": info, "paths": {}, "components": {"schemas": schemas}}
    models = part(sdk(content), "models")
    assert models.One.from_dict({"it": {"a": ["x"]}}).it == {"a": ("x",)}
    assert "row :=" not in inspect.getsource(sys.modules[models.One.__module__])
