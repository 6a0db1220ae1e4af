"""The one place that names the HTTP library, for SDKs that chose httpx2."""

import httpx2 as httpx

__all__ = ["httpx"]
