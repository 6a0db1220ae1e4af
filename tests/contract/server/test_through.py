"""The SDK's endpoints send what schemathesis sends; where they do not, that is found."""

from __future__ import annotations

import functools
import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from acme import Call
from acme.api import users
from anew.contract.server.through import open_sdk
from anew.contract.server.values import UnclearError, value_of
from anew.errors import UsageError
from anew.model import Array, Nullable, Parameter, Scalar, Type
from attrs import evolve

from tests.contract.server.conftest import ROOT, Examine

SDK = str(ROOT / "sdk" / "acme")
Change = Callable[[Any], Any]


def test_generated_sdk_sends_the_same(deviant: Examine) -> None:
    """Queries, headers, bodies and forms of the sample API's SDK are as the document has them."""
    outcome = deviant(sdk=SDK, cases=8, only=("listUsers", "listFiles", "createUser", "deleteUser", "changePassword"))

    assert outcome.findings == ()


def test_sdk_need_not_be_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of a package is enough to import it from."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    (tmp_path / "lonely").mkdir()
    (tmp_path / "lonely" / "__init__.py").write_text("")
    (tmp_path / "lonely" / "operations.json").write_text('{"operations": []}')
    open_sdk(str(tmp_path / "lonely"))

    assert importlib.util.find_spec("lonely") is not None


@pytest.mark.parametrize(
    ("function", "operation", "about", "change"),
    [
        ("list_users", "listUsers", "query pageNo", lambda call: evolve(call, query={**call.query, "pageNo": 4711})),
        (
            "list_users",
            "listUsers",
            "query ids",
            lambda call: evolve(call, operation=evolve(call.operation, styles={})),
        ),
        ("delete_user", "deleteUser", "header X-Dry-Run", lambda call: evolve(call, header={})),
        ("get_user", "getUser", "path", lambda call: evolve(call, path={"userId": 4711})),
        ("create_user", "createUser", "body", lambda call: Call(call.operation, body={"a": 1})),
    ],
)
def test_sdk_that_sends_something_else_is_found(
    deviant: Examine, monkeypatch: pytest.MonkeyPatch, function: str, operation: str, about: str, change: Change
) -> None:
    """The part of the request is named that is not as documented."""
    proper = getattr(users, function)
    monkeypatch.setattr(users, function, _annotated(proper, lambda *given, **named: change(proper(*given, **named))))
    outcome = deviant(sdk=SDK, cases=12, only=(operation,))

    assert about in {one.about for one in outcome.findings if one.kind == "sdk-request"}


def test_sdk_that_refuses_valid_arguments_is_found(deviant: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    """An endpoint that raises where the document allows the value is told."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise TypeError("not today")

    monkeypatch.setattr(users, "get_user", _annotated(users.get_user, refuse))
    outcome = deviant(sdk=SDK, cases=4, only=("getUser",))

    assert ("sdk-refused", "TypeError") in {(one.kind, one.about) for one in outcome.findings}


@pytest.mark.filterwarnings("error::DeprecationWarning")
def test_deprecated_operation_is_no_finding(deviant: Examine) -> None:
    """An endpoint may warn, even where warnings are errors."""
    outcome = deviant(sdk=SDK, cases=3, only=("archiveProject",))

    assert outcome.findings == ()


def test_unknown_package_is_told(deviant: Examine) -> None:
    """A name that no generated package goes by is a mistake in the command."""
    with pytest.raises(UsageError, match="no_such_sdk"):
        deviant(sdk="no_such_sdk", only=("getMe",))


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        (Scalar("integer"), "-7", -7),
        (Scalar("number"), "1.5", 1.5),
        (Scalar("boolean"), "true", True),
        (Scalar("string"), "true", "true"),
        (Nullable(Scalar("integer")), "7", 7),
        (Array(Scalar("integer")), ["1", 2], [1, 2]),
    ],
)
def test_written_values_are_read_back(kind: Type, written: Any, value: Any) -> None:
    """Texts in headers become what they stood for."""
    assert value_of(_parameter(kind), written) == value


@pytest.mark.parametrize(
    ("kind", "written"), [(Scalar("integer"), "x"), (Scalar("boolean"), "yes"), (Array(Scalar("string")), "a,b")]
)
def test_unclear_values_are_not_guessed(kind: Type, written: str) -> None:
    """A text that could mean several values, or none, is not compared."""
    with pytest.raises(UnclearError):
        value_of(_parameter(kind), written)


@pytest.mark.parametrize(("written", "value"), [("a%2Fb%C3%A9", "a/bé"), ("100%", "100%"), ("plain", "plain")])
def test_encoded_paths_are_read_back(written: str, value: str) -> None:
    """What stands in a path is encoded already; the SDK does that by itself."""
    assert value_of(evolve(_parameter(Scalar("string")), location="path"), written) == value


def test_parameters_that_are_json_are_read_back() -> None:
    """A filter is given to the SDK as the object that it is; what no text can hold is not compared."""
    said = evolve(_parameter(Scalar("string")), media_type="application/json")

    assert value_of(said, '{"a": [1]}') == {"a": [1]}
    with pytest.raises(UnclearError):
        value_of(said, '{"a": "\\ud800"}')


def _plain(call: Any) -> Any:
    """Forget how lists are written."""
    return evolve(call.operation, styles={})


def _parameter(kind: Type) -> Parameter:
    return Parameter("name", "name", "query", kind, required=True, style="form", explode=False)


def _annotated(proper: Callable[..., Any], other: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function be taken for another one, by its module and its types."""
    return functools.wraps(proper)(other)
