"""Measurements beside stock openapi-python-client and raw httpx, always side by side in one run."""
