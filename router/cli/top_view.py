"""What `top` shows, worked out of the live state and the day's history. Pure: `now` is given, Unix seconds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from router.cli.top_today import Day, Today
from router.domain.bundle import Bundle
from router.domain.call import Call, CallState
from router.domain.seat import Seat, SeatState
from router.web.views import WAITING, waits_since

SHOWN_STATES: Final = (
    SeatState.TALKING,
    SeatState.RINGING,
    SeatState.RESERVED,
    SeatState.WRAP_UP,
    SeatState.READY,
    SeatState.NOT_READY,
    SeatState.SIGNED_OFF,
)
"""Busy ones first: they are what a lead looks for."""


@dataclass(frozen=True, kw_only=True)
class SeatLine:
    """One seat. `about`: the queue of its call, or why it is not ready."""

    seat: str
    state: str
    agent: str
    name: str
    seconds: float | None
    about: str
    reachable: bool


@dataclass(frozen=True, kw_only=True)
class QueueLine:
    """One queue now and today. `ready` and `talking` count the seats whose agents may serve it."""

    queue: str
    name: str
    waiting: int
    longest: float
    expected: float | None
    """seconds that a caller who comes now is expected to wait; None: nobody could serve, or not known"""
    ready: int
    talking: int
    target: float
    answered: int
    in_target: int
    abandoned: int
    messages: int


@dataclass(frozen=True, kw_only=True)
class AlarmLine:
    at: float
    code: str
    subject: str
    text: str


@dataclass(frozen=True, kw_only=True)
class TopView:
    """One look at a copy."""

    at: float
    site: str
    timezone: str
    bundle: int | None
    calls: Mapping[str, int]
    """state of a call to how many are in it now"""
    seats: tuple[SeatLine, ...]
    queues: tuple[QueueLine, ...]
    alarms: tuple[AlarmLine, ...]
    problems: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def top_view(
    bundle: Bundle | None,
    seats: Mapping[str, Seat],
    calls: Iterable[Call],
    today: Today,
    *,
    now: float,
    problems: tuple[str, ...] = (),
    expected: Mapping[str, float | None] | None = None,
) -> TopView:
    """The whole view; a seat or queue that the bundle no longer has shows as long as it is in use."""
    live = {call.id: call for call in calls}
    counts: dict[str, int] = {}
    for call in live.values():
        counts[call.state.value] = counts.get(call.state.value, 0) + 1
    if not today.known:
        problems = (*problems, "archive")
    return TopView(
        at=now,
        site=bundle.site.name if bundle else "",
        timezone=bundle.site.timezone if bundle else "UTC",
        bundle=bundle.number if bundle else None,
        calls=counts,
        seats=_seat_lines(bundle, seats, live, now),
        queues=_queue_lines(bundle, seats, live.values(), today, expected=expected or {}, now=now),
        alarms=tuple(AlarmLine(at=x.at, code=x.code, subject=x.subject, text=x.text) for x in today.alarms),
        problems=problems,
    )


def _seat_lines(
    bundle: Bundle | None, seats: Mapping[str, Seat], calls: Mapping[str, Call], now: float
) -> tuple[SeatLine, ...]:
    names = dict.fromkeys([*(bundle.seats if bundle else ()), *seats])
    lines = [_seat_line(bundle, seats.get(name) or Seat(id=name), calls, now) for name in names]
    order = {state.value: place for place, state in enumerate(SHOWN_STATES)}
    return tuple(sorted(lines, key=lambda line: (order[line.state], line.seat)))


def _seat_line(bundle: Bundle | None, seat: Seat, calls: Mapping[str, Call], now: float) -> SeatLine:
    agent = bundle.agents.get(seat.agent) if bundle else None
    call = calls.get(seat.call)
    about = seat.reason or (call.queue if call else "") or (seat.kind.value if seat.kind else "")
    return SeatLine(
        seat=seat.id,
        state=seat.state.value,
        agent=seat.agent,
        name=agent.name if agent else "",
        seconds=max(0.0, now - seat.since) if seat.since else None,
        about=about,
        reachable=seat.reachable,
    )


def _queue_lines(
    bundle: Bundle | None,
    seats: Mapping[str, Seat],
    calls: Iterable[Call],
    today: Today,
    *,
    expected: Mapping[str, float | None],
    now: float,
) -> tuple[QueueLine, ...]:
    waits: dict[str, list[float]] = {queue: [] for queue in (bundle.queues if bundle else ())}
    for call in calls:
        if call.state in WAITING or (call.state is CallState.FALLBACK and call.talked_at is None):
            waits.setdefault(call.queue, []).append(max(0.0, now - waits_since(call)))
    lines = []
    for name, waited in waits.items():
        queue = bundle.queues.get(name) if bundle else None
        able = [seat for seat in seats.values() if seat.signed_on and _may_serve(bundle, seat, name)]
        day = today.days.get(name, Day())
        lines.append(
            QueueLine(
                queue=name,
                name=queue.name if queue else "",
                waiting=len(waited),
                longest=max(waited, default=0.0),
                expected=expected.get(name),
                ready=sum(seat.available for seat in able),
                talking=sum(seat.state is SeatState.TALKING for seat in able),
                target=queue.target_seconds if queue else 0.0,
                answered=day.answered,
                in_target=day.in_target,
                abandoned=day.abandoned,
                messages=day.messages,
            )
        )
    return tuple(lines)


def _may_serve(bundle: Bundle | None, seat: Seat, name: str) -> bool:
    queue = bundle.queues.get(name) if bundle else None
    if bundle is None or queue is None:
        # A queue that is no more asks for nothing that could be looked up.
        return True
    agent = bundle.agents.get(seat.agent)
    return agent is not None and all(agent.skills.get(skill, 0) >= level for skill, level in queue.skills.items())
