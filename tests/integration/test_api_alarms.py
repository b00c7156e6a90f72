"""What a person has to know, by the API: the list, the last hour, the totals."""

from __future__ import annotations

import time
from urllib.parse import quote

import pytest

from router.web.history import Alarm
from router.web.permissions import Role

from .api_house import House, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]


def fill(house: House) -> float:
    now = time.time()
    about = [
        ("phone_lost", "1001", 7200),
        ("cut_off", "node1-1.1", 60),
        ("phone_lost", "1002", 60),
        ("cut_off", "x", 5),
    ]
    house.history.alarms = [
        Alarm(id=number, at=now - ago, code=code, subject=subject, text=f"{code} of {subject}")
        for number, (code, subject, ago) in enumerate(about, start=1)
    ]
    return now


async def listed(house: House, query: str) -> list[int]:
    status, said, _ = await house.send("GET", f"/v1/alarms{query}", Role.LEAD)
    assert status == 200, said
    return [one["id"] for one in said["alarms"]]  # type: ignore[attr-defined]


async def test_newest_first_and_filtered(house: House) -> None:
    now = fill(house)
    assert await listed(house, "") == [4, 3, 2, 1]
    assert await listed(house, "?code=phone_lost") == [3, 1]
    assert await listed(house, "?subject=node1-1.1") == [2]
    since, until = (quote(time.strftime("%FT%TZ", time.gmtime(now - ago))) for ago in (600, 30))
    assert await listed(house, f"?since={since}&until={until}") == [3, 2]
    _, said, _ = await house.send("GET", "/v1/alarms?limit=1", Role.LEAD)
    (first,) = said["alarms"]  # type: ignore[misc]
    assert (first["code"], first["subject"], first["text"]) == ("cut_off", "x", "cut_off of x")
    assert first["at"].endswith("Z")


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5])
async def test_the_pages_together_hold_every_alarm_once(house: House, limit: int) -> None:
    fill(house)
    seen: list[int] = []
    path: str | None = f"/v1/alarms?limit={limit}"
    while path:
        _, said, _ = await house.send("GET", path, Role.ADMIN)
        page = [one["id"] for one in said["alarms"]]  # type: ignore[attr-defined]
        assert 0 < len(page) <= limit
        seen += page
        path = f"/v1/alarms?limit={limit}&cursor={said['next']}" if said["next"] else None
    assert seen == [4, 3, 2, 1]


@pytest.mark.parametrize("query", ["cursor=WzEuMCwgImEiXQ", "cursor=x", "limit=0", "code=a%20b", "subject=", "seat=1"])
async def test_what_cannot_be_meant_is_refused(house: House, query: str) -> None:
    status, said, _ = await house.send("GET", f"/v1/alarms?{query}", Role.ADMIN)
    assert (status, said["code"]) == (400, "bad_field")


async def test_the_last_hour_stands_in_the_health_of_those_who_may_see_it(house: House) -> None:
    fill(house)
    _, said, _ = await house.send("GET", "/v1/health", Role.WALLBOARD)
    assert said["alarms_last_hour"] == {"phone_lost": 1, "cut_off": 2}
    for role in (None, Role.AGENT):
        _, said, _ = await house.send("GET", "/v1/health", role)
        assert "alarms_last_hour" not in said
    house.history.dead = True
    _, said, _ = await house.send("GET", "/v1/health", Role.LEAD)
    assert "parts" in said
    assert "alarms_last_hour" not in said


async def test_totals_stand_in_the_metrics(house: House) -> None:
    fill(house)
    _, _, response = await house.send("GET", "/v1/metrics")
    text = await response.text()
    assert 'hotline_alarms_total{code="cut_off"} 2.0' in text
    assert 'hotline_call_outcomes_total{outcome="answered"} 3.0' in text


async def test_a_dead_archive_leaves_its_totals_out_and_nothing_else(house: House) -> None:
    house.history.dead = True
    status, _, response = await house.send("GET", "/v1/metrics")
    text = await response.text()
    assert status == 200
    assert "hotline_seats" in text
    assert "hotline_alarms" not in text
    assert "hotline_call_outcomes" not in text
