"""A function or a class of an SDK becomes the types that it is annotated with, as far as they can be looked up.

An alias that is recursive is a text in quotes, which `|` cannot join with a type. So an alias is looked up as a
reference that knows its module, and followed when a value is there.
"""

from __future__ import annotations

import inspect
import sys
import typing
from collections.abc import Callable, Mapping
from functools import cache
from types import ModuleType
from typing import Any


@cache
def hints_of(annotated: Callable[..., Any]) -> dict[str, Any]:
    """Give the types of a function's parameters, or of a class's attributes."""
    names = names_of(annotated.__module__)
    # The texts are annotations of generated code, which is about to be run anyway.
    return {name: _evaluated(text, names) for name, text in inspect.get_annotations(annotated).items()}


def followed(hint: str | typing.ForwardRef, names: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
    """Give what a text or a reference stands for, and the names that count inside of it."""
    if isinstance(hint, str):
        return _evaluated(hint, names), names
    module = getattr(hint, "__forward_module__", None)
    if module is None:
        return _evaluated(hint.__forward_arg__, names), names
    return vars(sys.modules[module])[hint.__forward_arg__], names_of(module)


@cache
def names_of(module: str) -> Mapping[str, Any]:
    """Give what the names in a module stand for, aliases of models being references."""
    found, aliases = vars(sys.modules[module]), _aliases(module)
    names = {name: _Models(one) if _is_models(one) else one for name, one in found.items()}
    return names | {name: typing.ForwardRef(name, module=module) for name in aliases}


def _aliases(module: str) -> set[str]:
    annotations = getattr(sys.modules[module], "__annotations__", {})
    return {name for name, text in annotations.items() if text == "TypeAlias"}


def _is_models(value: Any) -> bool:
    return isinstance(value, ModuleType) and value.__name__.endswith(".models")


def _evaluated(text: Any, names: Mapping[str, Any]) -> Any:
    return eval(text, dict(names)) if isinstance(text, str) else text  # noqa: S307  # see `hints_of`


class _Models:
    """Stands for the models of an SDK."""

    def __init__(self, models: ModuleType) -> None:
        self._models = models

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._models, name)
        if isinstance(value, type):
            return value
        homes = (one for one in [*sys.modules] if one.startswith(f"{self._models.__name__}."))
        home = next(one for one in homes if name in _aliases(one))
        return typing.ForwardRef(name, module=home)
