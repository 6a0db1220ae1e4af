"""`sdk.yaml`, or its absence, becomes frozen `Settings`; every mistake in it becomes a diagnostic with its place."""

from __future__ import annotations

from anew.settings.shape import NONE, Mention, OperationRule, Settings

__all__ = ["NONE", "Mention", "OperationRule", "Settings"]
