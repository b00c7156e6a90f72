"""Wrong numbers are told so; callers with no number, or with a hostile one or name, are served as all others.

wrong number   "not in service" ── hung up on           informed
withheld       greeting ── hold ── talk, recorded       answered
hostile        greeting ── hold ── talk, recorded       answered
"""

from __future__ import annotations

import asyncio
import time

from phones import Behaviour, Phone
from phones.tone import heard
from router.adapters.sql import read
from router.domain.call import Call, Outcome, Where
from tests.acceptance.ears import heard_prompt
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, Citizen, Recorded, World, eventually

CALLERS = {
    "withheld": ("anonymous", "Anonymous", ""),
    "quotes": ("13900000001", "a\"b\\c';<sip:1001@x>;tag=1, ${SHELL(id)} & | $[1]", "13900000001"),
    # What stands before the first escape counts: no telephone sends one.
    "line ends in the number": ("139\r\nEvent: Hangup\r\nX: 00000002", "x", "139"),
    "separators": ("13900000003", "A\u2028Event: Hangup\u2029B\x85C\x0bD\tE\x01", "13900000003"),
    "latin-1": ("13900000004", "Jos\udce9 \udcff\udcfe", "13900000004"),
    "long": ("1390000000" + "5" * 290, "名" * 300, "1390000000" + "5" * 22),
}


async def _calls(world: World, kind: str) -> tuple[Citizen, Call]:
    """Such a caller dials the city's line; the citizen, and the call as the platform has it."""
    number, name, _ = CALLERS[kind]
    known = {call.id for call in await world.calls()}
    phone = Phone(number, None, world.sip, caller_name=name, tone_hz=CITIZEN_HZ)
    await phone.start()
    world.phones.append(phone)
    call = await phone.dial("12345", wait=10)

    async def new() -> list[Call]:
        return [call for call in await world.calls() if call.id not in known]

    (live,) = await eventually(new, bool, within=10, what=f"the call of {kind}")
    return Citizen(world=world, phone=phone, call=call, number=number), live


async def test_whoever_calls_is_served(world: World) -> None:
    began = time.time()
    for number in range(1, 7):
        await world.agent(f"100{number}", behaviour=Behaviour(answer_after=0.1))
    wrong = Phone("13800000000", None, world.sip)
    await wrong.start()
    world.phones.append(wrong)
    told = await wrong.dial("99999")
    served = [await _calls(world, kind) for kind in CALLERS]
    for citizen, _ in served:
        await citizen.call.hears_tone(AGENT_HZ, 20, seconds=0.5, since=0.0)
        await citizen.call.hang_up()
    ending = await told.ended(20)
    assert (ending.by, ending.how) == ("far", "bye")
    assert heard_prompt(told.heard, world.prompt("unknown_line"))

    for (kind, (*_, number)), (_, live) in zip(CALLERS.items(), served, strict=True):
        assert live.caller == number, kind
        over = await eventually(
            lambda call=live.id: world.stored(call),
            lambda found: found is not None and found.call.outcome is not None and bool(found.recordings),
            within=30,
            what=f"an outcome and a recording of the call of {kind}",
            every=0.2,
        )
        assert over is not None
        assert (over.call.outcome, over.call.caller) == (Outcome.ANSWERED, number)
        (recording,) = over.recordings
        recorded = Recorded(world.settings.recordings / recording.path)
        assert heard(recorded.citizen, CITIZEN_HZ, seconds=0.3)
        assert heard(recorded.agent, AGENT_HZ, seconds=0.3)

    async def informed() -> list[read.StoredCall]:
        return await asyncio.to_thread(read.find_calls, world.engine, since=began - 1.0, outcome="informed")

    (stored,) = await eventually(informed, bool, within=30, what="an outcome of the wrong number", every=0.2)
    assert (stored.call.where, stored.call.line) == (Where.MENU, "")
    logs = {path.name: path.read_text(errors="replace") for path in world.settings.logs.glob("*.log")}
    # Three digits stand in many a time of day.
    numbers = ["13800000000", *(number for *_, number in CALLERS.values() if len(number) > 6)]
    assert not [(name, number[:3]) for name, text in logs.items() for number in numbers if number in text]
