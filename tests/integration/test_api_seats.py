"""Seats by the API: what is asked of the router, and what is refused before."""

from __future__ import annotations

from typing import ClassVar

import pytest

from router.adapters.redis import keys
from router.domain.requests import MakeReady, Pause, Reply, Request, SignOff, SignOn
from router.domain.seat import Seat, SeatState
from router.web.errors import STATUS
from router.web.permissions import Role

from .api_house import House, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]


def done(request: Request) -> Reply:
    return Reply(ok=True, seat=Seat(id=request.seat, state=SeatState.NOT_READY, agent="8002"))


async def test_seats_are_listed_with_names(house: House) -> None:
    status, said, _ = await house.send("GET", "/v1/seats", Role.WALLBOARD)
    assert status == 200
    seats = said["seats"]
    assert isinstance(seats, list)
    assert [(seat["id"], seat["name"], seat["state"], seat["agent_name"], seat["available"]) for seat in seats] == [
        ("1001", "Window", "ready", "Li", True),
        ("1002", "Door", "signed_off", "", False),
    ]


class TestLead:
    CHANGES: ClassVar[list[tuple[str, object, Request]]] = [
        ("sign-on", {"agent": "8002"}, SignOn(seat="1002", actor="token:lead", agent="8002")),
        (
            "sign-on",
            {"agent": "8002", "pin": "1234"},
            SignOn(seat="1002", actor="token:lead", agent="8002", pin="1234"),
        ),
        ("sign-off", None, SignOff(seat="1002", actor="token:lead")),
        ("sign-off", {}, SignOff(seat="1002", actor="token:lead")),
        ("ready", None, MakeReady(seat="1002", actor="token:lead")),
        ("pause", {"reason": "meal"}, Pause(seat="1002", actor="token:lead", reason="meal")),
    ]

    @pytest.mark.parametrize(("what", "body", "request_"), CHANGES)
    async def test_sets_any_seat(self, house: House, what: str, body: object, request_: Request) -> None:
        house.answers = [done]
        status, said, _ = await house.send("POST", f"/v1/seats/1002/{what}", Role.LEAD, json=body)
        assert (status, said["state"], said["agent_name"]) == (200, "not_ready", "Wang")
        assert house.asked == [request_]


@pytest.mark.parametrize("code", ["unknown_seat", "seat_taken", "wrong_pin", "unknown_reason", "not_leader", "new_one"])
async def test_the_router_s_refusal_comes_through(house: House, code: str) -> None:
    house.answers = [lambda _: Reply(ok=False, code=code, message="Because.")]
    status, said, _ = await house.send("POST", "/v1/seats/1001/ready")
    assert (status, said) == (STATUS.get(code, 409), {"code": code, "message": "Because."})


class TestAgent:
    async def test_signs_itself_on_with_its_pin(self, house: House) -> None:
        house.answers = [done]
        body = {"agent": "8001", "pin": "123456"}
        status, _, _ = await house.send("POST", "/v1/seats/1002/sign-on", Role.AGENT, json=body)
        assert status == 200
        assert house.asked == [SignOn(seat="1002", actor="token:8001", agent="8001", pin="123456")]

    @pytest.mark.parametrize(
        ("what", "body", "status", "code"),
        [
            ("1002/sign-on", {"agent": "8001"}, 400, "pin_needed"),
            ("1002/sign-on", {"agent": "8002", "pin": "1"}, 403, "not_your_seat"),
            ("1002/sign-off", None, 403, "not_your_seat"),
            ("1002/ready", None, 403, "not_your_seat"),
            ("1002/pause", {"reason": "meal"}, 403, "not_your_seat"),
            ("1003/ready", None, 404, "unknown_seat"),
        ],
    )
    async def test_may_not_set_others(self, house: House, what: str, body: object, status: int, code: str) -> None:
        got, said, _ = await house.send("POST", f"/v1/seats/{what}", Role.AGENT, json=body)
        assert (got, said["code"]) == (status, code)
        assert house.asked == []

    async def test_a_locked_pin_is_told(self, house: House) -> None:
        house.answers = [lambda _: Reply(ok=False, code="pin_locked", message="Too many.")]
        body = {"agent": "8001", "pin": "000000"}
        status, said, _ = await house.send("POST", "/v1/seats/1002/sign-on", Role.AGENT, json=body)
        assert (status, said["code"]) == (429, "pin_locked")


async def test_a_router_that_is_away_is_said_and_its_request_taken_back(house: House) -> None:
    house.patience = 0.3
    status, said, response = await house.send("POST", "/v1/seats/1001/ready")
    assert (status, said["code"], response.headers["Retry-After"]) == (503, "router_away", "3")
    assert await house.redis.xlen(keys.REQUESTS) == 0


async def test_an_answer_that_cannot_be_read_is_no_success(house: House) -> None:
    house.answers = [lambda _: MakeReady(seat="1001", actor="x")]  # type: ignore[list-item, return-value]
    status, said, _ = await house.send("POST", "/v1/seats/1001/ready")
    assert (status, said["code"]) == (503, "router_away")
