"""One caller in the greeting, one in hold, one ringing, one talking: what every kill scenario begins with."""

from __future__ import annotations

import time
from dataclasses import dataclass

from phones import Behaviour, IncomingCall
from phones.tone import tone_spans
from router.domain.call import CallState, Outcome
from router.domain.seat import SeatState
from tests.acceptance.world import AGENT_HZ, CITIZEN_HZ, Citizen, World

SEATS = ("1001", "1002", "1003", "1004")


@dataclass
class FourCallers:
    """The four, with the two agents they are with; seats 1003 and 1004 have phones that answer, and are not ready."""

    world: World
    talking: Citizen
    ringing: Citizen
    holding: Citizen
    greeted: Citizen
    talk: IncomingCall
    ring: IncomingCall

    @property
    def citizens(self) -> list[Citizen]:
        return [self.talking, self.ringing, self.holding, self.greeted]

    async def talk_went_on(self, since: float) -> None:
        """Citizen and agent have heard each other without a gap from monotonic time `since` until now."""
        now = time.monotonic()
        for samples, hz in (
            (self.talking.call.heard_since(since), AGENT_HZ),
            (self.talk.heard_since(since), CITIZEN_HZ),
        ):
            spans = tone_spans(samples, hz)
            heard = sum(end - start for start, end in spans)
            assert heard > 0.9 * (now - since) - 0.2, f"{hz} Hz heard for {heard:.2f} of {now - since:.2f} s: {spans}"

    async def ringing_is_answered(self) -> None:
        """The agent that rang answers, and talks with that citizen."""
        await self.ring.answer()
        await self.ringing.call.hears_tone(AGENT_HZ, 10, seconds=0.5)
        await self.ring.hears_tone(CITIZEN_HZ, 10, seconds=0.5)

    async def others_reach_a_seat(self) -> None:
        """Who waited and who was greeted are talking at last."""
        for citizen in (self.holding, self.greeted):
            await citizen.call.hears_tone(AGENT_HZ, 40, seconds=0.5, since=0.0)

    async def all_hang_up(self) -> None:
        for citizen in self.citizens:
            await citizen.call.hang_up()

    async def all_were_answered(self) -> None:
        """One outcome each, none lost; every seat free again."""
        for citizen in self.citizens:
            over = await citizen.outcome()
            assert over.call.outcome is Outcome.ANSWERED, over.call
        for seat in SEATS:
            await self.world.until_seat(
                seat, lambda s: s.state in {SeatState.READY, SeatState.NOT_READY} and not s.call, what="free again"
            )


async def four_callers(world: World) -> FourCallers:
    """Bring them about."""
    answers = Behaviour(answer_after=0.2)
    first, second = await world.agent("1001", ready=False), await world.agent("1002", ready=False)
    for seat in ("1003", "1004"):
        await world.agent(seat, ready=False, behaviour=answers)
    # One after the other, so that they are served in this order once all wait; their greetings overlap.
    talking, ringing, holding = await world.citizen(), await world.citizen(), await world.citizen()
    for citizen in (talking, ringing, holding):
        await citizen.until(CallState.QUEUED)
    await world.sign_on("1001")
    talk = await first.incoming(15)
    await talk.answer()
    await talking.until(CallState.TALKING)
    await world.sign_on("1002")
    ring = await second.incoming(15)
    await ring.ring()
    await world.until_seat("1002", SeatState.RINGING)
    await talking.call.hears_tone(AGENT_HZ, 10, seconds=0.5)
    greeted = await world.citizen("12399")
    await greeted.until(CallState.IN_MENU)
    return FourCallers(
        world=world, talking=talking, ringing=ringing, holding=holding, greeted=greeted, talk=talk, ring=ring
    )


async def serve_the_rest(world: World) -> None:
    """The other two agents say ready."""
    for seat in ("1003", "1004"):
        await world.sign_on(seat)
