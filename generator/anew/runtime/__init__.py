"""What every generated SDK stands on: copied into it, as it is, as `_runtime`.

Imports the standard library, httpx, attrs and itself; never the generator.
"""
