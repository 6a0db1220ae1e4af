"""Findings of an old server become a file of what is known, so that only what is new counts."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from attrs import frozen

from anew.contract.server.findings import Finding
from anew.errors import Diagnostic, UsageError
from anew.report import replace

VERSION = 1


@frozen
class Baseline:
    """What is known."""

    accepted: frozenset[tuple[str, str, str]] = frozenset()

    def new(self, findings: Iterable[Finding]) -> list[Finding]:
        """Give the findings that are not known."""
        return [one for one in findings if one.key not in self.accepted]

    def gone(self, findings: Iterable[Finding], tested: Collection[str]) -> list[tuple[str, str, str]]:
        """Give what is known, was looked for, and is not there any more."""
        there = {one.key for one in findings}
        return sorted(key for key in self.accepted - there if key[1] in tested)


def load(path: Path | None, *, missing: bool = False) -> Baseline:
    """Read a baseline; with `missing`, a file that is not there yet is an empty one.

    Raises:
        UsageError: it cannot be read, or is none.
    """
    if path is None or (missing and not path.exists()):
        return Baseline()
    try:
        data = json.loads(path.read_text("utf-8"))
        return Baseline(frozenset(_key(one) for one in data["accepted"]))
    except OSError as error:
        fix = "write it first, with --update-baseline"
        raise UsageError(Diagnostic(f"cannot read {path}: {error.strerror}", fix=fix)) from None
    except (ValueError, LookupError, TypeError):
        raise UsageError(Diagnostic(f"{path} is no baseline", fix="write it anew, with --update-baseline")) from None


def save(path: Path, baseline: Baseline, findings: Iterable[Finding], tested: Collection[str]) -> None:
    """Write what was found now, and keep what is known of operations that were not tested."""
    kept = {key for key in baseline.accepted if key[1] not in tested}
    keys = sorted({one.key for one in findings} | kept, key=lambda key: (key[1], key[0], key[2]))
    accepted = [{"operation": operation, "kind": kind, "about": about} for kind, operation, about in keys]
    replace(path, json.dumps({"version": VERSION, "accepted": accepted}, indent=2, ensure_ascii=False) + "\n")


def _key(data: Any) -> tuple[str, str, str]:
    return str(data["kind"]), str(data["operation"]), str(data["about"])
