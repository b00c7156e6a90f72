"""Why a call went where it went, by the API."""

from __future__ import annotations

from router.domain.history import DecisionRecorded
from router.web.permissions import Role
from tests.unit.services.test_why_call import a_decision

from .api_house import NUMBER, House, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]
PATH = "/v1/calls/node1-1.1/why"


def decide(house: House) -> None:
    house.history.decisions["o1"] = DecisionRecorded(
        at=1000.0, epoch=1, call="node1-1.1", offer="o1", seat="1001", reason="r", waited=1.0, considered=2,
        decision=a_decision(),
    )  # fmt: skip


async def test_a_story_in_the_language_that_was_asked_for(house: House) -> None:
    decide(house)
    status, said, _ = await house.send("GET", f"{PATH}?language=en", Role.LEAD)
    assert status == 200
    assert (said["call"], said["language"]) == ("node1-1.1", "en")
    assert [step["kind"] for step in said["steps"]] == ["arrived", "queued", "decided", "offered", "ended"]
    assert said["steps"][0]["text"] == "Came in on line General."
    assert said["steps"][2]["text"].startswith("Call n1-1.1 waited 0 s and goes to seat 1004")
    assert all(step["details"] == [] for step in said["steps"])
    assert NUMBER not in str(said)


async def test_all_of_it_in_the_house_s_first_language(house: House) -> None:
    decide(house)
    _, said, _ = await house.send("GET", f"{PATH}?full=true", Role.LEAD)
    assert said["language"] == "zh-CN"
    assert said["steps"][0]["text"] == "来电拨入热线“General”。"
    assert said["steps"][2]["details"][-1] == "重新计算：规则得出相同结果。"


async def test_who_may_not_read_calls_is_told_nothing(house: House) -> None:
    for role in (Role.AGENT, Role.WALLBOARD):
        status, said, _ = await house.send("GET", PATH, role)
        assert (status, said["code"]) == (403, "forbidden")


async def test_what_cannot_be_told_is_refused(house: House) -> None:
    assert (await house.send("GET", "/v1/calls/node1-9.9/why", Role.LEAD))[:1] == (404,)
    status, said, _ = await house.send("GET", f"{PATH}?language=fr", Role.LEAD)
    assert (status, said["code"]) == (400, "bad_field")
    house.history.dead = True
    status, said, _ = await house.send("GET", PATH, Role.LEAD)
    assert (status, said["code"]) == (503, "archive_away")
