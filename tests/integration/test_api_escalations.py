"""Climbed ladders by the API, and help for an agent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from router.domain.ladder.climb import Climb, Escalation, LadderRing
from router.domain.ladder.settings import Trigger
from router.domain.requests import AskHelp, Reply
from router.domain.seat import Seat
from router.web.permissions import Role

from .api_house import MASKED, NUMBER, House, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]

T0 = 1_795_348_000.0
CLIMB = Climb(id="climb-1.1", ladder="night", trigger=Trigger.WAITING, subject="legal", node="", began_at=T0,
              calls=("n1-1.1",), rings=1)  # fmt: skip
RING = LadderRing(id="climb-1.1-1", climb="climb-1.1", round=1, step=2, person="8002", seat="", number=NUMBER, at=T0,
                  answered_at=T0 + 3, key="2", keyed_at=T0 + 8, ended_at=T0 + 8.04, end="passed_on")  # fmt: skip


async def listed(house: House, query: str = "", role: Role = Role.LEAD) -> dict[str, Any]:
    status, body, _ = await house.send("GET", f"/v1/escalations{query}", role)
    assert status == 200, body
    found: dict[str, Any] = body
    return found


async def test_each_ring_answer_key_and_second(house: House) -> None:
    house.history.escalations = [Escalation(climb=CLIMB, rings=(RING,))]
    (one,) = (await listed(house))["escalations"]
    assert (one["trigger"], one["subject"], one["calls"], one["end"]) == ("waiting", "legal", ["n1-1.1"], "")
    (ring,) = one["rings"]
    assert (ring["person"], ring["number"], ring["key"]) == ("8002", NUMBER, "2")
    assert (ring["end"], ring["seconds"]) == ("passed_on", 8.0)


async def test_newest_first_page_by_page_and_those_that_go_on(house: House) -> None:
    house.history.escalations = [
        Escalation(climb=replace(CLIMB, id=f"climb-1.{n}", began_at=T0 + n, ended_at=T0 + 60 if n == 2 else None))
        for n in (2, 3, 1)
    ]
    page = await listed(house, "?limit=2")
    assert [one["id"] for one in page["escalations"]] == ["climb-1.3", "climb-1.2"]
    rest = await listed(house, f"?limit=2&cursor={page['next']}")
    assert ([one["id"] for one in rest["escalations"]], rest["next"]) == (["climb-1.1"], None)
    assert [one["id"] for one in (await listed(house, "?open=true"))["escalations"]] == ["climb-1.3", "climb-1.1"]


async def test_help_is_asked_for_by_the_seat_in_the_call(house: House) -> None:
    house.answers = [lambda _: Reply(ok=True, seat=Seat(id="1001"))]
    status, body, _ = await house.send("POST", "/v1/calls/n1-1.9/help", Role.LEAD, json={"seat": "1001"})
    assert status == 200, body
    (asked,) = house.asked
    assert isinstance(asked, AskHelp)
    assert (asked.seat, asked.call) == ("1001", "n1-1.9")
    status, body, _ = await house.send("POST", "/v1/calls/n1-1.9/help", Role.LEAD, json={})
    assert (status, body["code"]) == (404, "unknown_call")


async def test_nobody_on_a_ladder_is_said_so(house: House) -> None:
    house.answers = [lambda _: Reply(ok=False, code="no_ladder", message="Nobody is rung for this now.")]
    status, body, _ = await house.send("POST", "/v1/calls/n1-1.9/help", Role.LEAD, json={"seat": "1001"})
    assert (status, body["code"]) == (409, "no_ladder")
    assert MASKED not in str(body)
