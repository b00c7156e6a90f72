"""Facts that fit nothing, in any order, bring no router down: one that stumbles over a fact meets it at each start."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import MISSING, fields
from typing import Any, get_type_hints

import pytest

from router.domain import requests as r
from router.domain import telephony as t
from router.domain.call import CallState
from router.domain.floor import Floor
from router.domain.floor.floor import HANDLERS
from router.domain.outbound import Callbacks, Outbound, RingPhase, RingPurpose
from router.domain.seat import SeatState
from tests.unit.domain.asterisk_model import NODE
from tests.unit.domain.sample import bundle

RULES = Callbacks(retry_minutes=(1, 2), cut_off=True, left_after_seconds=5)
OUTBOUND = Outbound(trunk="carrier", a_day=4, callbacks=RULES)
BUNDLES = {
    1: bundle(seats=3, outbound=OUTBOUND),
    2: bundle(seats=3, number=2, legal=False, successors={"legal": "general"}),
    3: bundle(seats=2, number=3, outbound=OUTBOUND),
    4: bundle(seats=4, number=4, legal=False),
}
STEPS = 150
WORDS = {
    "call": ("n1-1.1", "n1-1.2", "n1-1.3"),
    "seat": ("1001", "1002", "1003", "1004", ""),
    "number": ("13800138000", "5551234", ""),
    "key": ("1", "2", ""),
    "takes": ("", "n1-1.1", "n1-1.2"),
    "subject": ("n1-1.1", "n1-1.2", "n1-1.3"),
    "to_seat": ("1001", "1002", ""),
    "to": ("1001", "1002", "code", "8001", ""),
    "queue": ("general", "legal", "gone", ""),
    "offer": ("1.1", "1.2", "2.1", ""),
    "kind": ("offered", "fallback", "transfer", "returned", "blind", "attended"),
    "why": ("new", "offer", "lost", "early", "transfer", "returned", "silent"),
    "state": ("menu", "hold", "offer", "talk", "transfer", "message", "callback", "fallback", "survey", "end"),
    "status": ("ANSWER", "BUSY", "NOANSWER", "GUARD", "CHANUNAVAIL"),
    "command": ("Offer", "SendToFallback", "Record", "MarkDuty", "UseBundle", "TakeSnapshot"),
    "reason": ("late", "not_in_hold", "refused", "ack", "break"),
    "recording": ("", "n1-1.1-1.raw", "n1-1.1-2p3.raw"),
    "boot": ("a", "a", "a", "b"),
    "caller": ("", "13800138000", "13900139000"),
    "agent": ("8001", "8002", "8003", "9"),
    "pin": ("1234", "0000", None),
    "topic": ("1", "9"),
    "line": ("l12345", "gone"),
    "skills": ("", "legal>=2"),
}
NUMBERS = {"cause": (0, 16, 17, 38, 44), "bundle": (0, 1, 2), "epoch": (0,)}
ASKED: tuple[type[r.Request], ...] = (
    r.SignOn, r.SignOff, r.MakeReady, r.MakeReady, r.Pause, r.MoreWrapUp, r.TagCall, r.PauseRecording, r.AdoptBundle,
    r.CancelCallback,
)  # fmt: skip


def made(dice: random.Random, cls: type[Any], now: float, **known: object) -> Any:
    """One of these, of anything that its fields may hold."""
    hints = get_type_hints(cls)
    for field in fields(cls):
        name, hint = field.name, hints[field.name]
        if name in known:
            continue
        if name == "number" and hint is int:
            known[name] = dice.choice((1, 2, 3, 4, 9))
        elif name in WORDS or name in NUMBERS:
            known[name] = dice.choice({**WORDS, **NUMBERS}[name])
        elif hint is bool:
            known[name] = dice.random() < 0.5
        elif hint is float:
            known[name] = now - dice.choice((0, 0, 1, 5))
        elif hint is int:
            known[name] = dice.randrange(4)
        elif hint in {RingPhase, RingPurpose}:
            known[name] = dice.choice(list(hint))
        elif hint is t.DeviceState:
            known[name] = dice.choice(list(t.DeviceState))
        elif field.default is MISSING and field.default_factory is MISSING:
            known[name] = "x"
    return cls(**known)


def fact(dice: random.Random, now: float) -> t.NodeEvent:
    cls = dice.choice([*HANDLERS, t.NodeLost])
    if cls is not t.SnapshotTaken:
        return made(dice, cls, now, node=NODE)  # type: ignore[no-any-return]
    calls = tuple(made(dice, t.SeenCall, now, call=call) for call in WORDS["call"] if dice.random() < 0.5)
    seats = tuple(made(dice, t.SeenSeat, now, seat=seat) for seat in ("1001", "1002", "1004") if dice.random() < 0.7)
    return made(dice, cls, now, node=NODE, calls=calls, seats=seats)  # type: ignore[no-any-return]


def led(former: Floor | None, now: float) -> Floor:
    floor = Floor(
        bundle=former.bundle if former else BUNDLES[1],
        epoch=former.epoch + 1 if former else 1,
        seats=former.seats if former else {},
        calls=former.calls if former else {},
        boots=former.boots if former else {},
        bundle_of=BUNDLES.get,
    )
    floor.start(now, [NODE])
    return floor


@pytest.mark.parametrize("seed", range(100))
def test_nothing_brings_the_router_down(seed: int) -> None:
    dice, now = random.Random(seed), 1000.0
    floor = led(None, now)
    for _ in range(STEPS):
        now += dice.choice((0, 0, 0.1, 1, 6, 30))
        steps: tuple[Callable[[], object], ...] = (
            lambda: floor.handle(fact(dice, now), now),  # noqa: B023  done before the next turn
            lambda: floor.ask(made(dice, dice.choice(ASKED), now), now, pin_ok=lambda _agent, pin: pin == "1234"),  # noqa: B023
            lambda: floor.tick(now),  # noqa: B023
        )
        dice.choices(steps, (62, 23, 14))[0]()
        if dice.random() < 0.02:
            floor = led(floor, now)
        for call in floor.calls.values():
            assert (call.offer is not None) == (call.state is CallState.OFFERED)
            assert call.segment is not None or call.state not in {CallState.QUEUED, CallState.OWED}
            assert call.owed is not None or call.state is not CallState.OWED
        for seat in floor.seats.values():
            if seat.state in {SeatState.RESERVED, SeatState.RINGING}:
                offer = floor.calls[seat.call].offer
                assert offer is not None
                assert offer.id == seat.offer
