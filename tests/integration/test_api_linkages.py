"""Sister services by the API: ordered by the seat that talks, and shown with the call."""

from __future__ import annotations

import time
from dataclasses import replace

from router.domain.linkage import Linked, LinkEnd
from router.domain.requests import LinkTo, Reply
from router.domain.seat import Seat
from router.web.permissions import Role

from .api_house import House, a_call, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]

LINK = "/v1/calls/node1-1.9/linkage"


async def test_it_is_ordered_for_the_seat_in_the_call(house: House) -> None:
    house.answers = [lambda _: Reply(ok=True, seat=Seat(id="1001"))]
    status, answer, _ = await house.send("POST", LINK, Role.LEAD, json={"to": "police", "seat": "1001"})
    assert status == 200, answer
    (asked,) = house.asked
    assert isinstance(asked, LinkTo)
    assert (asked.seat, asked.call, asked.to) == ("1001", "node1-1.9", "police")
    status, answer, _ = await house.send("POST", LINK, Role.LEAD, json={"to": "police"})
    assert (status, answer["code"]) == (404, "unknown_call")


async def test_one_that_there_is_not_is_said_so(house: House) -> None:
    house.answers = [lambda _: Reply(ok=False, code="unknown_linkage", message="There is no such sister service.")]
    status, answer, _ = await house.send("POST", LINK, Role.LEAD, json={"to": "fire", "seat": "1001"})
    assert (status, answer["code"]) == (404, "unknown_linkage")


async def test_a_call_tells_who_was_linked_with_whom_and_how_it_ended(house: House) -> None:
    now = time.time()
    one = Linked(
        ring="node1-1.9-1", to="police", number="110", seat="1001", agent="8001", actor="agent:8001", segment=1,
        asked_at=now - 60, dialled_at=now - 60, answered_at=now - 50, ended_at=now - 10, end=LinkEnd.TALK_OVER,
    )  # fmt: skip
    await house.put(replace(a_call(9, arrived_at=now - 90), linkages=(one, replace(one, ring="2", end=None))))
    status, said, _ = await house.send("GET", "/v1/calls/node1-1.9", Role.LEAD)
    assert status == 200, said
    first, second = said["linkages"]
    assert (first["linkage"], first["number"], first["seat"], first["actor"], first["end"]) == (
        "police", "110", "1001", "agent:8001", "talk_over",
    )  # fmt: skip
    assert first["dialled_at"] < first["answered_at"] < first["ended_at"]
    assert second["end"] == ""
