"""Whether scalars may contradict the document: not, unless `sdk.yaml` says so."""

LENIENT: bool = False
