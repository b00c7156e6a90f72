"""The story of a call that a sister service joined."""

from __future__ import annotations

import pytest

from router.domain.history import RingRecorded
from router.domain.linkage import LinkEnd
from router.domain.outbound import RingPhase
from router.services.look_back import Seen
from router.services.why_call import Told, why_call
from router.services.why_words import LINK_ENDS, WORDS
from tests.unit.domain.test_floor_linking import agent_leaves, joined, scene, told


def texts(language: str) -> list[str]:
    desk, citizen = scene()
    joined(desk, citizen)
    desk.now += 30
    agent_leaves(desk, citizen)
    desk.now += 30
    told(desk, citizen, RingPhase.ENDED, cause=16)
    known = Told(
        call=desk.call(citizen), decisions={}, seen=Seen(), rings=tuple(desk.kept(RingRecorded)), alone=False
    )  # fmt: skip
    found = why_call(known, lambda _at: desk.floor.bundle, language)
    return [step.text for step in found.steps if step.kind in {"linked", "talk_ended", "rung"}]


def test_it_tells_who_was_rung_by_whom_and_who_left_when() -> None:
    assert texts("en") == [
        "Seat 1001 has 公安报警 rung.",
        "公安报警 answers and joins the talk.",
        "Seat 1001 leaves after 30 s of talk; the caller goes on with the sister service.",
        "公安报警: is out of the talk.",
    ]


def test_in_chinese_too() -> None:
    assert texts("zh-CN")[0] == "坐席 1001 一键联动，呼叫“公安报警”。"


@pytest.mark.parametrize("language", WORDS)
def test_every_end_has_words(language: str) -> None:
    assert set(LINK_ENDS[language]) == set(LinkEnd)
