"""Every route with every role, generated from the route table: a new one is tested as soon as it stands there."""

from __future__ import annotations

import re

import pytest

from router.domain.requests import Reply
from router.domain.seat import Seat
from router.web.endpoint import Route
from router.web.permissions import ALLOWED, Permission, Role
from router.web.routes import ROUTES

from .api_house import MASKED, NUMBER, ROSTER, House, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]

WORDS = {"seat": "1001", "call": "node1-1.1", "recording": "node1-1.1-1", "announcement": "power", "bundle": "1",
         "other": "1", "incident": "1-a"}  # fmt: skip
BODIES: dict[str, object] = {
    "/v1/seats/{seat}/sign-on": {"agent": "8001", "pin": "123456"},
    "/v1/seats/{seat}/pause": {"reason": "meal"},
    "/v1/seats/{seat}/recording": {"paused": True},
    "/v1/seats/{seat}/force": {"state": "not_ready", "reason": "meal", "note": "gone home"},
    "/v1/calls/{call}/listen": {"seat": "1001", "note": "x"},
    "/v1/calls/{call}/take-over": {"seat": "1001"},
    "/v1/callbacks/{call}/cancel": {"note": "rang back by hand"},
    "/v1/calls/{call}/linkage": {"to": "police", "seat": "1001"},
    "/v1/calls/{call}/tags": {"topic": "1", "place": "2", "seat": "1001"},
    "/v1/calls/{call}/help": {"seat": "1001"},
    "/v1/messages/{call}/done": {"note": "rang back"},
    "/v1/announcements/{announcement}": {"on": True},
    "/v1/incidents/{incident}/announcement": {"lines": ["general"]},
    "/v1/bundles/check": {"files": {}},
    "/v1/bundles": {"files": {}, "note": "nothing new"},
    "/v1/bundles/{bundle}/rollback": {"note": "nothing new"},
    "/v1/roster/swaps": {"agent": "8001", "date": "2026-10-12", "shift": "early", "other": "8002"},
    "/v1/roster/leaves": {"agent": "8001", "first": "2026-10-12"},
    "/v1/roster/extras": {"agent": "8001", "date": "2026-10-15", "shift": "night"},
}
FILES = {"/v1/roster/check", "/v1/roster/imports"}
"""those that take a file as their body"""


def sent_with(route: Route, body: object) -> dict[str, object]:
    """Body and headers of a good request."""
    if route.path not in FILES:
        return {"json": body, "headers": {"If-Match": "*"}}
    headers = {"If-Match": "*", "Content-Type": route.takes[2]}
    return {"data": b"2026-10-13: {early: [8001]}", "headers": headers}


def path_of(route: Route) -> str:
    return re.sub(r"{(\w+)}", lambda found: WORDS[found[1]], route.path)


def name_of(route: Route) -> str:
    return f"{route.method} {route.path}"


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
async def test_each_role_gets_what_the_table_says(house: House, route: Route) -> None:
    await house.say("router", "ami", "agi", "archiver", "api")
    for role in Role:
        house.answers = [lambda _: Reply(ok=True, seat=Seat(id="1001"))]
        body = BODIES.get(route.path) if route.method == "POST" else None
        house.add_message(1)
        house.plan(ROSTER)
        status, said, _ = await house.send(route.method, path_of(route), role, **sent_with(route, body))
        if route.status == 101:
            assert (role, status, said["code"]) == (role, 426, "not_a_socket")
        elif route.permission is None or route.permission in ALLOWED[role]:
            assert (role, status) == (role, 200), said
        else:
            assert (role, status, said["code"]) == (role, 403, "forbidden")


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
async def test_without_a_token_and_with_a_wrong_one(house: House, route: Route) -> None:
    await house.say("router", "ami", "agi", "archiver", "api")
    status, said, response = await house.send(route.method, path_of(route), None)
    if route.permission is None:
        assert status == (200 if route.status == 200 else 426)
    else:
        assert (status, said["code"], response.headers["WWW-Authenticate"]) == (401, "token_missing", "Bearer")
    wrong = {"Authorization": "Bearer " + "x" * 40}
    status, said, _ = await house.send(route.method, path_of(route), None, headers=wrong)
    assert (status, said["code"]) == (401, "token_unknown")
    assert house.asked == []


@pytest.mark.parametrize("role", [role for role in Role if Permission.QUEUES_READ in ALLOWED[role]])
async def test_numbers_are_seen_by_those_who_may_only(house: House, role: Role) -> None:
    may = Permission.NUMBERS_SEE in ALLOWED[role]
    for route in ROUTES:
        if route.method != "GET" or (route.permission and route.permission not in ALLOWED[role]):
            continue
        _, said, _ = await house.send("GET", path_of(route), role)
        assert (NUMBER in str(said)) <= may, route.path
    _, said, _ = await house.send("GET", "/v1/queues", role)
    assert (NUMBER if may else MASKED) in str(said)
