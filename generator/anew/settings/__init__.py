"""`sdk.yaml`, or its absence, becomes frozen `Settings`; every mistake in it becomes a diagnostic with its place."""

from __future__ import annotations

from anew.settings.check import schema
from anew.settings.load import defaults, load
from anew.settings.lookup import Known, misses, unknown_scheme
from anew.settings.naming import complete, package_name
from anew.settings.presets import load as preset_data
from anew.settings.shape import NONE, Mention, OperationRule, Settings

__all__ = [
    "NONE",
    "Known",
    "Mention",
    "OperationRule",
    "Settings",
    "complete",
    "defaults",
    "load",
    "misses",
    "package_name",
    "preset_data",
    "schema",
    "unknown_scheme",
]
