"""The voice menu, as its callers press it: every way ends at a person, a message or an information.

line 12300   greeting ── main ──1── legal
                          ├──2── more ──1── legal       (* leads back to main)
                          ├──3── information, then main again
                          ├──8── main in English
                          └──9── message
0, no key, or two wrong ones: a person of the line's queue, general.
"""

from __future__ import annotations

import pytest

from router.domain.call import CallState, Outcome, Where
from tests.acceptance.ears import hears_prompt, press
from tests.acceptance.world import World


async def test_a_key_in_the_greeting_is_a_choice(world: World) -> None:
    citizen = await world.citizen("12300")
    await citizen.call.send_keys("1")
    call = await citizen.until(CallState.QUEUED)
    assert (call.queue, call.language) == ("legal", "zh-CN")


@pytest.mark.parametrize(
    ("keys", "queue"),
    [
        ("", "general"),
        ("44", "general"),
        ("0", "general"),
        ("20", "general"),
        ("21", "legal"),
        ("2*1", "legal"),
        ("*1", "legal"),
    ],
    ids=["no key", "two wrong keys", "person", "person from below", "nested", "back, then on", "back at the top"],
)
async def test_every_way_leads_to_a_person(world: World, keys: str, queue: str) -> None:
    citizen = await world.citizen("12300")
    menus = {"2": "menu_more"}
    await hears_prompt(citizen.call, world.prompt("menu_main"))
    for number, key in enumerate(keys):
        at = await press(citizen.call, key)
        if number + 1 < len(keys):
            await hears_prompt(citizen.call, world.prompt(menus.get(key, "menu_main")), since=at)
    call = await citizen.until(CallState.QUEUED, within=25)
    assert call.queue == queue
    assert call.skills == ""


async def test_another_language(world: World) -> None:
    citizen = await world.citizen("12300")
    await hears_prompt(citizen.call, world.prompt("menu_main"))
    await citizen.call.send_keys("8")
    await hears_prompt(citizen.call, world.prompt("menu_main", "en"))
    await citizen.call.send_keys("0")
    call = await citizen.until(CallState.QUEUED)
    assert (call.queue, call.language) == ("general", "en")


async def test_an_information_is_heard_and_the_menu_again(world: World) -> None:
    citizen = await world.citizen("12300")
    await hears_prompt(citizen.call, world.prompt("menu_main"))
    at = await press(citizen.call, "3")
    await hears_prompt(citizen.call, world.prompt("opening"), since=at)
    await hears_prompt(citizen.call, world.prompt("menu_main"), since=at)
    await citizen.call.hang_up()
    over = (await citizen.outcome()).call
    assert (over.outcome, over.where) == (Outcome.INFORMED, Where.MENU)


async def test_who_leaves_the_menu_unserved_has_abandoned(world: World) -> None:
    citizen = await world.citizen("12300")
    await hears_prompt(citizen.call, world.prompt("menu_main"))
    await citizen.call.hang_up()
    over = (await citizen.outcome()).call
    assert (over.outcome, over.where) == (Outcome.ABANDONED, Where.MENU)


async def test_a_flood_of_keys_ends_at_a_person(world: World) -> None:
    citizen = await world.citizen("12300")
    await citizen.call.send_keys("4" * 30)
    call = await citizen.until(CallState.QUEUED, within=25)
    assert call.queue == "general"
