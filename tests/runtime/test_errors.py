"""The tree of errors: what catches what, what they say, and what they do not give away."""

from __future__ import annotations

import copy
import pickle

import anew.runtime as rt
import pytest
from anew.runtime import errors


def test_every_class_is_in_the_drawn_tree() -> None:
    """The docstring that draws the tree names every class of the module, and each derives from the base."""
    classes = [one for one in vars(errors).values() if isinstance(one, type) and one.__module__ == errors.__name__]

    assert [one.__name__ for one in classes if one.__name__ not in (errors.__doc__ or "")] == []
    assert [one for one in classes if not issubclass(one, rt.SdkError)] == []


def test_session_errors_are_caught_by_the_same_base() -> None:
    """The errors of the session are found beside the others."""
    assert issubclass(errors.LoginRequired, rt.SdkError)
    assert errors.SessionLost is rt.SessionLost


def test_decode_error_is_given_its_path_from_inside_out() -> None:
    """Each level puts its own segment in front."""
    error = rt.DecodeError("expected int, got str").under("id").under(3).under("data", "it-ems")

    assert str(error) == "expected int, got str - at $.data['it-ems'][3].id"


def test_api_error_says_all_that_helps() -> None:
    """Operation, status, code, message and trace id are in one line."""
    error = rt.NotFound("no such user", status=200, code="A404", meta={"trace_id": "t-1"}, operation="getUser")

    assert str(error) == "getUser: HTTP 200, code A404: no such user (trace id t-1)"


@pytest.mark.parametrize("travel", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy])
def test_api_error_survives_a_process_boundary_without_headers(travel: object) -> None:
    """Pickling keeps what the error says and drops headers, which may hold cookies and tokens."""
    error = rt.NotFound(
        "gone", status=404, code=7, data={"a": 1}, headers={"set-cookie": "geheim"}, operation="getUser"
    )
    arrived = travel(error)  # type: ignore[operator]  # a function

    assert (type(arrived), str(arrived), arrived.data, arrived.headers) == (rt.NotFound, str(error), {"a": 1}, {})


def test_repr_shows_no_headers() -> None:
    """Neither text nor repr of an error shows headers or data."""
    error = rt.ApiError("no", status=400, headers={"token": "geheim"}, data="geheim")

    assert "geheim" not in str(error) + repr(error)
