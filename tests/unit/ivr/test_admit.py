from __future__ import annotations

from dataclasses import replace

from ivr.admit import admit
from ivr.decision import Action, Decision
from ivr.receive_call import receive_call
from router.domain.bundle import Bundle, Choice, Go, Queue
from tests.unit.ivr.caller import Caller
from tests.unit.ivr.house import LINE, SUNDAY_NIGHT, city, house

WANTED = Decision(queue="legal", language="en", skills={"legal": 2})
TO_GENERAL = Choice(go=Go.QUEUE, target="general", skills={"english": 1})


def closing(**closed: Choice | None) -> Bundle:
    """Queues that are open in office hours only."""
    return city(queues={name: Queue(id=name, name=name, hours="office", closed=to) for name, to in closed.items()})


def test_an_open_queue_takes_the_caller_without_a_word() -> None:
    caller = Caller()
    assert admit(caller, house(closing(legal=None)), WANTED) == WANTED
    assert caller.heard == []


def test_a_closed_queue_leads_to_a_message_for_itself() -> None:
    caller = Caller()
    decision = admit(caller, house(closing(legal=None), now=SUNDAY_NIGHT), WANTED)
    assert decision == Decision(action=Action.MESSAGE, queue="legal", language="en", informed=True)
    assert caller.heard == ["queue_closed"]
    assert caller.told == 1


def test_a_closed_queue_leads_to_a_message_for_another() -> None:
    some = closing(legal=Choice(go=Go.MESSAGE, target="expert"))
    assert admit(Caller(), house(some, now=SUNDAY_NIGHT), WANTED).queue == "expert"


def test_a_closed_queue_leads_to_an_open_one_with_the_skills_asked_for_there() -> None:
    caller = Caller()
    decision = admit(caller, house(closing(legal=TO_GENERAL), now=SUNDAY_NIGHT), WANTED)
    assert decision == Decision(queue="general", language="en", skills={"english": 1})
    assert caller.heard == ["queue_closed", "other_desk"]


def test_a_chain_of_closed_queues_is_told_once_and_ends_at_the_last_ones_message() -> None:
    some = closing(legal=Choice(go=Go.QUEUE, target="expert"), expert=None)
    caller = Caller()
    decision = admit(caller, house(some, now=SUNDAY_NIGHT), WANTED)
    assert (decision.action, decision.queue) == (Action.MESSAGE, "expert")
    assert caller.heard == ["queue_closed"]


def test_closed_queues_in_a_circle_end_at_a_message() -> None:
    some = closing(legal=Choice(go=Go.QUEUE, target="expert"), expert=Choice(go=Go.QUEUE, target="legal"))
    assert admit(Caller(), house(some, now=SUNDAY_NIGHT), WANTED).action is Action.MESSAGE
    renamed = replace(some, queues={"expert": replace(some.queues["expert"], closed=Choice(go=Go.QUEUE, target="old"))})
    again = replace(renamed, successors={"old": "expert", "legal": "expert"})
    assert admit(Caller(), house(again, now=SUNDAY_NIGHT), WANTED).action is Action.MESSAGE


def test_0_while_being_told_that_it_is_closed_reaches_a_person() -> None:
    caller = Caller({"queue_closed": "0"})
    decision = admit(caller, house(closing(legal=None), now=SUNDAY_NIGHT), WANTED)
    assert decision == Decision(queue="general", language="en")
    assert caller.told == 0


def test_0_leads_to_a_message_when_nobody_is_there_at_all() -> None:
    caller = Caller({"queue_closed": "0"})
    decision = admit(caller, house(closing(legal=None, general=None), now=SUNDAY_NIGHT), WANTED)
    assert (decision.action, decision.queue) == (Action.MESSAGE, "general")


def test_a_message_is_not_asked_for_hours() -> None:
    wanted = Decision(action=Action.MESSAGE, queue="legal", language="en")
    assert admit(Caller(), house(closing(legal=None), now=SUNDAY_NIGHT), wanted) == wanted


def test_a_full_queue_is_told_and_takes_a_message() -> None:
    some = city(queues={"legal": Queue(id="legal", name="x", max_waiting=3)})
    assert admit(Caller(), house(some, waiting_legal=2), WANTED) == WANTED
    caller = Caller()
    assert admit(caller, house(some, waiting_legal=3), WANTED) == Decision(
        action=Action.MESSAGE, queue="legal", language="en", informed=True
    )
    assert caller.heard == ["all_busy"]


def test_a_line_with_as_many_waiting_as_it_may_takes_a_message() -> None:
    some = city(replace(LINE, max_waiting=2))
    assert admit(Caller(), house(some, line_general=1), WANTED) == WANTED
    assert admit(Caller(), house(some, line_general=2), WANTED).action is Action.MESSAGE


def test_a_word_that_was_cut_short_has_informed_nobody() -> None:
    some = city(replace(LINE, max_waiting=1))
    caller = Caller({"all_busy": "1"})
    assert not admit(caller, house(some, line_general=1), WANTED).informed
    assert caller.told == 0


def test_a_line_with_more_calls_than_it_may_is_greeted_and_told_so_before_any_menu() -> None:
    some = city(replace(LINE, max_calls=10))
    caller = Caller()
    decision = receive_call(caller, house(some, calls_general=11), ())
    assert decision == Decision(action=Action.MESSAGE, queue="general", language="zh-CN", informed=True)
    assert caller.heard == ["line_general_greeting", "all_busy"]


def test_the_call_itself_is_among_those_that_may_be() -> None:
    some = city(replace(LINE, max_calls=10))
    assert receive_call(Caller(), house(some, calls_general=10), ()).action is Action.QUEUE


def test_without_limits_no_crowd_is_too_many() -> None:
    crowd = {"calls_general": 10**6, "waiting_legal": 10**6, "line_general": 10**6}
    assert admit(Caller(), house(**crowd), WANTED) == WANTED
