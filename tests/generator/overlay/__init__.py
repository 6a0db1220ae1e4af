"""Overlays correct documents."""
