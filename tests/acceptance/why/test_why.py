"""What `hotline why` and `hotline replay` say of calls that were really made.

early    hold ── 1001 declines ── hold ── 1003 rings, talk ── hangs up
late     hold ~~~~~~~~~~~~~~~~~~ hangs up
then     why early: both decisions, both offers, the talk; why late: nobody was offered it
         replay: all that was decided comes out again
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

from router.domain.call import CallState
from router.domain.seat import SeatState
from router.settings import CHECKOUT
from tests.acceptance.world import World, join


async def test_why(world: World) -> None:
    first = await world.agent("1001")
    early = await world.citizen("12351", hurry=True)
    offer = await first.incoming(15)
    late = await world.citizen("12351", hurry=True)
    waiting = await late.until(CallState.QUEUED)
    await offer.reject(486)
    await world.until_seat("1001", SeatState.NOT_READY)
    second = await world.agent("1003")
    offer = await second.incoming(15)
    assert offer.caller == early.number
    await join(early, offer)
    await late.call.hang_up()
    await early.call.hang_up()
    served = (await early.outcome()).call
    await late.outcome()

    code, said = await hotline(world, "why", served.id, "--language", "en", "--full", "--json")
    assert code == 0, said
    story = json.loads(said)
    kinds = [step["kind"] for step in story["steps"]]
    assert kinds == ["arrived", "queued", "decided", "offered", "decided", "offered", "talks", "talk_ended", "ended"]
    texts = [step["text"] for step in story["steps"]]
    assert f"Call {served.id} waited" in texts[2]
    assert "goes to seat 1001 (agent 8001)" in texts[2]
    assert texts[3].startswith("Seat 1001 (agent 8001) declined")
    assert "goes to seat 1003 (agent 8003)" in texts[4]
    for step in story["steps"]:
        if step["kind"] == "decided":
            assert step["details"][-1] == "Decided again: the rules come to the same."
    assert early.number not in said

    code, said = await hotline(world, "why", waiting.id[-6:], "--language", "en")
    assert code == 0, said
    assert "it was not offered to any seat." in said
    assert told(await world.api("GET", f"/v1/calls/{served.id}/why?language=en&full=true")) == told(story)

    code, said = await hotline(world, "replay", "--json")
    found = json.loads(said)
    assert (code, found["difference"], found["differing"]) == (0, None, 0)
    assert found["decisions"] >= 2
    assert found["entries"] > found["engines"] >= 1


def told(story: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """Its steps without their times, which the API writes in another form."""
    return [(step["kind"], step["text"], step["details"]) for step in story["steps"]]


async def hotline(world: World, *words: str) -> tuple[int, str]:
    """Exit code and standard output of a command about this copy."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "router", *words, "--data", str(world.settings.data),
        cwd=CHECKOUT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, error = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, (out or error).decode()
