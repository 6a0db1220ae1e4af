"""Turn a list of names and their modules into an `__init__.py` that loads each of them on its first use."""

from __future__ import annotations

from collections.abc import Iterable

from anew.render.environment import fill
from anew.render.imports import Imports, member_key


def render_lazy(source: str, doc: str, exports: Iterable[tuple[str, str]], *, package: str, version: str = "") -> str:
    """Write the `__init__.py` of a package.

    Args:
        source: The document's name.
        doc: The docstring.
        exports: Each name, and its module relative to the package; a module has itself for a module.
        package: The SDK's package as seen from this one.
        version: Of the distribution, for its top package.
    """
    homes = {name: "" if name == module else module for name, module in exports}
    imports = Imports(package=package)
    imports.name("typing", "TYPE_CHECKING")
    imports.own("lazy", "_runtime.lazy")
    typed = Imports(package=".")
    for name, module in homes.items():
        typed.own(name, module)
    return fill(
        "lazy.py.jinja",
        doc=doc,
        imports=imports.lines,
        typed=typed.relative,
        homes=homes,
        names=sorted(homes, key=lambda name: member_key(name, fold=False)),
        version=version,
        source=source,
    )
