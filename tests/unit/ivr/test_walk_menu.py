from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.decision import Action, Decision
from ivr.receive_call import receive_call
from ivr.walk_menu import STEPS
from router.domain.bundle import Choice, Go
from tests.unit.ivr.caller import Caller
from tests.unit.ivr.house import LINE, MAIN, SERVICES, city, house

GREETING = "line_general_greeting"


def decide(caller: Caller) -> Decision:
    return receive_call(caller, house(), ())


def test_a_choice_after_the_prompt_leads_to_its_queue_with_its_skills() -> None:
    caller = Caller(later="1")
    assert decide(caller) == Decision(queue="legal", language="zh-CN", skills={"legal": 2})
    assert caller.heard == [GREETING, "menu_main"]
    assert caller.waited == [5]


def test_a_choice_in_the_greeting_counts() -> None:
    caller = Caller({GREETING: "1"})
    assert decide(caller).queue == "legal"
    assert caller.heard == [GREETING]


def test_a_key_in_the_greeting_that_is_no_choice_ends_the_greeting_and_is_not_held_against_the_caller() -> None:
    caller = Caller({GREETING: "7", "menu_main": "71"})
    assert decide(caller).queue == "legal"
    assert caller.heard == [GREETING, "menu_main", "wrong_key", "menu_main"]


def test_a_key_in_the_menu_cuts_it_short() -> None:
    caller = Caller({"menu_main": "1"})
    assert decide(caller).queue == "legal"
    assert caller.waited == []


@pytest.mark.parametrize("where", [GREETING, "menu_main", "opening", "wrong_key"])
def test_0_reaches_a_person_from_everywhere(where: str) -> None:
    caller = Caller({where: "0", "menu_main": {"opening": "3", "wrong_key": "8"}.get(where, "0")})
    assert decide(caller) == Decision(queue="general", language="zh-CN")
    assert caller.heard[-1] == where


def test_0_in_a_deeper_menu_reaches_the_person_of_that_menu() -> None:
    assert decide(Caller({"menu_main": "2", "menu_services": "0"})).queue == "mutual_aid"


def test_silence_reaches_a_person() -> None:
    caller = Caller()
    assert decide(caller) == Decision(queue="general", language="zh-CN")
    deeper = Caller({"menu_main": "2"})
    assert decide(deeper).queue == "mutual_aid"
    assert deeper.waited == [3]


def test_one_wrong_key_is_told_and_two_in_a_row_reach_a_person() -> None:
    caller = Caller({"menu_main": "77"})
    assert decide(caller) == Decision(queue="general", language="zh-CN")
    assert caller.heard == [GREETING, "menu_main", "wrong_key", "menu_main"]


def test_a_right_key_between_two_wrong_ones_forgives_the_first() -> None:
    caller = Caller({"menu_main": "72", "menu_services": "61"})
    assert decide(caller).queue == "mutual_aid"
    assert caller.heard.count("wrong_key") == 2


def test_a_choice_while_the_wrong_key_is_told_counts() -> None:
    caller = Caller({"menu_main": "7", "wrong_key": "1"})
    assert decide(caller).queue == "legal"


def test_star_goes_back_and_at_the_top_repeats() -> None:
    caller = Caller({"menu_main": "*21", "menu_services": "*"})
    assert decide(caller).queue == "legal"
    assert caller.heard == [GREETING, "menu_main", "menu_main", "menu_services", "menu_main"]


def test_an_information_is_said_then_the_menu_again() -> None:
    caller = Caller({"menu_main": "3"})
    assert decide(caller) == Decision(queue="general", language="zh-CN", informed=True)
    assert caller.heard == [GREETING, "menu_main", "opening", "menu_main"]
    assert caller.told == 1


def test_an_information_that_was_cut_short_informs_nobody_and_the_key_counts() -> None:
    caller = Caller({"menu_main": "3", "opening": "1"})
    assert decide(caller) == Decision(queue="legal", language="zh-CN", skills={"legal": 2})
    assert caller.told == 0


def test_who_asks_for_an_agent_after_an_information_waits_as_any_other() -> None:
    caller = Caller({"menu_main": "31"})
    assert not decide(caller).informed
    assert caller.told == 1


def test_a_message_is_left_for_the_queue_that_the_choice_names() -> None:
    assert decide(Caller({"menu_main": "4"})) == Decision(action=Action.MESSAGE, queue="legal", language="zh-CN")


def test_another_language_has_its_greeting_and_repeats_the_menu() -> None:
    caller = Caller({"menu_main": "91"})
    assert decide(caller) == Decision(queue="legal", language="en", skills={"legal": 2})
    assert caller.heard == [GREETING, "menu_main", "[en]", GREETING, "menu_main"]


def test_a_choice_in_the_other_languages_greeting_counts() -> None:
    caller = Caller({GREETING: "-1", "menu_main": "9"})
    assert decide(caller).queue == "legal"
    assert caller.heard == [GREETING, "menu_main", "[en]", GREETING]


def test_a_way_without_an_end_ends_at_a_person() -> None:
    caller = Caller({"menu_main": "*" * 100})
    assert decide(caller) == Decision(queue="general", language="zh-CN")
    assert caller.heard.count("menu_main") == STEPS


def test_a_menu_that_is_not_there_is_passed_over() -> None:
    some = city()
    lost = replace(some, menus={"main": replace(MAIN, choices={"2": Choice(go=Go.MENU, target="gone")})})
    caller = Caller({"menu_main": "2"})
    assert receive_call(caller, house(lost), ()).queue == "general"
    assert caller.heard == [GREETING, "menu_main", "menu_main"]


def test_a_line_without_a_menu_leads_straight_to_its_queue_and_any_key_hurries() -> None:
    some = city(replace(LINE, menu="", notice="录音"))
    caller = Caller({GREETING: "7"})
    assert receive_call(caller, house(some), ()) == Decision(queue="general", language="zh-CN")
    assert caller.heard == [GREETING]


def test_every_key_of_a_deeper_menu_is_its_own() -> None:
    assert decide(Caller({"menu_main": "2", "menu_services": "1"})).queue == SERVICES.choices["1"].target
