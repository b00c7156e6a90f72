from __future__ import annotations

from datetime import UTC, datetime

from router.web.history import ListeningStep
from router.web.listening_views import listening_views


def step(at: float, what: str, *, listening: str = "l1", mode: str = "listen", actor: str = "token:lead",
         end: str = "", note: str = "new") -> ListeningStep:  # fmt: skip
    return ListeningStep(
        at=at, listening=listening, what=what, seat="1010", agent="8010", actor=actor, heard_seat="1001",
        heard_agent="8001", segment=1, mode=mode, end=end, note=note,
    )  # fmt: skip


def moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def test_the_steps_of_one_use_are_one_view() -> None:
    first, second = listening_views(
        [
            step(1.0, "asked"),
            step(2.0, "began"),
            step(3.0, "changed", mode="barge"),
            step(4.0, "ended", mode="barge", actor="phone", end="hung_up"),
            step(5.0, "asked", listening="l2"),
            step(6.0, "ended", listening="l2", actor="router", end="not_answered"),
        ]
    )
    assert (first.asked_at, first.began_at, first.ended_at) == (moment(1.0), moment(2.0), moment(4.0))
    assert [(one.at, one.mode.value) for one in first.modes] == [(moment(2.0), "listen"), (moment(3.0), "barge")]
    assert (first.actor, first.ended_by, first.end, first.note) == ("token:lead", "phone", "hung_up", "new")
    assert (second.began_at, second.modes, second.end) == (None, [], "not_answered")


def test_one_that_goes_on_has_no_end() -> None:
    (one,) = listening_views([step(1.0, "asked"), step(2.0, "began")])
    assert (one.ended_at, one.end, one.ended_by) == (None, "", "")


def test_a_talk_that_was_taken_over_ends_the_use_and_is_no_way_to_be_heard() -> None:
    (one,) = listening_views(
        [
            step(1.0, "asked"),
            step(2.0, "began"),
            step(3.0, "asked", mode="take_over", actor="token:boss", note="hard"),
            step(4.0, "ended", mode="take_over", actor="token:boss", end="taken_over", note="hard"),
        ]
    )
    assert (one.actor, one.end, one.ended_by, one.note) == ("token:lead", "taken_over", "token:boss", "hard")
    assert [mode.mode.value for mode in one.modes] == ["listen"]
    assert one.asked_at == moment(1.0)
