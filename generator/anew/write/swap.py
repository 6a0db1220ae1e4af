"""A plan becomes a folder: everything is made ready beside it, then takes the place of what was there before.

```
make   sdk/../.sdk.anew-x7k2/new/acme/      our files, and links to what people put into sdk/acme
list   sdk/.anew.json                       all files of before and after: whatever happens now, they are known as ours
swap   sdk/acme  ⇄  new/acme                in one step, so that `import acme` finds the old or the new
list   sdk/.anew.json                       the files of after
```

What fails is undone step by step; what is killed leaves each top-level name whole, and the next run puts it right.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from anew.write import manifest
from anew.write.exchange import exchange
from anew.write.plan import Plan
from anew.write.standing import folders_of


def carry_out(plan: Plan) -> None:
    """Do what a plan says; raises OSError if that cannot be done, and everything is as it was."""
    is_new = not plan.target.exists()
    plan.target.mkdir(parents=True, exist_ok=True)
    stage = _stage_for(plan.target)
    try:
        _build(plan, stage)
        _swap_all(plan, stage)
    except BaseException:
        if is_new:
            with suppress(OSError):
                plan.target.rmdir()
        raise
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _stage_for(target: Path) -> Path:
    """Make a folder on the target's file system: beside it, or inside of what is a file system of its own."""
    with suppress(OSError):
        stage = Path(tempfile.mkdtemp(prefix=f".{target.name}.anew-", dir=target.parent))
        if stage.stat().st_dev == target.stat().st_dev:
            return stage
        stage.rmdir()
    return Path(tempfile.mkdtemp(prefix=".anew-", dir=target))


def _build(plan: Plan, stage: Path) -> None:
    """Make everything ready that will take a place."""
    touched = _touched(plan)
    for name in touched:
        if (plan.target / name).is_dir():
            _link_others(plan, plan.target / name, stage / "new" / name)
    ours = {path: content for path, content in plan.contents.items() if _top(path) in touched}
    for folder in sorted(folders_of(ours)):
        (stage / "new" / folder).mkdir(parents=True, exist_ok=True)
    for path, content in ours.items():
        place = f"{stage}/new/{path}"
        if path in plan.unchanged:
            _link(f"{plan.target}/{path}", place)
        else:
            _create(place, content)
    (stage / "both").write_bytes(manifest.dump({**plan.listed, **plan.digests}))
    (stage / "after").write_bytes(manifest.dump(plan.digests))


def _swap_all(plan: Plan, stage: Path) -> None:
    undo: list[Callable[[], None]] = []
    listing = plan.target / manifest.NAME
    steps = [(stage / "both", listing), *((stage / "new" / name, plan.target / name) for name in _touched(plan))]
    try:
        for new, place in (*steps, (stage / "after", listing)):
            undo.append(_swap(new, place, stage / "aside"))
    except BaseException:
        for step in reversed(undo):
            step()
        raise


def _swap(new: Path, place: Path, aside: Path) -> Callable[[], None]:
    """Put `new` in its place, and what was there in the place of `new`; gives the way back."""
    if not new.exists():
        if not place.exists():
            return lambda: None
        new.parent.mkdir(parents=True, exist_ok=True)
        place.rename(new)
        return lambda: _move(new, place)
    if not place.exists():
        new.rename(place)
        return lambda: _move(place, new)
    exchange(new, place, aside)
    return lambda: exchange(new, place, aside)


def _move(source: Path, goal: Path) -> None:
    source.rename(goal)


def _touched(plan: Plan) -> list[str]:
    """Name what has to change at the top of the folder."""
    return sorted({_top(path) for path in (*plan.created, *plan.updated, *plan.removed)})


def _top(path: str) -> str:
    return path.partition("/")[0]


def _link_others(plan: Plan, folder: Path, copy: Path) -> None:
    """Link what is not ours; caches of bytecode are nobody's, and could outlive what they were made of."""
    ours = {*plan.contents, *plan.removed}
    entries = sorted(folder.iterdir())
    if not entries:
        copy.mkdir(parents=True)
    for entry in entries:
        if entry.name == "__pycache__":
            continue
        path = entry.relative_to(plan.target).as_posix()
        if entry.is_dir() and not entry.is_symlink():
            _link_others(plan, entry, copy / entry.name)
        elif path not in ours and not (path in plan.listed and _is_parent(path, plan.contents)):
            copy.mkdir(parents=True, exist_ok=True)
            _link(entry, copy / entry.name)


def _is_parent(path: str, contents: Iterable[str]) -> bool:
    """Tell whether a folder must go where one of our files was."""
    return any(other.startswith(f"{path}/") for other in contents)


def _create(place: str, content: bytes) -> None:
    # Without `Path`, which costs as much as the system's part of it.
    with open(place, "xb") as file:  # noqa: PTH123
        file.write(content)


def _link(source: str | Path, copy: str | Path) -> None:
    """Give a file a second name; a symbolic link is made again, and file systems without links get a copy."""
    try:
        os.link(source, copy, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copy2(source, copy, follow_symlinks=False)
