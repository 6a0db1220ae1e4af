"""Turn a plan into the unified diff that carrying it out would make."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from anew.write.plan import Plan

_LONGEST = 5_000
"""Lines of a file that is compared line by line: the time that takes grows with the square."""


def difference(plan: Plan) -> str:
    """Give all differences, by path."""
    changes = {path: plan.contents[path] for path in (*plan.created, *plan.updated)}
    changes.update(dict.fromkeys(plan.removed, b""))
    return "".join(line for path, content in sorted(changes.items()) for line in _file(plan, path, content))


def _file(plan: Plan, path: str, content: bytes) -> Iterator[str]:
    before = [] if path in plan.created else _lines(_read(plan.target / path))
    after = _lines(content)
    old = "/dev/null" if path in plan.created else f"a/{path}"
    new = "/dev/null" if path in plan.removed else f"b/{path}"
    if max(len(before), len(after)) > _LONGEST and before and after:
        yield f"--- {old}\n+++ {new}\n@@ {len(before)} lines became {len(after)} @@\n"
        return
    if not before and not after:
        yield f"--- {old}\n+++ {new}\n"
    yield from unified_diff(before, after, old, new)


def _read(path: Path) -> bytes:
    return path.read_bytes()


def _lines(content: bytes) -> list[str]:
    """Split as a diff does: only at newlines, each line with one, whatever the bytes are."""
    lines = content.decode("utf-8", "replace").split("\n")
    return [f"{line}\n" for line in (lines if lines[-1] else lines[:-1])]
