"""What a record of history means to a channel: an alarm, or the end of one. Pure."""

from __future__ import annotations

from typing import Final

from router.domain.alarms.basket import Basket, Raised, is_open, resolve, take
from router.domain.alarms.catalogue import ENDS, KINDS, Over
from router.domain.alarms.channel import Channel
from router.domain.history import ActionTaken, AlarmRaised, HistoryRecord, SeatRecorded
from router.domain.seat import SeatState

RESOLVED: Final = "alarm_resolved"
"""`ActionTaken.what` of whoever raised an alarm and says that it is over; `detail` is its code"""
_REACHABLE: Final = tuple(code for code, kind in KINDS.items() if kind.over is Over.REACHABLE)
_READY: Final = tuple(code for code, kind in KINDS.items() if kind.over is Over.READY)


def read_record(basket: Basket, channel: Channel, record: HistoryRecord, *, now: float) -> Basket:
    """The basket after a record of the feed."""
    if isinstance(record, AlarmRaised):
        raised = Raised(at=record.at, code=record.code, subject=record.subject, text=record.text)
        return read_alarm(basket, channel, raised, now=now)
    if isinstance(record, SeatRecorded):
        seat = record.seat
        ended = (*(_REACHABLE if seat.reachable else ()), *(_READY if seat.state is SeatState.READY else ()))
        for code in ended:
            if is_open(basket, code, seat.id):
                basket = resolve(basket, code, seat.id, at=record.at, now=now)
    elif isinstance(record, ActionTaken) and record.what == RESOLVED:
        return resolve(basket, record.detail, record.subject, at=record.at, now=now)
    return basket


def read_alarm(basket: Basket, channel: Channel, alarm: Raised, *, now: float) -> Basket:
    """The basket after an alarm, from wherever."""
    ended = ENDS.get(alarm.code)
    if ended is not None:
        return resolve(basket, ended, alarm.subject, at=alarm.at, now=now, text=alarm.text)
    return take(basket, channel, alarm, now=now)
