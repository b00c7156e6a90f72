"""The engine and the slow matcher decide alike, in everything, and always alike."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from router.domain.routing.decision import Chooser, Lost
from tests.unit.domain.routing.random_events import compare

ROOT = Path(__file__).resolve().parents[4]


def test_the_engine_never_differs_from_the_slow_matcher() -> None:
    decided = [one.decision for one in compare(5_000, seed=7)]
    # The days were busy enough to mean something: every kind of choice, step and refusal came up.
    assert len(decided) > 1_000
    assert set(Counter(one.chooser for one in decided)) == set(Chooser)
    assert {one.place.step for one in decided} >= {0, 1, 2}
    assert {why for one in decided for why, n in one.counts.items() if n} == set(Lost)
    assert any(one.place.only for one in decided)
    assert any(one.place.queue != one.place.wants.queue for one in decided)
    assert any(one.able > 20 for one in decided)


def test_the_same_events_give_the_same_decisions_whatever_strings_hash_to() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-m", "tests.unit.domain.routing.random_events", "1000"],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
