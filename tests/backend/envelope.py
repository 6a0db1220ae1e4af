"""Turns payloads and failures into `{"code": …, "msg": …, "data": …}`, which always travels with HTTP status 200."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response

SUCCESS = 200
NOT_AUTHENTICATED = 401
FORBIDDEN = 403
NOT_FOUND = 404
EXPIRED = 409
INVALID = 422
USERNAME_TAKEN = 1001
PROJECT_ARCHIVED = 1002
STORAGE_FULL = 1003


class BusinessError(Exception):
    """A call that ends in a code other than 200."""

    def __init__(self, code: int, msg: str, data: Any = None) -> None:
        super().__init__(code, msg)
        self.code = code
        self.msg = msg
        self.data = data


def success(data: Any) -> Response:
    """Wrap a payload."""
    return JSONResponse({"code": SUCCESS, "msg": "ok", "data": data})


def failure(error: BusinessError) -> Response:
    """Wrap what went wrong."""
    return JSONResponse({"code": error.code, "msg": error.msg, "data": error.data})


def invalid(field: str, problem: str) -> BusinessError:
    """Make the failure that names one wrong value."""
    return BusinessError(INVALID, f"{field}: {problem}", [{"field": field, "problem": problem}])
