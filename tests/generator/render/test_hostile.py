"""Hostile text in every position of a document stays text: the code around it has the shape of the harmless twin's."""

from __future__ import annotations

import ast
import json
import tomllib
from collections.abc import Callable
from typing import Any

import attrs
import pytest
from anew.format import format_files
from anew.model import Enum, Envelope, Package, Paging, SecurityScheme, Tag
from anew.render import render
from anew.render.environment import fill
from anew.render.runtime import runtime_files
from anew.render.text import Code, comment, docstring, lines, literal, toml

from tests.generator.render.sample import sample_api

HOSTILE = [
    '"""\nimport os; os.system("true")\n"""',
    "'''\nimport os\n'''",
    '")\nimport os\n("',
    "'); import os; ('",
    "\\",
    '\\"""',
    'ends with a quote"',
    '"begins with one',
    "\\N{BULLET} \\x41 \\u0041 \\",
    "{{ 7 * 7 }} {% for x in y %} {# gone #}",
    "{x!r} {0} %s %(name)s $x ${x}",
    "line\nbreaks\r\nof\x0b\x0call\x85kinds\u2028and\u2029more",
    "\x00\x01\x1b[31m\x7f",
    "\u202egnihton\u202c \u2066\u2069 \ufeff",
    "\udfff\ud800 lone surrogates",
    "# type: ignore  # noqa  # fmt: off",
    "]] > --> <!-- </script>",
    "tabs\tand  spaces \u00a0\u3000",
    "| table | `code` ``` [link](javascript:x) ***",
    "~" * 300,
    "汉字" * 200,
]

WORDS = {"kind", "location", "style", "base", "status", "http", "method", "send", "expires_as", "document", "empty"}
"""Attributes that hold a word of a fixed list."""

IDENTIFIERS = {"module", "class_name", "group", "client", "raises"}
"""Attributes that hold what `anew.names` made, or `settings` has checked."""

NAMELESS = (Envelope, Paging, SecurityScheme)
"""Classes whose `name` is text like any other."""


def poisoned(thing: Any, poison: Callable[[str], str]) -> Any:
    """Copy a part of the model with every text of the document changed."""
    match thing:
        case Package():
            return thing
        case Tag():
            return Tag(poison(thing.wire), tuple((poison(value), name) for value, name in thing.members))
        case Enum():
            members = tuple((name, poisoned(value, poison)) for name, value in thing.members)
            return attrs.evolve(thing, members=members, description=poison(thing.description))
        case tuple():
            return tuple(poisoned(one, poison) for one in thing)
        case str():
            return poison(thing) if thing else thing
        case _ if attrs.has(type(thing)):
            return type(thing)(**{one.name: _attribute(thing, one.name, poison) for one in attrs.fields(type(thing))})
        case _:
            return thing


def _attribute(thing: Any, name: str, poison: Callable[[str], str]) -> Any:
    value = getattr(thing, name)
    is_identifier = name in IDENTIFIERS or (name == "name" and not isinstance(thing, NAMELESS))
    return value if is_identifier or name in WORDS else poisoned(value, poison)


def rendered(poison: Callable[[str], str]) -> dict[str, str]:
    """Render and format the sample with changed texts, less the runtime."""
    files = format_files(render(poisoned(sample_api(), poison)))
    return {path: text for path, text in files.items() if "/_runtime/" not in path}


def shape(text: str) -> Any:
    """Describe Python by the kinds of its nodes, without names and values."""

    def of(node: ast.AST) -> tuple[Any, ...]:
        return type(node).__name__, *map(of, ast.iter_child_nodes(node))

    return of(ast.parse(text))


@pytest.fixture(scope="module")
def harmless() -> dict[str, Any]:
    """Describe the twin's Python."""
    files = rendered(lambda text: f"harmless {text}")
    return {path: shape(text) for path, text in files.items() if path.endswith(".py")}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_python_has_the_shape_of_the_harmless_twin(harmless: dict[str, Any], text: str) -> None:
    """No text of a document adds, removes or changes a statement."""
    files = rendered(lambda harmless_text: f"{text}{harmless_text}")

    assert {path: shape(code) for path, code in files.items() if path.endswith(".py")} == harmless


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_other_files_keep_their_structure(text: str) -> None:
    """TOML and JSON are what they would be, and every file can be written as UTF-8."""
    files = rendered(lambda harmless_text: f"{text}{harmless_text}")

    assert set(tomllib.loads(files["pyproject.toml"])) == {"build-system", "project", "tool"}
    assert json.loads(files["sample_sdk/operations.json"])["operations"][0]["path"].startswith(text)
    assert all(content.encode() is not None for content in files.values())


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_literal_gives_the_text_back(text: str) -> None:
    """A literal is one printable line, and evaluates to exactly what it was made of."""
    written = literal({"key": [text, 1, 2.5, None, True, (text,)]})

    assert ast.literal_eval(written) == {"key": [text, 1, 2.5, None, True, (text,)]}
    assert written.isprintable()


@pytest.mark.parametrize("indent", [0, 4, 8])
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_docstring_is_one_string_of_visible_text(text: str, indent: int) -> None:
    """A docstring ends where it should, fits into the line, and hides nothing from those who read it."""
    margin = " " * indent
    written = docstring(f"{text} and a few words more {text}", indent)
    tree = ast.parse(f"if 1:\n{margin} {written}\n{margin} x = 1\n" if indent else f"{written}\nx = 1\n")
    body = tree.body[0].body if isinstance(tree.body[0], ast.If) else tree.body

    assert [type(node) for node in body] == [ast.Expr, ast.Assign]
    assert all(line.isprintable() for line in written.split("\n"))


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_comment_stays_in_its_line(text: str) -> None:
    """A comment cannot be left."""
    assert comment(text).isprintable()


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_toml_string_is_one_string(text: str) -> None:
    """A TOML string can be read back."""
    assert set(tomllib.loads(f"x = {toml(text)}")) == {"x"}


def test_templates_print_nothing_that_is_not_code() -> None:
    """A template that forgets a filter fails, even where this document's text would have done no harm."""
    with pytest.raises(TypeError, match="neither code nor a name"):
        fill("resources/group.py.jinja", imports="import os", source="", doc="", group=None)


def test_lines_are_code_each() -> None:
    """What puts lines below one another takes no text of a document for one, either."""
    assert lines([Code("a"), Code("b")], 4, ",") == "a,\n    b,"
    with pytest.raises(TypeError, match="not code"):
        lines([Code("a"), "import os"], 4)  # type: ignore[list-item]  # the mistake


def test_runtime_is_not_a_template() -> None:
    """What looks like a template in the runtime is copied as it is."""
    assert all(text for text in runtime_files("httpx").values())
