"""The words that leave the house."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from router.domain.alarms.basket import Item
from router.domain.alarms.catalogue import KINDS, LANGUAGES, UNKNOWN, kind_of
from router.domain.alarms.message import compose, compose_test, shorten_numbers
from router.domain.alarms.severity import Severity
from router.settings import CHECKOUT

PHONE = Item(code="phone_lost", subject="1001", text="the phone of a ready seat has been away",
             severity=Severity.WARNING, first_at=1.0, last_at=9.0, due_at=0.0)  # fmt: skip


def said(*items: Item, language: str = "en") -> str:
    message = compose(items, site="City", language=language, clock=lambda at: f"12:00:{at:02.0f}")
    return f"{message.title}\n{message.text}"


def codes_raised() -> Iterator[str]:
    """Every code that some part of the platform raises in so many words."""
    for path in (CHECKOUT / "router").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "alarm":
                first = node.args[0] if len(node.args) == 3 else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def test_every_alarm_has_a_sentence_and_a_remedy_in_both_languages() -> None:
    assert set(codes_raised()) - set(KINDS) == set()
    assert "last_seat" in set(codes_raised())
    listed = re.findall(r"^\| `([a-z_]+)` \|", (CHECKOUT / "docs" / "alarms.md").read_text(), re.MULTILINE)
    assert set(KINDS) <= set(listed)
    for kind in (*KINDS.values(), UNKNOWN):
        assert set(kind.words) == set(LANGUAGES)
        for words in kind.words.values():
            assert all(re.search(r"[.。?]$", text) for text in (words.happened, words.do))


def test_a_code_of_another_version_is_told_all_the_same() -> None:
    assert kind_of("from_tomorrow") is UNKNOWN
    assert "from_tomorrow" in said(replace(PHONE, code="from_tomorrow"))


def test_one_alarm_says_what_happened_and_what_to_do() -> None:
    assert said(PHONE).splitlines() == [
        "[warning] City",
        "The phone of a ready seat has been away for longer than the grace.",
        "About: 1001 · 12:00:09 · phone_lost",
        "Details: the phone of a ready seat has been away",
        "Do: Look at its phone and its network.",
    ]
    assert said(PHONE, language="zh-CN").startswith("【警告】City\n一个就绪坐席的话机离线")


def test_how_often_and_whether_it_is_over() -> None:
    assert "4 times from 12:00:01 to 12:00:09" in said(replace(PHONE, times=4))
    over = said(replace(PHONE, times=0, over_at=30.0, text=""))
    assert over.startswith("[over] City\nover at 12:00:30")
    assert "Do:" not in over
    late = said(replace(PHONE, over_at=30.0))
    assert late.startswith("[warning] City")
    assert late.endswith("over at 12:00:30")


def test_many_are_counted_by_code_the_worst_first() -> None:
    calls = [
        replace(PHONE, code="cut_off", subject=f"call-{n}", severity=Severity.URGENT, last_at=float(n))
        for n in range(30)
    ]
    lines = said(replace(PHONE, times=2), *calls).splitlines()
    assert lines[0] == "[urgent] City: 32 alarms"
    assert lines[1].startswith("30 × cut_off: A fault ended a call.")
    assert lines[2] == "  call-0, call-1, call-2, call-3, call-4 and others · 12:00:01 - 12:00:29"
    assert lines[3].startswith("2 × phone_lost")
    assert len(lines) == 5
    kept = said(replace(PHONE, kept=True), replace(PHONE, subject="1002", kept=True)).splitlines()
    assert kept[1] == "From quiet hours"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("caller 13800138000 said", "caller 138******00 said"),
        ("来电13800138000反映", "来电138******00反映"),
        ("+8613800138000", "+86*********00"),
        ("010-12345678", "010-123***78"),
        ("call node1-1763799726.5 of seat 1001", "call node1-1763799726.5 of seat 1001"),
        ("1763799726.12345678", "1763799726.12345678"),
        ("agent 80011 on line 12345", "agent 80011 on line 12345"),
    ],
)
def test_a_callers_number_does_not_leave_the_house_in_full(text: str, shown: str) -> None:
    assert shorten_numbers(text) == shown
    assert shown in said(replace(PHONE, text=text))
    assert shown in said(replace(PHONE, subject=text))
    assert shown in said(replace(PHONE, subject=text), PHONE)


def test_a_test_says_that_it_is_one() -> None:
    message = compose_test(site="City", language="zh-CN")
    assert (message.title, message.text) == ("【提示】City", "这是一条测试消息,无需处理。")
