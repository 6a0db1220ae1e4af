"""Every mistake in `sdk.yaml` becomes one diagnostic with its place, what was expected, and a fix."""

from __future__ import annotations

from pathlib import Path

import pytest
from anew.errors import Diagnostic, DocumentError, UsageError
from anew.settings import load

MISTAKES = {
    "misspelt key": ("session:\n  refrsh: {operation: x}", "2:3", "unknown key `refrsh`", "did you mean `refresh`?"),
    "misspelt key at the top": ("documnt: a.yaml", "1:1", "unknown key `documnt`", "did you mean `document`?"),
    "wrong choice": ("enums: opened", "1:8", '"opened" is not possible here', "did you mean `open`?"),
    "wrong type": ("lenient: maybe", "1:10", '"maybe" does not fit', ""),
    "no location": ("envelopes: {main: {success: {at: code, in: [0]}}}", "1:34", '"code" does not fit', ""),
    "no class name": ("errors: [{when: {code: 1}, raise: quota}]", "1:35", '"quota" does not fit', ""),
    "missing key": ("errors: [{when: {code: 1}}]", "1:10", "the key `raise` is missing", "add `raise: …`"),
    "empty signal": ("session: {tokens: {access: /t}, lost: [{}]}", "1:40", "this says nothing yet", ""),
    "half a signal": (
        "session: {tokens: {access: /t}, lost: [{in: [1]}]}",
        "1:40",
        "`in`, `absent` and `matches` judge the value at a location",
        "add `at: /pointer`",
    ),
    "the other half": (
        "session: {tokens: {access: /t}, lost: [{at: /code}]}",
        "1:40",
        "nothing says what to look for at the location",
        "",
    ),
    "bad expression": (
        "session: {tokens: {access: /t}, lost: {message: '('}}",
        "1:49",
        "this is no regular expression: missing ), unterminated subpattern at position 0",
        "",
    ),
    "two places for the token": (
        "session: {tokens: {access: /t}, attach: {header: a, cookie: b}}",
        "1:41",
        "the access token goes to one place",
        "",
    ),
    "value without the token": (
        "session: {tokens: {access: /t}, attach: {header: a, value: Bearer}}",
        "1:60",
        '"Bearer" does not fit',
        "",
    ),
    "no access token": (
        "session: {login: {operation: login}}",
        "1:10",
        "the session does not say where the access token is",
        "add `tokens: {access: /data/accessToken}`",
    ),
    "operation and hook": (
        "session: {tokens: {access: /t}, login: {operation: a, hook: 'm:f'}}",
        "1:40",
        "an operation and a hook exclude each other",
        "keep one of them",
    ),
    "neither operation nor hook": (
        "session: {tokens: {access: /t}, refresh: {send: {in: body, name: r}}}",
        "1:42",
        "nothing says how refresh is called",
        "add `operation: <operationId>`",
    ),
    "refresh that is neither": (
        "session: {tokens: {access: /t}, login: {operation: l}, refresh: logni}",
        "1:65",
        '"logni" is not possible here',
        "did you mean `login`?",
    ),
    "renewed by a login that is not described": (
        "session: {tokens: {access: /t}, refresh: login}",
        "1:42",
        "nothing says how a new login is made",
        "add `login: {operation: <operationId>}`",
    ),
    "nameless refresh token": (
        "session: {tokens: {access: /t}, refresh: {operation: r}}",
        "1:42",
        "nothing says under which name the refresh token is sent",
        "add `send: {in: body, name: refreshToken}`",
    ),
    "unknown envelope": (
        "envelopes: {main: {success: {code: 0}}}\noperations: [{match: x, envelope: mian}]",
        "2:35",
        "there is no envelope called `mian`",
        "did you mean `main`?",
    ),
    "unknown paging": ("operations: [{match: x, paging: p}]", "1:33", "there is no paging called `p`", ""),
    "envelope without success": (
        "envelopes: {main: {code: /code}}",
        "1:19",
        "the envelope `main` does not say what a success looks like",
        "add `success: {at: /code, in: [200]}`",
    ),
    "unknown preset": ("preset: yuda", "1:9", "there is no preset `yuda`", "did you mean `yudao`?"),
    "keyword as a package": (
        "package: {name: class}",
        "1:17",
        "a package cannot be called `class`: that is a keyword of Python",
        "call it `class_client`",
    ),
    "name of the SDK's own tests": (
        "package: {name: tests}",
        "1:17",
        "a package cannot be called `tests`: what stands beside the package has that name",
        "call it `tests_client`",
    ),
    "name of a module of Python's own": (
        "package: {name: json}",
        "1:17",
        "a package cannot be called `json`: a module of Python's own has that name",
        "call it `json_client`",
    ),
    "name of what the SDK imports": (
        "package: {name: httpx}",
        "1:17",
        "a package cannot be called `httpx`: it would stand in for what it imports",
        "call it `httpx_client`",
    ),
    "name with a hyphen": ("package: {name: my-api}", "1:17", '"my-api" does not fit', ""),
    "paging that never moves": (
        "paging: {list: {items: /list, total: /total}}",
        "1:16",
        "the paging `list` names no parameter that moves on",
        "",
    ),
    "cursor without next": (
        "paging: {list: {items: /list, cursor: c}}",
        "1:16",
        "`cursor` (the parameter) and `next` (its value, in the answer) go together",
        "",
    ),
}


def faults(text: str, folder: Path) -> tuple[Diagnostic, ...]:
    path = folder / "sdk.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(DocumentError) as caught:
        load(path)
    return caught.value.diagnostics


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_told_with_place_and_fix(case: str, tmp_path: Path) -> None:
    """A mistake becomes one diagnostic, at the line and column of what is wrong, with a fix where one is known."""
    text, where, message, fix = MISTAKES[case]
    (only,) = faults(f"{text}\nversion: 1", tmp_path)

    assert only.place is not None
    assert (where, message, fix) == (f"{only.place.line}:{only.place.column}", only.message, only.fix)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """One run reports every fault of form, in the order of the file."""
    found = faults("version: 2\nenums: x\nlenient: 3\npackage: {nme: a}\n", tmp_path)

    assert [one.place.line for one in found if one.place] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("raw", "where", "message"),
    [
        (b"", "1:1", "the file is empty"),
        (b"a: [1, 2", "1:9", "the file is not YAML: expected ',' or ']', but got '<stream end>'"),
        (b"version: 1\nna\xefme: x", "2:3", "the file is not UTF-8 text"),
        (b"version: 1\nversion: 1", "2:1", "the key `version` was given before, in line 1"),
        (b"version: &a [*a]", "1:10", "the alias stands inside of what it refers to"),
        (b"- 1", "1:1", "a list does not fit"),
    ],
)
def test_a_file_that_is_no_settings_is_refused(raw: bytes, where: str, message: str, tmp_path: Path) -> None:
    """What is no UTF-8, no YAML, no mapping or no tree gets one line that says so."""
    path = tmp_path / "sdk.yaml"
    path.write_bytes(raw)
    with pytest.raises(DocumentError) as caught:
        load(path)
    (only,) = caught.value.diagnostics

    assert (f"{path}:{where}", message) == (str(only.place), only.message)


def test_a_missing_file_is_a_fault_of_the_command(tmp_path: Path) -> None:
    """A settings file that is not there ends with exit code 2."""
    with pytest.raises(UsageError) as caught:
        load(tmp_path / "sdk.yaml")

    assert caught.value.exit_code == 2
