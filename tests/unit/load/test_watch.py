"""What counts as grown too much."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from router.load.watch import PHONES, Life, Sample, Watch
from router.settings import Settings


def life(name: str, *, per_hour: float = 0.0, files: int = 0, threads: int = 0, seconds: int = 1800) -> Life:
    samples = tuple(
        Sample(
            at=float(at), cpu=at * 0.5, rss=50.0 + per_hour * at / 3600.0,
            files=10 + (files if at > seconds / 2 else 0),
            threads=5 + (threads if at > seconds / 2 else 0),
        )
        for at in range(0, seconds + 1, 10)
    )  # fmt: skip
    return Life(name=name, pid=1, samples=samples)


@pytest.mark.parametrize(
    ("found", "word"),
    [
        (life("router", per_hour=19.0), ""),
        (life("router", per_hour=21.0), "memory grows by 21 MB/h"),
        (life("redis", per_hour=21.0), ""),
        (life("api", files=25), "25 more open files"),
        (life("api", files=24), ""),
        (life("agi", threads=30), "30 more threads"),
        (life("router", per_hour=100.0, seconds=600), ""),
        (life(PHONES, per_hour=1000.0), ""),
    ],
)
def test_limits(found: Life, word: str) -> None:
    assert (word in found.wrong) if word else found.wrong == ""


def test_the_share_of_the_machine(tmp_path: Path) -> None:
    found = Watch(settings=Settings(data=tmp_path, config=tmp_path))
    assert found.own_share() == 0.0
    found.samples = {("router", 1): list(life("router").samples), ("api", 2): list(life("api", seconds=900).samples)}
    assert found.own_share() == pytest.approx(100.0 * (900.0 + 450.0) / (1800.0 * (os.cpu_count() or 1)))


def test_a_look_sees_this_very_process(tmp_path: Path) -> None:
    watch = Watch(settings=Settings(data=tmp_path, config=tmp_path))
    watch.look()
    (seen,) = watch.lives()
    assert (seen.name, seen.pid) == (PHONES, os.getpid())
    assert seen.samples[0].rss > 1.0


def test_who_was_killed_in_the_middle_of_its_work_had_files_open_by_right(tmp_path: Path) -> None:
    watch = Watch(settings=Settings(data=tmp_path, config=tmp_path))
    watch.samples = {("asterisk", 1): list(life("asterisk", files=60, seconds=900).samples)}
    assert [found.wrong for found in watch.lives()] == ["60 more open files, limit 24"]
    watch.samples["router", 2] = list(life("router").samples)
    assert [found.wrong for found in watch.lives()] == ["", ""]
