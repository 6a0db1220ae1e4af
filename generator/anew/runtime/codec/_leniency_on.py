"""Whether scalars may contradict the document: they may, as `sdk.yaml` says."""

LENIENT: bool = True
