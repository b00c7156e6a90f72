"""Redis, archive or router dead: every route answers what it can, and says what it cannot."""

from __future__ import annotations

import re

import pytest

from router.adapters.redis import keys
from router.web.endpoint import Route
from router.web.permissions import Role
from router.web.routes import ROUTES

from .api_house import ROSTER, House, house
from .redis_server import redis_server
from .test_api_roles import BODIES, name_of, path_of, sent_with

__all__ = ["house", "redis_server"]


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
@pytest.mark.parametrize("archive", ["archive lives", "archive dead"])
async def test_redis_dead(house: House, route: Route, archive: str) -> None:
    house.history.dead = archive == "archive dead"
    house.add_message(1)
    house.server.kill()
    body = BODIES.get(route.path) if route.method == "POST" else None
    house.plan(ROSTER)
    status, said, _ = await house.send(route.method, path_of(route), **sent_with(route, body))
    from_archive = {
        "/v1/alarms", "/v1/calls", "/v1/calls/{call}", "/v1/recordings/{recording}", "/v1/calls/{call}/recording",
        "/v1/recordings/{recording}/peaks", "/v1/calls/{call}/recording/peaks", "/v1/messages", "/v1/accesses",
        "/v1/messages/{call}/done", "/v1/incidents", "/v1/escalations", "/v1/calls/{call}/why",
        "/v1/incidents/{incident}/callers", "/v1/incidents/{incident}/announcement",
    }  # fmt: skip
    answered = {
        "/v1/openapi.json", "/v1/whoami", "/v1/metrics", "/v1/lines", "/v1/announcements",
        "/v1/announcements/{announcement}",
        # By the copy in memory, which asks no router; a real one does, and is refused with `state_lost`.
        *(one.path for one in ROUTES if one.path.startswith("/v1/bundles")),
        # The roster is files.
        *(one.path for one in ROUTES if one.path.startswith("/v1/roster")),
    }  # fmt: skip
    answered |= set() if house.history.dead else from_archive
    # What callers are told is in a file; only to begin with it takes the incident itself.
    in_file = route.path == "/v1/incidents/{incident}/announcement" and route.method != "POST"
    if route.path in answered or in_file:
        assert status == 200
    elif route.status == 101:
        assert (status, said["code"]) == (426, "not_a_socket")
    elif route.path == "/v1/health":
        assert (status, said["status"], said["takes_calls"]) == (503, "down", False)
    else:
        code = "archive_away" if route.path in from_archive else "state_lost"
        assert (status, said["code"]) == (503, code)


async def test_redis_back_is_served_again_and_an_empty_one_is_not_taken_for_an_empty_house(house: House) -> None:
    house.server.restart()
    status, said, _ = await house.send("GET", "/v1/seats")
    assert (status, said["code"]) == (503, "state_lost")
    await house.redis.set(keys.MARKER, "1")
    status, said, _ = await house.send("GET", "/v1/seats")
    assert (status, said) == (200, {"seats": []})


async def test_a_redis_that_hangs_does_not_hang_the_api(house: House) -> None:
    house.server.stall()
    try:
        status, said, _ = await house.send("GET", "/v1/seats")
        assert (status, said["code"]) == (503, "state_lost")
    finally:
        house.server.go_on()
    status, _, _ = await house.send("GET", "/v1/seats")
    assert status == 200


async def test_archive_dead(house: House) -> None:
    house.history.dead = True
    _, said, _ = await house.send("GET", "/v1/calls")
    calls = said["calls"]
    assert isinstance(calls, list)
    assert (len(calls), said["missing"]) == (2, ["history"])
    status, said, _ = await house.send("GET", "/v1/calls/node1-1.5")
    assert (status, said["missing"]) == (200, ["history"])
    status, said, _ = await house.send("GET", "/v1/calls?scope=history")
    assert (status, said["code"]) == (503, "archive_away")
    status, said, _ = await house.send("GET", "/v1/calls/node1-1.1")
    assert (status, said["code"]) == (503, "archive_away")


async def test_an_unreadable_seat_does_not_hide_the_others(house: House) -> None:
    await house.redis.hset(keys.SEATS, "1000", '{"id": 7, "state": "dancing"}')
    _, said, _ = await house.send("GET", "/v1/seats")
    assert re.findall(r"'id': '(\d+)'", str(said)) == ["1001", "1002"]


async def test_no_bundle(house: House) -> None:
    house.bundle = None
    status, said, _ = await house.send("GET", "/v1/lines")
    assert (status, said["code"]) == (503, "bundle_missing")
    status, said, _ = await house.send("GET", "/v1/queues")
    assert (status, len(said["queues"])) == (200, 1)  # type: ignore[arg-type]


class TestHealth:
    async def test_all_well(self, house: House) -> None:
        await house.say("router", "ami", "agi", "archiver", "api")
        status, said, _ = await house.send("GET", "/v1/health", None)
        assert (status, said["takes_calls"]) == (200, True)
        assert "parts" not in said

    async def test_details_with_a_token_that_may_see_them(self, house: House) -> None:
        await house.say("router", "ami", "archiver")
        await house.say("agi", ok=False)
        status, said, _ = await house.send("GET", "/v1/health", Role.WALLBOARD)
        parts = said["parts"]
        assert isinstance(parts, dict)
        assert (status, said["status"], parts["agi"]) == (503, "down", {"ok": False, "detail": "ailing"})
        assert parts["asterisk"]["ok"]
        assert not parts["api"]["ok"]
        _, said, _ = await house.send("GET", "/v1/health", Role.AGENT)
        assert "parts" not in said

    async def test_a_dead_archiver_takes_no_calls_away(self, house: House) -> None:
        await house.say("router", "ami", "agi", "api")
        status, said, _ = await house.send("GET", "/v1/health")
        assert (status, said["status"]) == (200, "degraded")
