"""Three levels of one skill: of those who are free the best rings, whoever has rested longest.

1004 level 3 (longest idle)    1005 level 4    1006 level 5

first    1006 ────────────────────────────── hangs up
second       1005 ──────────────────────────
third            1004 ──────────────────────
fourth                                          1006
"""

from __future__ import annotations

from router.domain.call import OfferResult
from router.domain.seat import SeatState
from tests.acceptance.world import World, join, offers_of


async def test_levels(world: World) -> None:
    agents = {seat: await world.agent(seat) for seat in ("1004", "1005", "1006")}
    citizens = []
    for seat in ("1006", "1005", "1004"):
        citizen = await world.citizen("12311", hurry=True)
        await join(citizen, await agents[seat].incoming(15))
        citizens.append(citizen)
    # Now all are free again, the best one last.
    for citizen, seat in zip(reversed(citizens), ("1004", "1005", "1006"), strict=True):
        await citizen.call.hang_up()
        await world.until_seat(seat, SeatState.READY)
    citizens.append(await world.citizen("12311", hurry=True))
    await join(citizens[-1], await agents["1006"].incoming(15))
    await citizens[-1].call.hang_up()
    for citizen, seat in zip(citizens, ("1006", "1005", "1004", "1006"), strict=True):
        assert offers_of(await citizen.outcome()) == [(seat, OfferResult.ANSWERED)]
