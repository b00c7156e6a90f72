"""Another time of day, for trials."""

from __future__ import annotations

from pathlib import Path

from router.trial_clock import stepped_time


def test_the_wall_clock_follows_the_file(tmp_path: Path) -> None:
    path, steady = tmp_path / "clock", [10.0]
    now = stepped_time(path, lambda: 1000.0, lambda: steady[0])
    assert now() == 1000.0
    path.write_text("3600")
    steady[0] += 0.05
    assert now() == 1000.0
    steady[0] += 0.1
    assert now() == 4600.0


def test_a_file_that_cannot_be_read_changes_nothing(tmp_path: Path) -> None:
    path, steady = tmp_path / "clock", [10.0]
    path.write_text("-60")
    now = stepped_time(path, lambda: 1000.0, lambda: steady[0])
    assert now() == 940.0
    for text in ("half a num", None):
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text)
        steady[0] += 1.0
        assert now() == 940.0
