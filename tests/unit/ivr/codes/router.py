"""A router of a few lines: it keeps one seat and answers as it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ivr.codes.desk import Heard
from ivr.codes.run_code import run_code
from router.domain import errors
from router.domain.bundle import Agent, Bundle
from router.domain.requests import LookAtSeat, Reply, Request
from router.domain.seat import Seat, SeatState
from tests.unit.ivr.caller import Caller
from tests.unit.ivr.test_prompts import bundle

NOW = 10_000.0
FREE = Seat(id="1001", since=NOW)
SIGNED_ON = Seat(id="1001", state=SeatState.NOT_READY, reason="signed_on", agent="8001", since=NOW - 125)


def city() -> Bundle:
    return replace(
        bundle(languages=("zh-CN", "en")),
        agents={
            "8001": Agent(id="8001", name="x"),
            "8002": Agent(id="8002", name="y", language="en"),
        },
        topics={"1": "工伤", "23": "工资"},
        places={"110": "东城"},
    )


class Router:
    """Answers the next of `replies` for each kind of request; what has none goes well and leaves the seat as it is."""

    def __init__(self, seat: Seat = SIGNED_ON, replies: Mapping[type[Request], list[Reply | Exception]] | None = None):
        self.seat = seat
        self.asked: list[Request] = []
        self.let_in: list[Heard] = []
        """listenings that the call goes on as"""
        self._replies = dict(replies or {})

    def ask(self, request: Request) -> Reply:
        self.asked.append(request)
        waiting = self._replies.get(type(request))
        reply = waiting.pop(0) if waiting else Reply(ok=True, seat=self.seat)
        if isinstance(reply, Exception):
            raise reply
        self.seat = reply.seat or self.seat
        return reply

    def wishes(self) -> list[Request]:
        """What was asked for, beyond looking."""
        return [request for request in self.asked if not isinstance(request, LookAtSeat)]


def refused(refusal: type[errors.Refusal]) -> Reply:
    return Reply(ok=False, code=refusal.code, message=refusal().message)


def dial(caller: Caller, router: Router, code: str, some: Bundle | None = None) -> bool:
    return run_code(
        caller, code, seat="1001", bundle=some or city(), ask=router.ask, at=NOW, let_in=router.let_in.append
    )
