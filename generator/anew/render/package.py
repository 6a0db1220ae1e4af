"""Turn an `Api` into every file of its SDK."""

from __future__ import annotations

from collections.abc import Iterator

from anew.model import Api
from anew.render.client import render_client
from anew.render.endpoints import render_endpoints, render_resources
from anew.render.errors import render_errors
from anew.render.lookup import Lookup
from anew.render.manifest import render_manifest
from anew.render.project import render_package, render_pyproject, render_readme, render_tests
from anew.render.runtime import runtime_files
from anew.render.schemas import render_schemas
from anew.render.spec import Constants, render_spec
from anew.render.webhooks import render_webhooks


def render(api: Api) -> dict[str, str]:
    """Give every file of the SDK by its path inside the target folder, sorted by path."""
    package = api.package.name
    files = {f"{package}/{name}": text for name, text in _files(api)}
    files["pyproject.toml"] = render_pyproject(api)
    files["README.md"] = render_readme(api)
    files |= {f"tests/test_{name}.py": text for name, text in render_tests(api).items()}
    return dict(sorted(files.items()))


def _runtime(api: Api) -> dict[str, str]:
    return runtime_files(api.package.http, lenient=api.package.lenient)


def _files(api: Api) -> Iterator[tuple[str, str]]:
    """Give what is inside the package."""
    lookup, constants = Lookup.of(api), Constants.of(api)
    folders = {
        "models": render_schemas(api, lookup),
        "api": render_endpoints(api, lookup, constants),
        "resources": render_resources(api, lookup, constants),
    }
    for folder, modules in folders.items():
        yield from ((f"{folder}/{module}.py", text) for module, text in modules)
    yield from ((f"_runtime/{name}", text) for name, text in _runtime(api).items())
    yield "__init__.py", render_package(api)
    yield "_spec.py", render_spec(api, constants)
    yield "client.py", render_client(api, lookup, constants)
    yield "errors.py", render_errors(api)
    if api.payloads:
        yield "webhooks.py", render_webhooks(api, lookup)
    yield "operations.json", render_manifest(api)
    yield "py.typed", ""
