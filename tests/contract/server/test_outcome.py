"""What a run tells: about a backend without bugs, about what it could not try, and never a secret."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from anew.contract.server import lines
from anew.errors import UsageError
from attrs import define

from tests.backend import Backend, Fault, RealClock, VirtualClock
from tests.contract.server.conftest import CONFIG, DOCUMENT, Examine, examine, read


@define
class BusyClock(VirtualClock):
    """Goes on whenever it is looked at, so that tokens live for a number of requests, however fast the machine is."""

    def now(self) -> float:
        """Return the present moment, and let it pass."""
        self.advance(0.05)
        return self.moment


TOKEN = re.compile(r"\b[ar]t_[\w-]{20,}")


def test_backend_without_bugs_has_no_findings() -> None:
    """All operations are tested, and nothing is found."""
    with Backend(clock=RealClock()) as backend:
        outcome = examine(backend, cases=4)

    assert (outcome.findings, len(outcome.operations)) == ((), 30)


def test_borders_of_schemas_find_nothing_either() -> None:
    """Values at the borders of what the document allows are accepted, those beyond are refused."""
    with Backend(clock=RealClock()) as backend:
        outcome = examine(backend, cases=2, borders=True, only=("listUsers", "getUser", "changePassword"))

    assert (outcome.findings, sum(one.requests for one in outcome.operations) > 60) == ((), True)


def test_every_operation_is_tested_or_has_a_reason(deviant: Examine) -> None:
    """None is forgotten in silence, and the session's own are left to another command."""
    outcome = deviant(only=("GET /**", "POST /auth/*"), cases=1)
    told = {one.label for one in outcome.operations} | set(outcome.left_out)

    assert told == set(read(DOCUMENT, CONFIG).endpoints)
    assert "anew contract session" in outcome.left_out["POST /auth/refresh"]
    assert outcome.left_out["GET /events"] == "it answers with a stream that need not end"


def test_operation_that_never_succeeds_is_remarked_on(deviant: Examine) -> None:
    """No success means that nothing is proven about one."""
    outcome = deviant(only=("changePassword",), cases=2)

    assert "not proven" in outcome.operations[0].remark


@pytest.mark.parametrize("announce", [True, False])
def test_tokens_that_expire_meanwhile_are_renewed(announce: bool) -> None:
    """A run over many lives of a token finds nothing, logs in once, and leaves no call unproven."""
    with Backend(clock=BusyClock(), token_life=0.6, announce=announce) as backend:
        outcome = examine(backend, only=("listUsers", "getUser", "getMe"), cases=25)

    assert (outcome.findings, backend.counters.logins, backend.counters.refreshes > 1) == ((), 1, True)
    assert [one.refused for one in outcome.operations] == [0, 0, 0]


def test_login_that_is_ended_meanwhile_is_made_again() -> None:
    """Where a call of ours ends the login the run goes on with another, and says so."""
    with Backend(clock=RealClock()) as backend:
        backend.faults.add("listUsers", Fault(kind="code", code=401), times=1)
        outcome = examine(backend, only=("listUsers",), cases=2)

    assert (outcome.findings, backend.counters.logins) == ((), 2)
    assert any("log in 2 times" in remark for remark in outcome.remarks)


def test_connection_that_ends_without_an_answer_is_found() -> None:
    """A server that hangs up is told of by name."""
    with Backend(clock=RealClock()) as backend:
        backend.faults.add("getMe", Fault(kind="close"))
        outcome = examine(backend, only=("getMe",), cases=1)

    assert [one.kind for one in outcome.findings] == ["no-answer"]


def test_what_was_found_on_the_server_is_neither_changed_nor_deleted() -> None:
    """Only things that the run itself made are deleted, although others are known from lists."""
    with Backend(clock=RealClock()) as backend:
        examine(backend, only=("listUsers", "deleteUser"), cases=30)
        left = backend.database.rows("SELECT id FROM users WHERE id <= 5")

    assert len(left) == 5


def test_same_seed_finds_the_same(deviant: Examine) -> None:
    """Findings, and the requests that show them, do not change from run to run."""
    first, second = (deviant("accepts-invalid", only=("createUser", "listUsers"), cases=12, seed=7) for _ in range(2))
    port = re.compile(r":\d{4,5}/")
    shown = [[port.sub("/", one.request) for one in outcome.findings] for outcome in (first, second)]

    assert (shown[0] == shown[1], len(shown[0]) > 0) == (True, True)


def test_time_limit_ends_a_run_and_is_told(deviant: Examine) -> None:
    """What was not reached is listed, with that reason."""
    outcome = deviant(cases=500, max_time=1.0)

    assert "the time was over" in outcome.left_out.values()
    assert any("--max-time" in remark for remark in outcome.remarks)


def test_reports_hold_no_secret(deviant: Examine, tmp_path: Path) -> None:
    """Neither tokens nor the password are in the summary, in JUnit's XML or on the page."""
    junit, html = tmp_path / "junit.xml", tmp_path / "report.html"
    environment = {"ANEW_LOGIN": '{"username": "ada", "password": "secret", "device": "canary-password"}'}
    outcome = deviant(
        "wrong-type", "any-token", only=("getMe", "createUser"), junit=junit, html=html, environment=environment
    )
    text = "\n".join([*lines(outcome), junit.read_text("utf-8"), html.read_text("utf-8")])

    assert (TOKEN.findall(text), "[hidden]" in text, len(outcome.findings) > 1) == ([], True, True)
    assert "'token: [hidden]'" in text


def test_junit_names_what_failed_and_what_was_left_out(deviant: Examine, tmp_path: Path) -> None:
    """Each operation is a test case: failed with its findings, passed, or skipped with the reason."""
    junit = tmp_path / "junit.xml"
    deviant("wrong-type", only=("getMe", "getHealth"), cases=1, junit=junit)
    text = junit.read_text("utf-8")

    assert '<failure message="wrong-type" type="contract">' in text
    assert 'failures="1"' in text
    assert 'message="not named by --only"' in text


def test_page_runs_nothing_that_a_server_says(deviant: Examine, tmp_path: Path) -> None:
    """Whatever comes from the server is escaped, and the page forbids scripts."""
    html = tmp_path / "report.html"
    deviant("html-error", only=("getUser",), html=html)
    text = html.read_text("utf-8")

    assert ("<script" in text, "default-src &#x27;none&#x27;" in text or "default-src 'none'" in text) == (False, True)


def test_baseline_accepts_what_is_known_and_tells_what_is_new_or_gone(deviant: Examine, tmp_path: Path) -> None:
    """Known findings do not count, further ones do, and those that are mended are named."""
    baseline = tmp_path / "baseline.json"
    deviant("wrong-type", only=("getMe",), baseline=baseline, update_baseline=True)
    known = deviant("wrong-type", only=("getMe",), baseline=baseline)
    further = deviant("wrong-type", "no-date", only=("getMe",), baseline=baseline)
    mended = deviant(only=("getMe",), baseline=baseline)

    assert (known.proven, [one.kind for one in known.known]) == (True, ["wrong-type"])
    assert [one.kind for one in further.findings] == ["bad-format"]
    assert mended.gone == (("wrong-type", "GET /auth/me", "$.data.username type"),)


def test_missing_baseline_is_a_mistake(deviant: Examine, tmp_path: Path) -> None:
    """A file that is not there accepts nothing, and is not taken for an empty one."""
    with pytest.raises(UsageError, match="--update-baseline"):
        deviant(only=("getMe",), baseline=tmp_path / "none.json")


def test_run_leaves_no_litter(deviant: Examine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written to the folder that one works in, but the reports that were asked for."""
    monkeypatch.chdir(tmp_path)
    deviant(only=("listUsers",), cases=2, junit=Path("junit.xml"))

    assert [path.name for path in tmp_path.iterdir()] == ["junit.xml"]


def test_configuration_of_schemathesis_is_not_picked_up(
    deviant: Examine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A `schemathesis.toml` in a folder above changes nothing."""
    (tmp_path / "schemathesis.toml").write_text('base-url = "http://127.0.0.1:9"\n[checks]\nenabled = false\n', "utf-8")
    (tmp_path / "below").mkdir()
    monkeypatch.chdir(tmp_path / "below")
    outcome = deviant("wrong-type", only=("getMe",), cases=1)

    assert [one.kind for one in outcome.findings] == ["wrong-type"]
