"""Turn the model into the files of an SDK, in memory: `{relative path: text}`."""

from anew.render.package import render

__all__ = ["render"]
