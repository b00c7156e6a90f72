"""What somebody on a ladder hears: a prompt for whatever may be climbed for, in the words of the house."""

from __future__ import annotations

from dataclasses import replace

from ivr.prompts import known_prompts, prompts_of
from router.domain.bundle import Bundle
from router.domain.ladder.settings import IN_A_QUEUE, Ladder, Rule, Trigger
from tests.unit.ivr.house import city


def with_ladder(*triggers: Trigger, **more: object) -> Bundle:
    ladder = Ladder(id="night", people=("lead",), rules=tuple(Rule(trigger=trigger) for trigger in triggers))
    return replace(city(), ladders={"night": ladder}, **more)  # type: ignore[arg-type]


def names(house: Bundle) -> set[str]:
    return {name for name in known_prompts(house) if name.startswith("ladder_")}


def test_there_is_a_prompt_for_every_trigger_and_for_each_queue_where_it_is_about_one() -> None:
    house = with_ladder(*Trigger)
    wanted = {"ladder_connecting", "ladder_gone"}
    for trigger in Trigger:
        wanted |= {f"ladder_{trigger}_{queue}" for queue in house.queues} if trigger in IN_A_QUEUE else set()
        wanted |= set() if trigger in IN_A_QUEUE else {f"ladder_{trigger}"}
    assert names(house) == wanted


def test_nothing_is_spoken_that_no_ladder_is_climbed_for() -> None:
    assert names(city()) == set()
    assert names(with_ladder(Trigger.NOBODY)) == {"ladder_nobody", "ladder_connecting", "ladder_gone"}


def test_the_queue_and_the_keys_are_named() -> None:
    house = with_ladder(Trigger.WAITING)
    queue = next(iter(house.queues.values()))
    said = {p.language: p.text for p in prompts_of(house) if p.name == f"ladder_waiting_{queue.id}"}
    assert said
    for text in said.values():
        assert queue.name in text
        assert any(word in text for word in ("按一", "press one"))
