"""The schemas of a document become values: documented ones, random valid ones, and damaged ones."""

from __future__ import annotations

from anew.samples.bundle import bundle
from anew.samples.damage import Damaged, damaged
from anew.samples.draw import Direction
from anew.samples.sampler import Sampler

__all__ = ["Damaged", "Direction", "Sampler", "bundle", "damaged"]
