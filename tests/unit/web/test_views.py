from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from router.domain.bundle import Agent, Bundle, Line, Queue, SeatPlace, Site
from router.domain.call import Call, CallState, Segment
from router.domain.seat import Seat, SeatState
from router.web.views import call_view, line_views, queue_views, seat_view, waited
from router.web.words import Word, expected_waits

NOW = 1_700_000_100.0
BUNDLE = Bundle(
    number=1,
    site=Site(name="City", timezone="Asia/Shanghai", languages=("zh-CN",)),
    lines={"general": Line(id="general", number="12345", name="General", queue="general", language="zh-CN",
                           greeting="hello")},
    queues={"general": Queue(id="general", name="General"), "legal": Queue(id="legal", name="Legal")},
    skills={},
    seats={"1001": SeatPlace(id="1001", name="Window")},
    agents={"8001": Agent(id="8001", name="Li")},
    texts={},
)  # fmt: skip


def waiting(number: int, *, ago: float, queue: str = "general", state: CallState = CallState.QUEUED) -> Call:
    at = NOW - ago
    return Call(id=f"n-{number}", node="n", channel="c", line="general", caller="13800138000", arrived_at=at,
                counter=number, queued_at=at + 2, queue=queue, state=state,
                segments=(Segment(number=1, queue=queue, queued_at=at + 2),))  # fmt: skip


def test_places_follow_rank_and_a_ringing_call_keeps_its_place() -> None:
    calls = [waiting(3, ago=5), waiting(1, ago=30, state=CallState.OFFERED), waiting(2, ago=10)]
    general, legal = queue_views(calls, BUNDLE, now=NOW, in_full=False)
    assert [(caller.call, caller.place, caller.waited_seconds) for caller in general.callers] == [
        ("n-1", 1, 28.0), ("n-2", 2, 8.0), ("n-3", 3, 3.0),
    ]  # fmt: skip
    assert (general.waiting, general.longest_wait_seconds) == (3, 28.0)
    assert (legal.id, legal.waiting, legal.longest_wait_seconds) == ("legal", 0, 0.0)
    assert {caller.caller for caller in general.callers} == {"138******00"}


def test_only_waiting_calls_wait() -> None:
    states = [CallState.IN_MENU, CallState.TALKING, CallState.FALLBACK, CallState.ENDED]
    queues = queue_views([waiting(1, ago=9, state=state) for state in states], BUNDLE, now=NOW, in_full=True)
    assert [queue.waiting for queue in queues] == [0, 0]


def test_a_queue_that_left_the_configuration_still_shows_who_waits_in_it() -> None:
    queues = queue_views([waiting(1, ago=9, queue="old")], BUNDLE, now=NOW, in_full=True)
    assert [(queue.id, queue.name, queue.waiting) for queue in queues][-1] == ("old", "", 1)
    assert queue_views([waiting(1, ago=9)], None, now=NOW, in_full=True)[0].target_seconds is None


def test_the_wait_of_one_who_lost_the_agent_starts_again_but_not_after_a_missed_offer() -> None:
    call = waiting(1, ago=60)
    again = Segment(number=2, queue="general", queued_at=NOW - 5)
    missed = replace(call, segments=(*call.segments, again))
    lost = replace(missed, talked_at=NOW - 50)
    assert queue_views([missed], BUNDLE, now=NOW, in_full=True)[0].longest_wait_seconds == 58.0
    assert queue_views([lost], BUNDLE, now=NOW, in_full=True)[0].longest_wait_seconds == 5.0


def test_waited_ends_with_the_answer_else_with_the_call() -> None:
    call = waiting(1, ago=60)
    assert waited(call, NOW) == 58.0
    assert waited(replace(call, ended_at=NOW - 10), NOW) == 48.0
    assert waited(replace(call, talked_at=NOW - 20, ended_at=NOW - 10), NOW) == 38.0
    assert waited(replace(call, queued_at=None), NOW) is None
    assert waited(call, NOW - 3600) == 0.0
    assert waited(call, None) is None


def test_a_seat_is_shown_with_names_and_how_long() -> None:
    seat = Seat(id="1001", state=SeatState.READY, agent="8001", since=NOW - 12.5, reachable=True, version=4)
    view = seat_view(seat, BUNDLE, now=NOW)
    assert (view.name, view.agent_name, view.seconds, view.available) == ("Window", "Li", 12.5, True)
    assert view.since == datetime.fromtimestamp(NOW - 12.5, UTC)
    assert not seat_view(replace(seat, reachable=False), BUNDLE, now=NOW).available


def test_a_seat_that_never_changed_has_no_since() -> None:
    view = seat_view(Seat(id="9"), None, now=NOW)
    assert (view.since, view.seconds, view.idle_since, view.name) == (None, 0.0, None, "")


def test_lines_without_live_state_say_so() -> None:
    assert line_views(None, BUNDLE)[0].live_calls is None
    assert line_views([waiting(1, ago=3), waiting(2, ago=3)], BUNDLE)[0].live_calls == 2


def test_a_call_is_masked_unless_one_may_see() -> None:
    assert call_view(waiting(1, ago=3), live=True, now=NOW, in_full=False).caller == "138******00"
    view = call_view(waiting(1, ago=3), live=True, now=NOW, in_full=True)
    assert (view.caller, view.live) == ("13800138000", True)
    assert view.model_dump_json().count('"arrived_at":"2023-11-14T22:14:57Z"') == 1


def test_a_queue_tells_how_long_a_caller_who_comes_now_will_wait_while_the_router_says_so() -> None:
    words = {"router": Word(at=NOW, ok=True, expected_wait={"general": 42.0, "legal": None})}
    expected = expected_waits(words, now=NOW)
    queues = queue_views([], BUNDLE, now=NOW, in_full=True, expected=expected)
    assert [queue.expected_wait_seconds for queue in queues] == [42.0, None]
    assert expected_waits(words, now=NOW + 6) == {}
    assert expected_waits({}, now=NOW) == {}
