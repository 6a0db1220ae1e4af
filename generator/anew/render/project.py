"""Turn an `Api` into what makes its SDK a distribution: `__init__.py`, `pyproject.toml` and `README.md`."""

from __future__ import annotations

from anew.model import Api, Operation
from anew.render.docs import paragraphs
from anew.render.environment import fill
from anew.render.operations import endpoints_of, is_stream

_EXPORTS = {
    "Call": "_runtime.call",
    "Event": "_runtime.sse",
    "File": "_runtime.types",
    "FileStore": "_runtime.session",
    "Hooks": "_runtime.session",
    "MemoryStore": "_runtime.session",
    "Options": "_runtime.call",
    "PagedCall": "_runtime.call",
    "Response": "_runtime.response",
    "ResponseData": "_runtime.response",
    "Session": "_runtime.session",
    "SessionOptions": "_runtime.session",
    "StreamCall": "_runtime.call",
    "TokenGrant": "_runtime.session",
    "TokenSet": "_runtime.session",
    "TokenStore": "_runtime.session",
    "UNSET": "_runtime.types",
    "Unset": "_runtime.types",
}
"""What the package offers beside its clients, and where the runtime has it."""


def render_package(api: Api) -> str:
    """Write `__init__.py`."""
    exports = {**_EXPORTS, api.package.client: "client", f"Async{api.package.client}": "client"}
    return fill(
        "init.py.jinja",
        doc=paragraphs(f"{api.title} {api.version}", api.description),
        exports=sorted(exports.items(), key=lambda export: (export[1], export[0].lower())),
        version=api.package.version,
        source=api.source,
    )


def render_pyproject(api: Api) -> str:
    """Write `pyproject.toml`."""
    return fill(
        "pyproject.toml.jinja",
        package=api.package,
        description=f"Python SDK of {' '.join(api.title.split())}",
        source=api.source,
    )


def render_readme(api: Api) -> str:
    """Write `README.md`."""
    listed = [(group, endpoints_of(group)) for group in api.groups]
    example = _example([operation for _, operations in listed for operation in operations])
    return fill("readme.md.jinja", api=api, package=api.package, groups=listed, example=example)


def _example(operations: list[Operation]) -> Operation | None:
    """Choose a call to show: one that reads something and needs as little as possible for it."""
    return min((one for one in operations if one.answers and not is_stream(one)), key=_trouble, default=None)


def _trouble(operation: Operation) -> tuple[bool, bool, int, bool]:
    required = sum(parameter.required for parameter in operation.parameters)
    return operation.method != "GET", operation.deprecated, required, operation.answers[0].kind != "json"
