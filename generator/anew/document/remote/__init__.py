"""A URL in a `$ref` becomes what stands there: from hosts that `sdk.yaml` lists, and until told otherwise the same."""

from anew.document.remote.library import Policy, Remote

__all__ = ["Policy", "Remote"]
