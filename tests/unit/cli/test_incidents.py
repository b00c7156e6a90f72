"""`hotline incidents`, run as a person would."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from router.cli.app import app

SHORT = ["incidents", "--days", "1", "--months", "1", "--struck", "1", "--cores", "1"]


def test_the_test_is_told_to_people_and_drawn(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*SHORT, "--plot", str(tmp_path / "new" / "p.png")])
    assert result.exit_code == 0
    assert "false alarms" in result.stdout
    assert "by the 6th call" in result.stdout
    assert (tmp_path / "new" / "p.png").read_bytes().startswith(b"\x89PNG")


def test_the_same_seed_is_the_same_json(tmp_path: Path) -> None:
    once, again = (CliRunner().invoke(app, [*SHORT, "--json", "--seed", "5"]) for _ in range(2))
    assert once.stdout == again.stdout
    found = json.loads(once.stdout)
    assert found["seed"] == 5
    assert found["low"] <= found["per_month"] <= found["high"]
    assert [each["incidents"] for each in found["detections"][:2]] == [2, 2]


def test_a_plot_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = CliRunner().invoke(app, [*SHORT, "--plot", str(tmp_path / "file" / "p.png")])
    assert result.exit_code == 1
    assert "the plot cannot be written" in result.stderr
