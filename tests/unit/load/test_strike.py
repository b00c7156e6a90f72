"""What a strike tells afterwards."""

from __future__ import annotations

from router.load.fate import Fate
from router.load.strike import Strike, excuses, first_talk, told


def fate(agent_at: float | None) -> Fate:
    return Fate(number="1", line="2", queue="3", agent_at=agent_at)


def test_the_first_talk_after_a_time() -> None:
    fates = [fate(None), fate(90.0), fate(130.0), fate(104.5)]
    assert first_talk(100.0, fates) == 4.5
    assert first_talk(131.0, fates) is None


def test_what_faults_excuse() -> None:
    cut = Strike(fault="kill-asterisk", at=10.0, over_at=10.1, well_after=5.0, cuts=True)
    full = Strike(fault="disk-full", at=20.0, over_at=40.0, well_after=0.1, unrecorded=True)
    found = excuses([cut, full])
    assert (list(found.cuts), list(found.unrecorded)) == ([10.0], [(20.0, 40.0)])


def test_the_first_talk_is_told_of_each() -> None:
    hits = [
        Strike(fault=name, at=at, over_at=at, well_after=0.1) for name, at in (("ami-cut", 100.0), ("ami-stop", 120.0))
    ]
    assert [hit.talk_after for hit in told(hits, iter([fate(104.0), fate(130.0)]))] == [4.0, 10.0]
