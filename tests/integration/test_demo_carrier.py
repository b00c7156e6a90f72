"""The phones outside of the demo, rung by another phone in the platform's place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from random import Random

import pytest

from phones import Phone
from phones.errors import CallRejected
from phones.udp import Address
from router.demo.back import Back
from router.demo.callback_plan import Pickup, draw_ring
from router.demo.carrier import CARRIER_OFFSET, Carrier
from router.demo.casebook import Case
from router.demo.company import Company
from router.domain.outbound import RingEnd

NUMBER = "13900000001"


def seed_of(pickup: Pickup) -> int:
    """Whose first ring is of this kind, and short."""
    plans = ((seed, draw_ring(Random(f"{seed}:ring:{NUMBER}:0"))) for seed in count())
    return next(seed for seed, plan in plans if plan.pickup is pickup and plan.after < 1.2 and plan.key_after < 2.0)


@asynccontextmanager
async def carrier(port_base: int, case: Case, seed: int = 1) -> AsyncIterator[tuple[Phone, Address, Company]]:
    """The platform's phone, where the carrier is, and who is on the phone there."""
    at, company = ("127.0.0.1", port_base + CARRIER_OFFSET), Company(5.0)
    outside = Carrier(("127.0.0.1", port_base), at[1], company, asyncio.Event(), seed=seed, tell=lambda _text: None)
    outside.expect(NUMBER, case, 0.5)
    await outside.open()
    company.hire(outside.work(), "the carrier")
    async with Phone("12345", server=("127.0.0.1", port_base), tone_hz=880.0) as platform:
        yield platform, at, company
    await company.part()
    await outside.close()


def promised(*, on_the_line: bool = False) -> Case:
    back = Back(number=NUMBER, promised=True, on_the_line=on_the_line)
    return Case(number=NUMBER, line="12345", queue="general", back=back)


async def test_who_did_not_ask_to_be_called_back_is_a_trouble(port_base: int) -> None:
    async with carrier(port_base, promised()) as (platform, at, company):
        call = await platform.dial("13900000009", to=at)
        with pytest.raises(CallRejected):
            await call.answered(5)
    assert [trouble.partition(" ")[0] for trouble in company.troubles] == ["139******09"]


async def test_a_citizen_answers_presses_the_key_and_talks(port_base: int) -> None:
    case = promised()
    async with carrier(port_base, case, seed_of(Pickup.TAKES)) as (platform, at, company):
        call = await platform.dial(NUMBER, to=at, wait=5)
        assert (await call.ended(10)).by == "far"
    assert case.back is not None
    (ring,) = case.back.rings
    assert (ring.answered, ring.pressed, ring.ends) == (True, True, frozenset({RingEnd.ACCEPTED}))
    assert company.troubles == []


async def test_a_citizen_who_calls_again_is_busy(port_base: int) -> None:
    case = promised(on_the_line=True)
    async with carrier(port_base, case, seed_of(Pickup.TAKES)) as (platform, at, _company):
        call = await platform.dial(NUMBER, to=at)
        with pytest.raises(CallRejected) as refused:
            await call.answered(5)
    assert refused.value.status == 486
    assert case.back is not None
    assert RingEnd.BUSY in case.back.rings[0].ends
