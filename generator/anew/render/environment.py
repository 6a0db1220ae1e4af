"""Turn a template and what it is given into text, with Jinja on a short leash.

Undefined names raise; what a template prints is `Code`, an identifier or a number, else it raises: text of the
document gets out through the filters only.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from anew.render.text import Code, code_span, comment, docstring, lines, literal, markdown, toml

_HERE = Path(__file__).resolve().parent


def fill(name: str, **given: Any) -> str:
    """Fill the template `name`, for example `model.py.jinja`."""
    return _template(name).render(**given)


def find_templates() -> Path:
    """Find the templates: inside the package (a wheel), else at the top of the checkout."""
    inside = _HERE.parent / "templates"
    return inside if inside.is_dir() else _HERE.parents[2] / "templates"


@cache
def _template(name: str) -> Template:
    template = _environment().get_template(name)
    # Else every text begins with a copy of Jinja's own globals, of which ours use none.
    template.globals = {}
    return template


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(find_templates()),
        undefined=StrictUndefined,
        finalize=_admit,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        cache_size=-1,
        autoescape=False,  # noqa: S701 - this makes Python, not HTML; `_admit` stands guard
    )
    filters: dict[str, Callable[..., Code]] = {
        "code_span": code_span,
        "literal": literal,
        "docstring": docstring,
        "lines": lines,
        "comment": comment,
        "toml": toml,
        "markdown": markdown,
    }
    environment.filters.update(filters)
    return environment


def _admit(value: object) -> object:
    """Let through what cannot be more than it seems."""
    if type(value) is Code:
        return value
    if isinstance(value, Code | int) or (isinstance(value, str) and (value.isidentifier() or not value)):
        return value
    raise TypeError(f"a template printed {value!r}, which is neither code nor a name; it needs a filter")
