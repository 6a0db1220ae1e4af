"""The one place that names the HTTP library; `package.http: httpx2` puts `_http2.py` in its place."""

import httpx as httpx
