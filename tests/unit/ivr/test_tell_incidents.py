"""Callers hear of an incident: 9 puts them on its list, and nothing else keeps them from a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ivr.decision import Action, Decision
from ivr.receive_call import receive_call
from router.domain.incidents.announcement import IncidentAnnouncement
from tests.unit.ivr.caller import Caller
from tests.unit.ivr.house import LINE, city, house

CRACKS = IncidentAnnouncement(
    incident="17-ab",
    lines=("general",),
    text={"zh-CN": "裂缝", "en": "Cracks"},
    sounds={"zh-CN": "incidents/zh", "en": "incidents/en"},
    at=1.0,
    by="token:lead",
    until=9.0,
)
FLOOD = replace(CRACKS, incident="18-cd", text={"zh-CN": "水"}, sounds={"zh-CN": "incidents/flood"})
GREETING = "line_general_greeting"
OWN = "13900000001"
ON_THE_LIST = Decision(
    action=Action.FOLLOW, queue="general", language="zh-CN", informed=True, incident="17-ab", number=OWN
)


def decide(caller: Caller, *told: IncidentAnnouncement, number: str = OWN, **groups: int) -> Decision:
    return receive_call(caller, house(**groups), (), told or (CRACKS,), caller=number)


@pytest.mark.parametrize("where", ["incidents/zh", "incident_offer"])
def test_9_puts_the_caller_on_the_list_and_needs_nobody(where: str) -> None:
    caller = Caller({where: "9"})
    assert decide(caller) == ON_THE_LIST
    assert caller.heard[-1] == where


def test_9_counts_a_moment_after_the_words_too() -> None:
    caller = Caller(later="9")
    assert decide(caller) == ON_THE_LIST
    assert caller.heard == [GREETING, "incidents/zh", "incident_offer"]


def test_who_presses_nothing_goes_on_as_always() -> None:
    caller = Caller()
    assert decide(caller) == Decision(queue="general", language="zh-CN")
    assert caller.heard == [GREETING, "incidents/zh", "incident_offer", "menu_main"]
    assert caller.told == 1


def test_9_in_the_menu_means_what_it_always_means() -> None:
    caller = Caller({"menu_main": "9"}, later="-1")
    decided = decide(caller)
    assert (decided.action, decided.language, decided.queue) == (Action.QUEUE, "en", "legal")


@pytest.mark.parametrize(("key", "queue"), [("0", "general"), ("1", "legal")])
def test_another_key_ends_it_and_counts(key: str, queue: str) -> None:
    caller = Caller({"incidents/zh": key})
    assert decide(caller).queue == queue
    assert caller.told == 0
    assert "incident_offer" not in caller.heard


def test_a_key_in_the_greeting_passes_all_of_it_over() -> None:
    caller = Caller({GREETING: "9"}, later="1")
    assert decide(caller) == Decision(queue="legal", language="en", skills={"legal": 2})


def test_each_incident_is_offered_by_itself() -> None:
    caller = Caller({"incidents/flood": "9"})
    decided = decide(caller, CRACKS, FLOOD)
    assert (decided.action, decided.incident) == (Action.FOLLOW, "18-cd")
    assert caller.told == 1


@pytest.mark.parametrize("told", [replace(CRACKS, lines=("other",)), replace(CRACKS, sounds={"en": "incidents/en"})])
def test_other_lines_and_languages_hear_nothing_of_it(told: IncidentAnnouncement) -> None:
    caller = Caller()
    decide(caller, told)
    assert caller.heard == [GREETING, "menu_main"]


def test_in_another_language_it_is_offered_again() -> None:
    caller = Caller({"menu_main": "9", "incidents/en": "9"})
    decided = decide(caller)
    assert (decided.action, decided.language, decided.number) == (Action.FOLLOW, "en", OWN)
    assert caller.heard[-3:] == ["[en]", GREETING, "incidents/en"]


def test_a_line_without_a_menu_and_a_full_one_offer_it_too() -> None:
    straight = receive_call(
        Caller({"incident_offer": "9"}), house(city(replace(LINE, menu=""))), (), (CRACKS,), caller=OWN
    )
    assert straight == ON_THE_LIST
    full = house(city(replace(LINE, max_calls=10)), calls_general=11)
    assert receive_call(Caller({"incident_offer": "9"}), full, (), (CRACKS,), caller=OWN) == ON_THE_LIST
    caller = Caller()
    assert receive_call(caller, full, (), (CRACKS,), caller=OWN).action is Action.MESSAGE
    assert caller.heard == [GREETING, "incidents/zh", "incident_offer", "all_busy"]


@pytest.mark.parametrize(
    ("during", "later", "number"),
    [
        ("0", "1088881234#", "01088881234"),
        ("1", "3900001111", "13900001111"),
        ("-", "13900001111#", "13900001111"),
        ("1", "39000011112222333", "139000011112222"),
    ],
)
def test_who_withholds_the_number_keys_one_in(during: str, later: str, number: str) -> None:
    caller = Caller({"incidents/zh": "9", "incident_number": during}, later=later)
    assert decide(caller, number="") == replace(ON_THE_LIST, number=number)


@pytest.mark.parametrize("later", ["-", "123#-", "12345*-", "*#"])
def test_who_keys_none_in_is_told_so_and_goes_on(later: str) -> None:
    caller = Caller({"incidents/zh": "9", "menu_main": "1"}, later=later)
    assert decide(caller, number="") == Decision(queue="legal", language="zh-CN", skills={"legal": 2})
    assert caller.heard == [
        GREETING, "incidents/zh", "incident_number", "incident_number", "incident_not_listed", "menu_main",
    ]  # fmt: skip
