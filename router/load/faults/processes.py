"""Processes that die, and processes that stand still."""

from __future__ import annotations

from router.load.faults.stage import Fault, Stage, wait

STOP_SECONDS = 5.0
ASTERISK = "asterisk"


def killed(*names: str) -> Fault:
    """kill -9 of these at once. Asterisk takes every call with it."""

    async def strike(stage: Stage) -> None:
        await stage.kill(*names)

    return Fault(name="kill-" + "+".join(names), strike=strike, cuts=ASTERISK in names)


def stopped(name: str) -> Fault:
    """Stands still for 5 s, and goes on as if nothing had been."""

    async def strike(stage: Stage) -> None:
        with stage.stopped(name):
            await wait(STOP_SECONDS)

    return Fault(name=f"{name}-stop", strike=strike)
