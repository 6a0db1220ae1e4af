"""A JSONPath (RFC 9535) and a document become the nodes that it selects, within bounds on the work.

The library's own nodes remember their children and spell out their path, which costs more than the search; and nothing
stops `$..*..*..*` from taking hours. `Spot` does neither, and counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from attrs import define
from jsonpath import JSONPathEnvironment, JSONPathError
from jsonpath.filter import BaseExpression, FilterQuery
from jsonpath.match import JSONPathMatch
from jsonpath.parse import Parser
from jsonpath.path import JSONPath
from jsonpath.stream import TokenStream

from anew.document.overlay.faults import OverlayError

Query: TypeAlias = JSONPath

_STEPS = 2_000_000
"""Nodes that one query may look at; `$..[?@.operationId]` looks at 0.8 million in GitHub's document of 13 MB."""
_DEEPEST = 300
_COUNTER = "anew"


@define
class _Counter:
    left: int

    def take(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise OverlayError(
                "the JSONPath takes too long", expected=f"at most {_STEPS} nodes to look at", fix="use fewer `..`"
            )


class Spot(JSONPathMatch):
    """A node that a query has come to, and the keys that led there."""

    __slots__ = ()

    @classmethod
    def first(cls, data: Any, context: Mapping[str, Any]) -> Spot:
        """Stand at the top of the data."""
        return cls(filter_context=context, obj=data, parent=None, path="", parts=(), root=data)

    def new_child(self, obj: object, key: int | str) -> Spot:
        """Step to a child."""
        context = self.filter_context()
        context[_COUNTER].take()
        return Spot(filter_context=context, obj=obj, parent=self, path="", parts=(*self.parts, key), root=self.root)

    def add_child(self, *children: JSONPathMatch) -> None:
        """Forget the children: nobody asks a node for them."""


class _Path(JSONPath):
    """A path that searches by spots."""

    def finditer(self, data: Any, *, filter_context: Mapping[str, Any] | None = None) -> Iterable[JSONPathMatch]:
        spots: Iterable[JSONPathMatch] = [Spot.first(data, filter_context or {})]
        for segment in self.segments:
            spots = segment.resolve(spots)
        return spots


class _Parser(Parser):
    """Makes the queries inside of filters count too."""

    def parse_absolute_query(self, stream: TokenStream) -> BaseExpression:
        return _counted(super().parse_absolute_query(stream))

    def parse_relative_query(self, stream: TokenStream) -> BaseExpression:
        return _counted(super().parse_relative_query(stream))


def _counted(expression: BaseExpression) -> BaseExpression:
    if isinstance(expression, FilterQuery):
        expression.path = _Path(env=expression.path.env, segments=expression.path.segments)
    return expression


class _Environment(JSONPathEnvironment):
    parser_class = _Parser
    max_recursion_depth = _DEEPEST


_ENVIRONMENT = _Environment(strict=True)


def compile_path(text: str) -> Query:
    """Read a JSONPath.

    Raises:
        OverlayError: it is none.
    """
    try:
        path = _ENVIRONMENT.compile(text)
    except JSONPathError as error:
        raise _no_path(text, str(error.message)) from None
    except (ValueError, RecursionError) as error:
        raise _no_path(text, str(error)) from None
    if not isinstance(path, JSONPath):
        raise _no_path(text, "it is more than one")
    return _Path(env=path.env, segments=path.segments)


def select(query: Query, data: Any) -> tuple[Spot, ...]:
    """Give the nodes that a query selects, each once, in the order of the document.

    Raises:
        OverlayError: it takes too long, or the document is nested too deeply for it.
    """
    found: dict[tuple[int | str, ...], Spot] = {}
    try:
        for spot in query.finditer(data, filter_context={_COUNTER: _Counter(_STEPS)}):
            # The library takes a slice of a text for a slice of a list.
            if isinstance(spot, Spot) and (spot.parent is None or isinstance(spot.parent.obj, dict | list)):
                found.setdefault(spot.parts, spot)
    except JSONPathError as error:
        raise OverlayError(f"the JSONPath cannot be followed: {error.message}") from None
    return tuple(found.values())


def _no_path(text: str, why: str) -> OverlayError:
    shown = text if len(text) <= 60 else f"{text[:59]}…"
    return OverlayError(f"`{shown}` is no JSONPath: {why}", expected="one of RFC 9535 such as `$.paths['/users'].get`")
