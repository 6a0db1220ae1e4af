"""The public API as people type it: held against mypy and pyright, never run."""
