"""Turn an `Api` into what makes its SDK a distribution: `__init__.py`, `pyproject.toml` and `README.md`."""

from __future__ import annotations

from anew.model import Api, Operation
from anew.render.docs import paragraphs
from anew.render.environment import fill
from anew.render.lazy import render_lazy
from anew.render.operations import endpoints_of, is_stream

_EXPORTS = (
    "UNSET",
    "Call",
    "Event",
    "File",
    "FileStore",
    "Hooks",
    "KeyringStore",
    "MemoryStore",
    "OAuth2",
    "Options",
    "PagedCall",
    "RedisStore",
    "Response",
    "ResponseData",
    "Session",
    "SessionEvent",
    "SessionOptions",
    "StreamCall",
    "TokenGrant",
    "TokenSet",
    "TokenStore",
    "Unset",
)
"""What the package offers of the runtime, beside its clients."""


def render_package(api: Api) -> str:
    """Write `__init__.py`."""
    clients = [(f"Async{api.package.client}", "client"), (api.package.client, "client")]
    modules = [(name, name) for name in ("api", "errors", "models", *(["webhooks"] if api.payloads else []))]
    runtime = [(name, "_runtime") for name in _EXPORTS]
    doc = paragraphs(f"{api.title} {api.version}", api.description)
    return render_lazy(
        api.source, doc, sorted([*clients, *modules, *runtime]), package=".", version=api.package.version
    )


def render_pyproject(api: Api) -> str:
    """Write `pyproject.toml`."""
    return fill(
        "pyproject.toml.jinja",
        package=api.package,
        description=f"Python SDK of {' '.join(api.title.split())}",
        streams=any(is_stream(one) for group in api.groups for one in group.operations),
        source=api.source,
    )


def render_readme(api: Api) -> str:
    """Write `README.md`."""
    listed = [(group, endpoints_of(group)) for group in api.groups]
    example = _example([operation for _, operations in listed for operation in operations])
    return fill("readme.md.jinja", api=api, package=api.package, groups=listed, example=example)


def render_tests(api: Api) -> dict[str, str]:
    """Write the tests by which the SDK proves itself; they are no part of its wheel."""
    return {
        name: fill(f"tests/{name}.py.jinja", package=api.package.name, source=api.source)
        for name in ("offline", "server")
    }


def _example(operations: list[Operation]) -> Operation | None:
    """Choose a call to show: one that reads something and needs as little as possible for it."""
    return min((one for one in operations if one.answers and not is_stream(one)), key=_trouble, default=None)


def _trouble(operation: Operation) -> tuple[bool, bool, int, bool]:
    required = sum(parameter.required for parameter in operation.parameters)
    return operation.method != "GET", operation.deprecated, required, operation.answers[0].kind != "json"
