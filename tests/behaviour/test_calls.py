"""Calls: typed arguments in, the payload out, the envelope gone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

import pytest
from acme import UNSET, models
from acme.api.projects import list_projects
from acme.api.users import get_user

from tests.backend.seed import project_id
from tests.behaviour.conftest import Caller

PROJECT = UUID(project_id(1))
PERSON = models.UserCreate(username="newcomer", password="long enough")


def test_login_lets_calls_through(ada: Caller) -> None:
    """After a login, calls are made as the user who logged in."""
    assert ada(lambda acme: acme.auth.get_me()).username == "ada"


def test_payload_comes_without_its_envelope(ada: Caller) -> None:
    """A method returns the model itself, with values of the types that the document means."""
    user = ada(lambda acme: acme.users.get_user(1))

    assert isinstance(user, models.User)
    assert (user.id, user.role, user.created_at) == (
        1,
        models.Role.ADMIN,
        dt.datetime(2025, 9, 27, 9, tzinfo=dt.UTC),
    )


def test_imported_endpoint_gives_the_same(ada: Caller) -> None:
    """`send(get_user(1))` and `users.get_user(1)` are one thing."""
    assert ada(lambda acme: acme.send(get_user(1))) == ada(lambda acme: acme.users.get_user(1))


def test_null_and_absent_are_told_apart(ada: Caller) -> None:
    """A property that is null reads None, one that is missing reads UNSET."""
    user = ada(lambda acme: acme.users.get_user(5))

    assert (user.display_name, user.email) == (None, UNSET)


def test_reference_may_be_null(ada: Caller) -> None:
    """A nullable reference is a model or None."""
    founder = ada(lambda acme: acme.users.get_user(1))
    member = ada(lambda acme: acme.users.get_user(5))

    assert founder.manager is None
    assert member.manager == models.UserRef(id=1, username="ada")


def test_created_user_can_be_read_changed_and_deleted(ada: Caller) -> None:
    """Create, read, update and delete go round."""
    created = ada(lambda acme: acme.users.create_user(PERSON))
    ada(lambda acme: acme.users.update_user(created.id, models.UserUpdate(display_name="New", manager_id=2)))
    changed = ada(lambda acme: acme.users.get_user(created.id))
    nothing = ada(lambda acme: acme.users.delete_user(created.id))
    exists = ada(lambda acme: acme.users.user_exists("newcomer"))

    assert (changed.display_name, changed.manager.username, nothing, exists) == ("New", "grace", None, False)


def test_update_sends_null_and_leaves_out_unset(ada: Caller) -> None:
    """None takes a fact away, UNSET leaves it as it is."""
    changed = ada(lambda acme: acme.users.update_user(2, models.UserUpdate(display_name=None)))

    assert (changed.display_name, changed.email) == (None, "grace@acme.example")


@pytest.mark.parametrize("answer", [True, False])
def test_boolean_payload_stays_boolean(ada: Caller, *, answer: bool) -> None:
    """`data: true` is True, `data: false` is False and not None."""
    assert ada(lambda acme: acme.users.user_exists("ada" if answer else "nobody")) is answer


def test_query_arrays_are_written_as_documented(ada: Caller) -> None:
    """Repeated names and comma lists both reach the server."""
    both = ada(lambda acme: acme.users.list_users(role=[models.Role.ADMIN, models.Role.GUEST], ids=[1, 2, 3]))

    assert [user.username for user in both.list] == ["ada", "linus"]


def test_moment_in_a_query_is_written_with_its_offset(ada: Caller) -> None:
    """A datetime goes out as RFC 3339."""
    moment = dt.datetime(2025, 11, 11, 10, tzinfo=dt.timezone(dt.timedelta(hours=1)))

    assert ada(lambda acme: acme.users.list_users(joined_after=moment)).total == 1


def test_object_in_a_query_is_written_as_deep_object(ada: Caller) -> None:
    """`filter[status]=active` filters."""
    wanted = models.ProjectFilter(status=models.ProjectStatus.ACTIVE, owner_id=2)
    found = ada(lambda acme: acme.send(list_projects(filter=wanted, limit=100)))

    assert {(project.status, project.owner_id) for project in found.items} == {(models.ProjectStatus.ACTIVE, 2)}


def test_project_keeps_exact_amounts_dates_and_keys(ada: Caller) -> None:
    """Decimals, dates, uuids and integer enums survive the way there and back."""
    body = models.ProjectCreate(
        name="Moon",
        budget=models.Money(amount=Decimal("0.10"), currency="EUR"),
        starts_on=dt.date(2026, 2, 28),
        due_on=None,
        priority=models.Priority.HIGH,
    )
    made = ada(lambda acme: acme.projects.create_project(body))
    read = ada(lambda acme: acme.projects.get_project(made.id))

    assert (read.budget.amount, read.starts_on, read.due_on, read.priority, type(read.id)) == (
        Decimal("0.10"),
        dt.date(2026, 2, 28),
        None,
        models.Priority.HIGH,
        UUID,
    )


def test_header_parameter_makes_a_call_idempotent(ada: Caller) -> None:
    """The key goes out as `Idempotency-Key`."""
    body = models.ProjectCreate(name="Moon")
    made = [ada(lambda acme: acme.projects.create_project(body, idempotency_key=PROJECT)).id for _ in range(2)]

    assert made[0] == made[1]


def test_boolean_header_keeps_a_dry_run_dry(ada: Caller) -> None:
    """True goes out as `true`."""
    ada(lambda acme: acme.users.delete_user(5, x_dry_run=True))

    assert ada(lambda acme: acme.users.get_user(5)).id == 5


def test_cookie_parameter_chooses_the_language(ada: Caller) -> None:
    """The locale goes out as a cookie, the version as a header; unknown properties are kept."""
    shown = ada(lambda acme: acme.auth.get_preferences(acme_locale=models.Locale.DE, x_client_version=2))

    assert (shown.greeting, shown.theme.value) == ("Guten Morgen, Ada Lovelace!", "dark")
    assert shown.additional_properties == {"beta": True}


def test_maps_go_both_ways(ada: Caller) -> None:
    """A body and a payload without named properties are dicts."""
    ada(lambda acme: acme.projects.put_project_settings(PROJECT, {"color": "red"}))

    assert ada(lambda acme: acme.projects.get_project_settings(PROJECT)) == {"color": "red"}


def test_list_body_gives_a_result_for_each(ada: Caller) -> None:
    """A bulk call takes a list, and each result is of the class that its discriminator names."""
    made, failed = ada(
        lambda acme: acme.users.create_users([PERSON, models.UserCreate(username="ada", password="long enough")])
    )

    assert (type(made), made.user.username) == (models.BulkCreated, "newcomer")
    assert (type(failed), failed.code) == (models.BulkFailed, 1001)


def test_form_body_changes_the_password(ada: Caller) -> None:
    """A form-encoded body is a model like any other."""
    change = models.ChangePasswordBody(old_password="secret", new_password="more secret")
    ada(lambda acme: acme.auth.change_password(change))

    assert ada(lambda acme: acme.login("ada", "more secret")) is not None


def test_python_keyword_as_parameter_has_another_name(ada: Caller) -> None:
    """`from` is `from_`; sums are exact, and maps have typed values."""
    sums = ada(lambda acme: acme.reports.get_spending(dt.date(2026, 1, 1), to=dt.date(2026, 12, 31)))

    assert (sums.from_, sums.totals["EUR"]) == (dt.date(2026, 1, 1), Decimal("16867.50"))


def test_deprecated_operation_still_works(ada: Caller) -> None:
    """It is marked, not missing."""
    with pytest.warns(DeprecationWarning):
        ada(lambda acme: acme.projects.archive_project(PROJECT))

    assert ada(lambda acme: acme.projects.get_project(PROJECT)).status is models.ProjectStatus.ARCHIVED


def test_text_outside_the_envelope_is_text(stranger: Caller) -> None:
    """An operation without security needs no login; plain text is a str."""
    assert stranger(lambda acme: acme.reports.get_health()) == "ok"


def test_unknown_enum_value_survives(ada: Caller) -> None:
    """A role that the document does not know yet is kept as it is."""
    ada.backend.database.update("users", "id", 5, role="owner")
    user = ada(lambda acme: acme.users.get_user(5))

    assert (str(user.role.value), user.to_dict()["role"]) == ("owner", "owner")
