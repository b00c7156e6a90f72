"""A bundle that was adopted outlives the reign in which it was, and one that was not stored is not in force."""

from __future__ import annotations

from router.domain import telephony as t
from router.domain.history import BundleAdopted
from router.domain.requests import AdoptBundle, Reply, SignOn
from router.domain.seat import Seat, SeatState
from router.ports import Change
from tests.unit.domain.sample import bundle
from tests.unit.services.test_lead_floor import House


async def asked(house: House, request: AdoptBundle | SignOn) -> Reply:
    number = house.live.ask(request)
    await house.until(lambda: number in house.live.replies)
    return house.live.replies[number]


async def led_house(house: House) -> None:
    await house.until(lambda: any(isinstance(c, t.TakeSnapshot) for c in house.live.commands))
    house.snapshot()
    await house.ready("1001")


async def test_the_reign_after_an_adoption_goes_on_with_it() -> None:
    house = House()
    house.bundles[2] = bundle(seats=5, number=2)
    async with house.led():
        await led_house(house)
        assert await asked(house, AdoptBundle(seat="", actor="cli", number=2)) == Reply(ok=True)
        assert (await house.seat("1005")).state is SeatState.SIGNED_OFF
        house.clock.step = -3600.0
        await house.until(lambda: any(command.epoch == 2 for command in house.live.commands))
        house.snapshot()
        assert (await asked(house, SignOn(seat="1005", actor="t", agent="8005"))).ok
        await house.until(lambda: house.live.words["router"].get("bundle") == 2)
    assert [record.number for record in house.live.outbox if isinstance(record, BundleAdopted)] == [2]


async def test_what_could_not_be_stored_is_not_in_force() -> None:
    house = House()
    house.bundles[2] = bundle(seats=5, number=2)
    async with house.led():
        await led_house(house)
        # Somebody else has written this seat, so the change that adds it is refused as a whole.
        await house.live.commit(Change(epoch=1, seats=[Seat(id="1005", version=9)]))
        number = house.live.ask(AdoptBundle(seat="", actor="cli", number=2))
        await house.until(lambda: any(command.epoch == 2 for command in house.live.commands))
        house.snapshot()
        assert not (await asked(house, SignOn(seat="1005", actor="t", agent="8005"))).ok
    assert number not in house.live.replies
    assert [record for record in house.live.outbox if isinstance(record, BundleAdopted)] == []


async def test_who_stood_by_leads_with_what_was_adopted_meanwhile() -> None:
    house = House()
    house.bundles[2] = bundle(seats=5, number=2)
    async with house.led("a"):
        await led_house(house)
        async with house.led("b"):
            await house.until(lambda: "router standby" in house.live.words)
            assert await asked(house, AdoptBundle(seat="", actor="cli", number=2)) == Reply(ok=True)
            house.current = 2
            assert (await asked(house, SignOn(seat="1005", actor="t", agent="8005"))).ok
            house.live.words.clear()
            # By its second word it has looked.
            await house.until(lambda: "router standby" in house.live.words)
            house.live.words.clear()
            await house.until(lambda: "router standby" in house.live.words)
            house.live.drop_lease()
            epoch = await house.live.lead("b", ttl=6.0, least=0)
            assert epoch is not None
            await house.until(lambda: house.live.words.get("router", {}).get("epoch") == epoch + 1)
            assert house.live.words["router"]["bundle"] == 2
    assert (await house.seat("1005")).agent == "8005"
