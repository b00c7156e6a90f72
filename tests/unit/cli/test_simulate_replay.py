"""`hotline simulate --replay`, run as a person would, on a file of calls."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from router.cli.app import app

SCENARIO = """name: Our day
periods: [60]
starts_at: "08:00"
threshold_s: 15
types:
  general:
    per_minute: 1
    handling: {distribution: constant, mean_s: 60}
    patience: none
groups:
  desk:
    heads: 1
"""
CALLS = """arrived_at,queue,handling_seconds,waited_seconds,answered
2026-10-01T08:00:00+08:00,general,100,0,yes
2026-10-01T08:00:10+08:00,general,50,90,yes
2026-10-01T08:00:20+08:00,general,,30,no
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "day.yaml").write_text(SCENARIO)
    (tmp_path / "calls.csv").write_text(CALLS)
    return str(tmp_path / "calls.csv"), str(tmp_path / "day.yaml")


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["simulate", *words])


def test_what_was_comes_out_again_beside_what_is_simulated(files: tuple[str, str]) -> None:
    calls, scenario = files
    result = run("--replay", "--arrivals", calls, scenario, "--json", "--runs", "2")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert found["total"]["actual"] == {
        "arrivals": 3, "served": 2, "abandoned": 1, "other": 0,
        "share_within": 1 / 3, "mean_wait_s": 40, "p95_wait_s": 90,
    }  # fmt: skip
    assert found["by_queue"]["general"]["simulated"] == found["total"]["actual"]
    assert set(found["total"]["difference"].values()) == {0}
    assert (found["policy"], len(found["total"]["runs"])) == ("best_level", 2)
    assert [hour["from"] for hour in found["by_hour"]] == ["2026-10-01T08:00:00+08:00"]


def test_for_people_with_a_picture(files: tuple[str, str], tmp_path: Path) -> None:
    calls, scenario = files
    result = run("--replay", "--arrivals", calls, scenario, "--plot", str(tmp_path / "new"))
    assert result.exit_code == 0, result.output
    assert "difference" in result.stdout
    assert (tmp_path / "new" / "replay.png").read_bytes().startswith(b"\x89PNG")


def test_without_endings_there_is_nothing_to_compare_with(files: tuple[str, str]) -> None:
    calls, scenario = files
    Path(calls).write_text("arrived_at,queue\n2026-10-01T08:00:00+08:00,general\n")
    result = run("--replay", "--arrivals", calls, scenario)
    assert result.exit_code == 0, result.output
    assert "nothing to compare with" in result.stdout
    assert "actual  " not in result.stdout


def test_a_wrong_line_is_told_and_nothing_is_played(files: tuple[str, str]) -> None:
    calls, scenario = files
    Path(calls).write_text(CALLS.replace("general,100", "general,long"))
    result = run("--replay", "--arrivals", calls, scenario)
    assert result.exit_code == 2
    assert "calls.csv:2: `handling_seconds`: 'long' is not a length of time" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "name a scenario FILE, or add --replay"),
        (["--from", "2026-10-01"], "add --replay"),
        (["--runs", "3", "day.yaml"], "add --replay"),
        (["--replay", "--days", "3", "--from", "2026-10-01"], "--days is for scenarios"),
        (["--replay", "--policy", "plain", "--from", "2026-10-01"], "plain has no queues of its own"),
        (["--replay"], "--replay needs --from DATE"),
        (["--replay", "--arrivals", "a.csv"], "--arrivals needs a scenario FILE"),
        (["--replay", "--arrivals", "a.csv", "--from", "2026-10-01", "day.yaml"], "leave --from and --to out"),
        (["--replay", "--from", "2026-10-01", "day.yaml"], "a scenario FILE goes with --arrivals"),
    ],
)
def test_what_does_not_go_together(words: list[str], said: str) -> None:
    result = run(*words)
    assert (result.exit_code, said in result.stderr) == (2, True)


def test_a_policy_that_there_is_not(files: tuple[str, str]) -> None:
    calls, scenario = files
    result = run("--replay", "--arrivals", calls, scenario, "--policy", "fastest")
    assert (result.exit_code, "There is no such policy (fastest" in result.stderr) == (2, True)


def test_a_copy_that_was_never_started(tmp_path: Path) -> None:
    result = run("--replay", "--from", "2026-10-01", "--data", str(tmp_path))
    assert result.exit_code == 2
    assert "there is no archive" in result.stderr
    assert list(tmp_path.iterdir()) == []
