"""The benchmark measures what it says. No figure is judged here."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from router.benchmarks import routing
from router.benchmarks.hall import Hall, Size
from router.cli.app import app
from router.domain.routing.check import check_policy
from router.domain.routing.policy import CallerRule

SMALL = (Size(seats=12, waiters=12, skills=10), Size(seats=40, waiters=60, skills=20))


def test_a_hall_is_the_same_for_the_same_seed_and_its_policy_is_sound() -> None:
    one, two = Hall(SMALL[1], CallerRule.OLDEST), Hall(SMALL[1], CallerRule.OLDEST)
    assert [one.call(at) for at in (1.0, 2.0)] == [two.call(at) for at in (1.0, 2.0)]
    assert one.seats == two.seats
    assert check_policy(one.policy) == []


@pytest.mark.parametrize("callers", list(CallerRule))
def test_rows_count_decisions(callers: CallerRule) -> None:
    busy, idle = routing.crowded(SMALL[1], callers, 200), routing.quiet(SMALL[1], callers, 200)
    assert 150 < busy.decisions <= 200
    assert 150 < idle.decisions <= 200
    assert (busy.waiters, idle.waiters) == (60, 0)


def test_the_command_prints_json_for_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "SIZES", SMALL)
    done = CliRunner().invoke(app, ["bench", "routing", "--json", "--decisions", "200"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert [(row["seats"], row["waiters"], row["skills"]) for row in found["decisions"]] == [(12, 12, 10), (40, 60, 20)]
    assert {"per_second", "p99_us"} <= set(found["decisions"][0])
    assert found["growth"] > 0
    assert [day["policy"] for day in found["surge"]] == [rule.value for rule in CallerRule]
