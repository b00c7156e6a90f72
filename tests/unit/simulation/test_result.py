"""Days summed up, on any number of cores, told as JSON and drawn."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from router.cli.app import app
from router.cli.simulate_show import as_json
from router.simulation import run_days
from router.simulation.policies import check_policy, plan
from router.simulation.refusals import UnknownPolicy
from router.simulation.result import summarize
from router.simulation.run_day import run_day
from router.simulation.run_days import play_day, simulate
from router.simulation.scenario import Group, Scenario
from router.simulation.staff import by_formula, in_half_hours, staff
from router.simulation.tally import tally
from tests.unit.simulation.scenarios import busy, calls, kind, scenario

FIGURES = {
    "arrivals",
    "served",
    "abandoned",
    "blocked",
    "within_threshold",
    "share_within",
    "mean_wait_s",
    "p95_wait_s",
}


def two_periods() -> Scenario:
    return scenario(
        periods=(1800.0, 1800.0),
        types=(busy("one", 2, per_minute=(2.0, 1.0)), busy("two", 2)),
        groups=(Group(name="desk", heads=(5, 3)), Group(name="more", heads=(1, 1))),
    )


def test_the_share_is_of_those_served_and_those_who_gave_up_late() -> None:
    of = scenario(types=(kind(threshold_s=20.0),))
    drawn = calls((0, 15, 99), (1, 100, 99), (2, 10, 20), (3, 10, 25), (200, 10, 9))
    run = run_day(of, drawn, plan(of, "best_level"))
    # At once; after 14 s; gave up at 20 s, which is not after it; gave up after 25 s; at once.
    found = summarize(of, [tally(of, drawn, run)], policy="best_level", seed=0)
    assert found.total.share_within.mean == 3 / 4
    assert found.total.within_threshold.mean == 3
    assert found.total.abandoned.mean == 2
    assert found.total.mean_wait_s.mean == pytest.approx((14 + 20 + 25) / 5)
    assert found.total.p95_wait_s.mean == 25
    assert found.occupancy["desk"].mean == pytest.approx(125 / 600)
    assert found.busy[0].mean == pytest.approx(125 / 600)
    assert found.total.arrivals.low is None


def test_parts_add_up_and_cores_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    of = two_periods()
    # However short: in other processes.
    monkeypatch.setattr(run_days, "_quick", lambda *_: False)
    found = simulate(of, days=6, seed=4, policy="best_level", cores=1)
    again = simulate(of, days=6, seed=4, policy="best_level", cores=2)
    assert as_json(found) == as_json(again)
    for name in ("arrivals", "served", "abandoned", "blocked", "within_threshold"):
        total = getattr(found.total, name).mean
        assert sum(getattr(part, name).mean for part in found.by_type.values()) == pytest.approx(total)
        assert sum(getattr(part, name).mean for part in found.by_period) == pytest.approx(total)
        each = [part for parts in found.by_type_period.values() for part in parts]
        assert sum(getattr(part, name).mean for part in each) == pytest.approx(total)
    assert as_json(simulate(of, days=6, seed=5, policy="best_level", cores=1)) != as_json(found)


def test_days_do_not_depend_on_how_many_are_played() -> None:
    of = two_periods()
    few = simulate(of, days=1, seed=4, policy="best_level", cores=1)
    other = simulate(of, days=2, seed=4, policy="best_level", cores=1)
    second = summarize(of, [play_day(of, "best_level", 4, 1)], policy="best_level", seed=4)
    means = [part.total.arrivals.mean or 0.0 for part in (few, second)]
    assert other.total.arrivals.mean == sum(means) / 2


def test_the_promised_json() -> None:
    told = json.loads(as_json(simulate(two_periods(), days=3, seed=1, policy="best_level", cores=1)))
    assert set(told["total"]) == FIGURES
    assert set(told["by_type"]) == {"one", "two"}
    assert [set(found) for found in told["by_type_period"]["one"]] == [FIGURES, FIGURES]
    assert len(told["by_period"]) == 2
    for estimate in (told["total"]["share_within"], told["groups"]["desk"]["occupancy"]):
        assert set(estimate) == {"mean", "low", "high"}
        assert 0 <= estimate["low"] <= estimate["mean"] <= estimate["high"] <= 1
    assert told["expected_wait"]["calls"] > 0


def test_plots_are_pictures(tmp_path: Path) -> None:
    # Slow to import, for every worker that collects this.
    from router.simulation.plots import plot_days

    result = simulate(two_periods(), days=2, seed=1, policy="plain", cores=1)
    written = plot_days(result, tmp_path / "new" / "folder")
    assert [path.name for path in written] == ["waits.png", "seats.png", "share.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in written)


def test_policies_have_names() -> None:
    check_policy("longest_idle+target_ratio")
    for wrong in ("fastest", "target_ratio+longest_idle", "plain+oldest", ""):
        with pytest.raises(UnknownPolicy, match="longest_idle"):
            check_policy(wrong)


def test_staffing_meets_the_target_with_about_as_many_heads_as_the_formula_says() -> None:
    of = scenario(
        periods=(5400.0,),
        types=(busy("one", per_minute=(3.0,)),),
        groups=(Group(name="desk", heads=(4,)),),
        target_share=0.8,
    )
    even = in_half_hours(of)
    assert even.periods == (1800.0,) * 3
    found = staff(of, days=40, seed=1, policy="best_level", cores=1)
    assert found.erlang == by_formula(even)
    assert not found.short
    assert all((share.mean or 0.0) >= 0.8 for share in found.shares)
    # Six erlangs of work: the formula is right to a head or two, and four would never do.
    assert all(abs(heads - formula) <= 2 for heads, formula in zip(found.heads, found.erlang, strict=True))
    assert min(found.heads) > 4


FILE = """\
name: Small
periods: [60]
threshold_s: 20
types:
  general:
    per_minute: 1
    handling: {distribution: exponential, mean_s: 120}
    patience: none
groups:
  desk: {heads: 4}
"""


def test_the_commands(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(FILE, "utf-8")
    run = CliRunner().invoke
    done = run(app, ["simulate", str(path), "--days", "3", "--json", "--cores", "1"])
    assert done.exit_code == 0
    assert json.loads(done.stdout)["days"] == 3
    done = run(app, ["simulate", str(path), "--days", "2", "--plot", str(tmp_path), "--cores", "1"])
    assert done.exit_code == 0 and "share.png" in done.stdout
    done = run(app, ["simulate", str(path), "--policy", "fastest"])
    assert done.exit_code == 2 and "there is: plain" in done.output
    done = run(app, ["staff", str(path), "--days", "4", "--json", "--cores", "1"])
    assert done.exit_code == 0
    assert [hour["from"] for hour in json.loads(done.stdout)["half_hours"]] == ["00:00", "00:30"]
    path.write_text(FILE.replace("heads: 4", "heads: four"), "utf-8")
    done = run(app, ["simulate", str(path)])
    assert done.exit_code == 2 and "small.yaml:10:" in done.output
