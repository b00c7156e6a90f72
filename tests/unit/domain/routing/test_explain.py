"""What a shift lead reads."""

from __future__ import annotations

import pytest

from router.domain.routing.decision import Chooser, Lost
from router.domain.routing.explain import explain, explain_rivals
from router.domain.routing.policy import CallerRule, SeatRule
from router.domain.routing.recompute import Why
from router.domain.routing.words import CALLER_RULES, LANGUAGES, LOST, PHRASES, SEAT_RULES, WHYS
from tests.unit.domain.routing.desk import Story, queue, step

NAMES = {"legal": "法律", "labour": "劳动争议"}


def story() -> Story:
    told = Story(queue("labour", step(0.0, {"legal": 4}), step(30.0, {"legal": 2})))
    told.seat("8003", 0.0, {})
    told.seat("8002", 0.0, {"legal": 2}, agent="1002")
    told.seat("8001", 0.0, {"legal": 3}, agent="1001")
    told.call("node1-7", "labour", 100.0)
    told.due(130.0)
    return told


def test_a_call_that_chose_a_seat() -> None:
    decision = story().last[0].decision
    assert explain(decision, "zh-CN", NAMES) == (
        "来电 node1-7 等待 30 秒后，转给坐席 8001（工号 1001）。"
        "技能组“劳动争议”此时处于第 2 步，要求：法律≥4；或 法律≥2。该坐席符合其中第 2 项：法律≥2。"
        "符合条件的空闲坐席有 2 个，按“技能等级优先”选中；其次是 8002：技能等级较低（2，选中者 3）。"
        "未选中的：符合但排序在后的空闲坐席 1 个，技能不符的 1 个。"
    )
    assert explain(decision, "en") == (
        "Call node1-7 waited 30 s and goes to seat 8001 (agent 1001). "
        "Queue labour is at its step 2, which asks for legal ≥ 4; or legal ≥ 2. "
        "The seat meets choice 2 of these: legal ≥ 2. "
        "2 free seats would do, chosen by best level; next was 8002: a lower level (2, the chosen one 3). "
        "Not chosen: free seats that came after it: 1, without the skills: 1."
    )
    assert explain_rivals(decision, "en") == ["8002: a lower level (2, the chosen one 3)"]


def test_a_seat_that_chose_a_call() -> None:
    told = Story(queue("q"))
    told.call("a", "q", 0.0)
    told.call("b", "q", 5.0)
    told.seat("8001", 20.0)
    decision = told.last[0].decision
    assert explain(decision, "en") == (
        "Call a waited 20 s and goes to seat 8001. Queue q is at its step 1, which asks for anybody. "
        "As it became free the seat could take 2 calls, chosen by oldest place; next was b: a younger place. "
        "Not chosen: calls that came after it: 1."
    )
    assert "先来先接" in explain(decision, "zh-CN")


def test_the_only_one_needs_no_comparison() -> None:
    told = Story(queue("q"))
    told.seat("8001", 0.0)
    told.call("a", "q", 1.0)
    assert explain(told.last[0].decision, "zh-CN").endswith("它是唯一符合条件的空闲坐席。")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_word_for_everything(language: str) -> None:
    assert set(PHRASES[language]) == set(PHRASES["en"])
    assert set(SEAT_RULES[language]) == set(SeatRule)
    assert set(CALLER_RULES[language]) == set(CallerRule)
    assert set(WHYS[language]) == set(Why)
    assert set(LOST[language]) == set(Chooser)
    assert set(LOST[language][Chooser.CALL]) | set(LOST[language][Chooser.SEAT]) == set(Lost)
