"""Incidents by the API: newest first, those that go on, page by page, for those who may read alarms."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from router.domain.incidents.cell import Dimension
from router.domain.incidents.incident import Incident
from router.web.permissions import Role

from .api_house import House, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]

SEEN = 1_795_348_000.0
ONE = Incident(id="1-a", dimension=Dimension.TOPIC_PLACE, value="1", place="2", name="Wages", place_name="East",
               since=SEEN - 1800, first_at=SEEN - 1740, seen_at=SEEN, last_at=SEEN, minutes=30, usual=0.2, chance=1e-6,
               calls=("c1", "c2", "c3", "c4", "c5"), callers=5, told=5)  # fmt: skip


@pytest.fixture
def three(house: House) -> House:
    """An hour between each of them; the newest goes on."""
    house.history.incidents = [
        replace(ONE, id="3-c", seen_at=SEEN + 7200),
        replace(ONE, over_at=SEEN + 9000),
        replace(ONE, id="2-b", seen_at=SEEN + 3600, over_at=SEEN + 9999),
    ]
    return house


async def ids(house: House, query: str) -> tuple[list[str], object]:
    status, body, _ = await house.send("GET", f"/v1/incidents{query}", Role.LEAD)
    assert status == 200, body
    return [one["id"] for one in body["incidents"]], body["next"]  # type: ignore[attr-defined]


async def test_newest_first_and_page_by_page(three: House) -> None:
    assert await ids(three, "") == (["3-c", "2-b", "1-a"], None)
    first, cursor = await ids(three, "?limit=2")
    assert first == ["3-c", "2-b"]
    assert await ids(three, f"?limit=2&cursor={cursor}") == (["1-a"], None)


async def test_those_that_go_on(three: House) -> None:
    assert await ids(three, "?open=true") == (["3-c"], None)


async def test_one_is_told_with_its_figures_and_in_two_languages(house: House) -> None:
    house.history.incidents = [ONE]
    _, body, _ = await house.send("GET", "/v1/incidents")
    incidents: Any = body["incidents"]
    (told,) = incidents
    assert told["open"] is True
    assert (told["count"], told["callers"], told["usual"], told["chance"]) == (5, 5, 0.2, 1e-6)
    assert told["calls"] == ["c1", "c2", "c3", "c4", "c5"]
    assert told["text"] == {
        "en": "19:16 to 19:46: 5 calls about 'Wages' in 'East', usually 0.2; callers are different people; "
        "first call 19:17",
        "zh-CN": "19:16 至 19:46：5 个来电反映“East”的“Wages”，平时约 0.2 个；来电人各不相同；首个来电 19:17",
    }


@pytest.mark.parametrize(("role", "status"), [(Role.AGENT, 403), (Role.WALLBOARD, 403), (Role.LEAD, 200), (None, 401)])
async def test_for_those_who_may_read_alarms(house: House, role: Role | None, status: int) -> None:
    assert (await house.send("GET", "/v1/incidents", role))[0] == status


async def test_an_archive_that_is_away_is_said(house: House) -> None:
    house.history.dead = True
    status, body, _ = await house.send("GET", "/v1/incidents")
    assert (status, body["code"]) == (503, "archive_away")


@pytest.mark.parametrize("query", ["?cursor=x", "?open=maybe", "?limit=0"])
async def test_a_bad_question_is_refused(house: House, query: str) -> None:
    assert (await house.send("GET", f"/v1/incidents{query}"))[0] == 400
