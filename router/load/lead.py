"""The shift lead of a load run: sees that whoever sits at a phone can be called, whatever a fault has done."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from phones import Phone
from router.cli.read_live import read_live
from router.demo.citizen import Tell
from router.demo.desk import Desk, DeskRefused
from router.domain.seat import PARKED_BY_SYSTEM, SeatState
from router.settings import Settings

ROUND_SECONDS: Final = 5.0
PATIENCE: Final = {SeatState.SIGNED_OFF: 3.0, SeatState.NOT_READY: 90.0}
"""seconds after which somebody who is not called is sent back to work; agents pause for a minute at most"""
PARKED_PATIENCE: Final = 15.0


@dataclass(kw_only=True)
class Lead:
    """Goes round until cancelled."""

    settings: Settings
    desk: Desk
    crew: Mapping[str, str]
    phones: Mapping[str, Phone]
    tell: Tell
    seen: dict[str, tuple[SeatState, float]] = field(default_factory=dict)
    """seat to its state, and since when (monotonic) it was seen in it"""
    helped: int = 0

    async def go_round(self) -> None:
        while True:
            await asyncio.sleep(ROUND_SECONDS)
            live = await asyncio.to_thread(read_live, self.settings)
            for seat, agent in self.crew.items():
                found = live.seats.get(seat)
                if found is None and live.problem:
                    continue
                state = found.state if found else SeatState.SIGNED_OFF
                parked = found is not None and (found.reason in PARKED_BY_SYSTEM or found.reason == "signed_on")
                if self._too_long(seat, state, PARKED_PATIENCE if parked else PATIENCE.get(state, float("inf"))):
                    await self._send_back(seat, agent, state)

    def _too_long(self, seat: str, state: SeatState, patience: float) -> bool:
        former, since = self.seen.get(seat, (None, 0.0))
        if former is not state or self.phones[seat].calls:
            self.seen[seat] = (state, time.monotonic())
            return False
        return state in PATIENCE and time.monotonic() - since > patience

    async def _send_back(self, seat: str, agent: str, state: SeatState) -> None:
        try:
            if state is SeatState.SIGNED_OFF:
                await self.desk.sign_on(seat, agent)
            await self.desk.ready(seat)
        except DeskRefused as refused:
            self.tell(f"the lead cannot send seat {seat} back to work: {refused}")
        else:
            self.helped += 1
            self.tell(f"the lead sends seat {seat} back to work: it was {state.value}")
