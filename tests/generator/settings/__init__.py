"""`sdk.yaml` and what becomes of it."""
