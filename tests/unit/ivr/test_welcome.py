from __future__ import annotations

from ivr.decision import Decision
from ivr.welcome import welcome
from router.domain.bundle import Line


class Caller:
    """Hears prompts, and presses keys during some of them."""

    def __init__(self, presses: dict[str, str] | None = None) -> None:
        self.heard: list[str] = []
        self._presses = presses or {}

    def play(self, prompt: str) -> str | None:
        self.heard.append(prompt)
        return self._presses.get(prompt)


def line(notice: str = "recorded") -> Line:
    return Line(
        id="general", number="12345", name="x", queue="first", language="zh-CN", greeting="hello", notice=notice
    )


def test_greeting_then_notice_then_the_lines_queue() -> None:
    caller = Caller()
    assert welcome(caller, line()) == Decision(queue="first", language="zh-CN")
    assert caller.heard == ["line_general_greeting", "line_general_notice"]


def test_a_line_without_a_notice_has_none() -> None:
    caller = Caller()
    welcome(caller, line(notice=""))
    assert caller.heard == ["line_general_greeting"]


def test_any_key_leads_to_the_queue_at_once() -> None:
    caller = Caller({"line_general_greeting": "7"})
    assert welcome(caller, line()).queue == "first"
    assert caller.heard == ["line_general_greeting"]
