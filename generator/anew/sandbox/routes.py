"""A method and a path become the endpoint that they lead to, and the texts of the path's parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from attrs import define, field, frozen

from anew.sandbox.plan import Endpoint, Plan

_HOLE = re.compile(r"\{([^{}]+)\}")


@frozen
class Route:
    """Where a request leads."""

    endpoint: Endpoint | None
    """None where the path is known and the method is not, or the path is not known."""
    path: Mapping[str, str]
    allowed: tuple[str, ...] = ()
    """The methods that the path knows."""


@define
class _Shape:
    """Paths of one form, such as `/users/{id}` and `/users/{name}`."""

    pattern: re.Pattern[str]
    holes: int
    endpoints: list[tuple[Endpoint, tuple[str, ...]]] = field(factory=list)
    """With the names of their parameters, in the order of the path."""


class Routes:
    """Finds endpoints: fixed paths first, then those with the fewest holes."""

    def __init__(self, plan: Plan) -> None:
        """Sort the endpoints of a plan."""
        self._base = plan.base
        self._fixed: dict[str, _Shape] = {}
        self._open: dict[int, list[_Shape]] = {}
        shapes: dict[str, _Shape] = {}
        for endpoint in plan.endpoints:
            names = tuple(_HOLE.findall(endpoint.path))
            key = _HOLE.sub("{}", endpoint.path)
            if key not in shapes:
                shapes[key] = _Shape(_pattern(endpoint.path), len(names))
                self._keep(key, shapes[key])
            shapes[key].endpoints.append((endpoint, names))
        for shape in self._open.values():
            shape.sort(key=lambda one: one.holes)

    def _keep(self, key: str, shape: _Shape) -> None:
        if not shape.holes:
            self._fixed[key] = shape
        else:
            self._open.setdefault(key.count("/"), []).append(shape)

    def find(self, method: str, path: str, query: Iterable[tuple[str, str]] = ()) -> Route:
        """Find an endpoint; `path` is percent-encoded, with the base path of the API or without."""
        for one in self._spellings(path):
            # As the specification has it, `/users/me` is never what `/users/{id}` means.
            fixed = self._fixed.get(one)
            near = self._open.get(one.count("/"), ()) if fixed is None else ()
            shapes = [fixed] if fixed else [shape for shape in near if shape.pattern.fullmatch(one)]
            if shapes:
                return _chosen(shapes, method, one, frozenset(query))
        return Route(None, {})

    def _spellings(self, path: str) -> Iterable[str]:
        below = [path[len(self._base) :] or "/"] if self._base and path.startswith(f"{self._base}/") else []
        for one in (*below, path):
            # Servers differ about the slash at the end, and clients drop or add it.
            yield from (one, one.rstrip("/") or "/", f"{one}/")


def _chosen(shapes: list[_Shape], method: str, path: str, query: frozenset[tuple[str, str]]) -> Route:
    allowed: dict[str, None] = {}
    for shape in shapes:
        for endpoint, names in sorted(shape.endpoints, key=lambda one: -len(one[0].query)):
            allowed[endpoint.method] = None
            if endpoint.method == method and query.issuperset(endpoint.query):
                match = shape.pattern.fullmatch(path)
                return Route(endpoint, dict(zip(names, map(unquote, match.groups() if match else ()), strict=False)))
    return Route(None, {}, tuple(allowed))


def _pattern(path: str) -> re.Pattern[str]:
    parts = _HOLE.split(path)
    # A parameter is never empty: `/users/` is another path than `/users/{id}`.
    return re.compile("".join(re.escape(part) if index % 2 == 0 else "([^/]+)" for index, part in enumerate(parts)))
