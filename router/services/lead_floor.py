"""Lead the floor: take the lease, build the state, then turn each event into one atomic change."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import structlog

from router.domain.bundle import Bundle
from router.domain.call import Call
from router.domain.errors import BundleUnavailable, Conflict, NotLeader, StateLost
from router.domain.floor import Effects, Floor
from router.domain.floor.known import Known
from router.domain.floor.rung import Rung
from router.domain.history import AlarmRaised
from router.domain.outbound import DAY_SECONDS
from router.domain.requests import Reply
from router.domain.seat import Seat, SeatState
from router.domain.telephony import SnapshotTaken
from router.ports import (
    Change,
    Clock,
    Cursor,
    HistoryAway,
    Incoming,
    LiveState,
    Loaded,
    RosterBook,
    SignOns,
)
from router.services.availability import missing_from
from router.services.follow_roster import RosterFollower
from router.services.promises import Promises
from router.services.tell_outlook import Outlook

LEASE_SECONDS: Final = 6.0
RENEW_SECONDS: Final = 1.0
LONGEST_WAIT: Final = 0.5
RETRY_SECONDS: Final = 0.1
TROUBLE_SECONDS: Final = 0.4
"""Between two looks at what others tell: a lead is to be rung within a second."""
HISTORY_SECONDS: Final = 20.0
"""How long a router whose live state is gone waits for history to say who sits where. Meanwhile the fallback serves by
the marks that Asterisk keeps; to lead at once would wipe them and sign everybody off."""
log = structlog.get_logger("router")


class Doubt(Exception):
    """The picture may be wrong; build it anew."""

    def __init__(self, why: str, least: int = 0) -> None:
        super().__init__(why)
        self.least = least


@dataclass(frozen=True, kw_only=True)
class Router:
    """What leading needs."""

    name: str
    """of this router, the same after a restart: so it takes its own lease back at once"""
    bundle: Bundle
    """in force when it started; an adopted one takes its place"""
    nodes: Sequence[str]
    live: LiveState
    clock: Clock
    sign_ons: SignOns
    pin_ok: Callable[[str, str], bool]
    bundle_of: Callable[[int], Bundle | None]
    """a stored bundle; None, or BundleUnavailable: there is none of that number, or it is damaged"""
    current: Callable[[], int | None] = lambda: None
    """number of the bundle in force; None: nobody knows. Asked while another router leads, who may adopt others"""
    roster: RosterBook | None = None
    """who works when; None: nobody asks"""


async def lead_floor(router: Router, stop: asyncio.Event) -> None:
    """Lead until `stop` is set; whatever is lost meanwhile is built anew, under the bundle that was adopted last."""
    least, blind_since = 0, None
    adopted: list[Bundle] = []
    while not stop.is_set():
        try:
            router = replace(router, bundle=adopted.pop()) if adopted else router
            await _reign(router, stop, least, adopted, patient=blind_since is None or _waits(router, blind_since))
            blind_since = None
        except HistoryAway as away:
            blind_since = blind_since or router.clock.now()
            log.warning("history_away", detail=str(away))
            # Said, or the supervisor would take the wait for a hang.
            with contextlib.suppress(StateLost):
                word = {"at": router.clock.now(), "ok": False, "detail": "waits for history", "pid": os.getpid()}
                await router.live.say("router", word)
            await _pause(stop, RENEW_SECONDS)
        except Doubt as doubt:
            least = max(least, doubt.least)
            log.warning("floor_rebuilt", why=str(doubt))
        except (NotLeader, Conflict, StateLost) as refusal:
            log.warning("state_doubted", code=refusal.code, detail=refusal.detail)
            await _pause(stop, RETRY_SECONDS)


def _waits(router: Router, since: float) -> bool:
    return router.clock.now() - since < HISTORY_SECONDS


async def _reign(router: Router, stop: asyncio.Event, least: int, adopted: list[Bundle], *, patient: bool) -> None:
    live, now = router.live, router.clock.now
    epoch = await live.lead(router.name, ttl=LEASE_SECONDS, least=least)
    if epoch is None:
        await live.say("router standby", {"at": now(), "ok": True, "detail": router.name, "pid": os.getpid()})
        await _pause(stop, RENEW_SECONDS)
        _follow(router, adopted)
        return
    loaded = await live.load()
    if not loaded.marked:
        try:
            known = await asyncio.to_thread(router.sign_ons.last_epoch)
            if epoch <= known:
                raise Doubt(f"history knows epoch {known}", known)
            loaded = await asyncio.to_thread(_from_history, router, loaded)
        except HistoryAway:
            if patient:
                raise
            log.error("led_without_history", detail="nobody is known to be signed on; agents must sign on again")
    owed = await asyncio.to_thread(_owed, router, unseen=loaded.marked)
    floor = Floor(
        bundle=router.bundle,
        epoch=epoch,
        seats=loaded.seats,
        # What is owed outlives the live state.
        calls={**owed, **loaded.calls},
        boots=loaded.boots,
        bundle_of=router.bundle_of,
        flows=loaded.flows,
        known=await asyncio.to_thread(_known, router),
        rung=await asyncio.to_thread(_rung, router),
        missing=missing_from(await live.availability()),
        climbs=loaded.climbs,
    )
    roster = RosterFollower(router.roster)
    seen = await roster.begin(router.bundle, now())
    cursor = Cursor(events={node: loaded.applied.get(node, "0") for node in router.nodes})
    log.info("floor_led", epoch=epoch, seats=len(floor.seats), calls=len(floor.calls), from_history=not loaded.marked)
    first = floor.start(now(), list(router.nodes))
    first.absorb(floor.use_roster(seen.duties, now(), problem=seen.problem))
    # Stored from the first moment, so that whoever looks sees every seat of the bundle.
    stored = loaded.seats if loaded.marked else {}
    first.seats.update(
        {seat.id: seat for seat in floor.seats.values() if seat.id not in stored and seat.id not in first.seats}
    )
    await live.commit(_change(floor, first, rebuild=not loaded.marked))
    beside = _Beside(roster, Outlook(live, floor, seen.ahead), Promises(lambda: _owed(router, unseen=True)))
    renewed = troubled = 0.0
    while not stop.is_set():
        if step := router.clock.stepped():
            raise Doubt(f"the clock stepped by {step:.1f} s")
        if now() - renewed >= RENEW_SECONDS:
            renewed = await _renew(router, floor)
            await beside.look(router, floor, renewed)
        troubled = await _look_for_trouble(router, floor, troubled)
        due = floor.deadline
        wait = LONGEST_WAIT if due is None else min(LONGEST_WAIT, due - now())
        items = await live.read(cursor, wait=wait) if wait > 0 else []
        if items:
            await _handle(router, floor, items)
            if floor.bundle is not router.bundle:
                # Only now: what could not be committed is not in force.
                adopted[:] = [floor.bundle]
        if floor.deadline is not None and floor.deadline <= now():
            await _commit(router, floor, floor.tick(now()))


@dataclass(frozen=True)
class _Beside:
    """What a router looks after once a second, beside calls and seats."""

    roster: RosterFollower
    outlook: Outlook
    promises: Promises

    async def look(self, router: Router, floor: Floor, at: float) -> None:
        """The roster, callbacks that no router has seen promised, and what the next hours look like."""
        if news := self.roster.look(floor.bundle, at):
            await _commit(router, floor, floor.use_roster(news.duties, at, problem=news.problem))
            self.outlook.news(news)
        if owed := self.promises.news(at):
            await _commit(router, floor, floor.owe(owed.values(), at))
        await self.outlook.tell(at)


async def _renew(router: Router, floor: Floor) -> float:
    """Keep the lease and say so; when that was. Raises NotLeader."""
    if not await router.live.renew(router.name, ttl=LEASE_SECONDS, epoch=floor.epoch):
        raise NotLeader
    at = router.clock.now()
    await router.live.say("router", _word(floor, at))
    return at


async def _look_for_trouble(router: Router, floor: Floor, last: float) -> float:
    """What other processes tell, for the ladders; when it was asked last."""
    at = router.clock.now()
    if not floor.bundle.ladders or at - last < TROUBLE_SECONDS:
        return last
    await _commit(router, floor, floor.use_troubles(await router.live.troubles(), at))
    return at


def _follow(router: Router, adopted: list[Bundle]) -> None:
    """Who stands by takes over with the bundle that is in force by then."""
    number = router.current()
    if number is None or number == router.bundle.number:
        return
    try:
        found = router.bundle_of(number)
    except BundleUnavailable:
        found = None
    if found is not None:
        adopted[:] = [found]


async def _handle(router: Router, floor: Floor, items: Sequence[Incoming]) -> None:
    """All that came in at once is one change: a freed seat is told by three events, and a caller waits for it."""
    together = Effects()
    applied: dict[str, str] = {}
    replies: list[tuple[str, Reply]] = []
    for item in items:
        if item.event is not None:
            if isinstance(item.event, SnapshotTaken) and item.event.epoch > floor.epoch:
                raise Doubt(f"a channel has seen epoch {item.event.epoch}", item.event.epoch)
            together.absorb(floor.handle(item.event, router.clock.now()))
            applied[item.event.node] = item.id
        elif item.request is not None:
            effects = floor.ask(item.request, router.clock.now(), pin_ok=router.pin_ok)
            together.absorb(effects)
            if effects.reply is not None:
                replies.append((item.id, effects.reply))
        else:
            log.error("message_unreadable", id=item.id, why=item.unreadable)
    await _commit(router, floor, together, applied=applied)
    for request, reply in replies:
        await router.live.reply(request, reply)


async def _commit(router: Router, floor: Floor, effects: Effects, applied: Mapping[str, str] | None = None) -> None:
    for note in effects.notes:
        log.info("event_ignored", why=note)
    for record in effects.records:
        if isinstance(record, AlarmRaised):
            log.warning("alarm", code=record.code, subject=record.subject, text=record.text)
    if not effects.empty:
        await router.live.commit(_change(floor, effects, applied=applied))


def _change(
    floor: Floor, effects: Effects, *, applied: Mapping[str, str] | None = None, rebuild: bool = False
) -> Change:
    return Change(
        epoch=floor.epoch,
        seats=list(effects.seats.values()),
        calls=list(effects.calls.values()),
        was=effects.was,
        # A call that began and ended within one event was never stored.
        forget=[call for call in effects.forget if effects.was.get(call)],
        commands=effects.commands,
        records=effects.records,
        applied=applied or {},
        boots=effects.boots,
        flows=effects.flows,
        climbs=effects.climbs,
        rebuild=rebuild,
    )


def _from_history(router: Router, loaded: Loaded) -> Loaded:
    """Sign-ons after the loss of the live state: who sat where; whether they talk, Asterisk will say."""
    seats = {}
    now = router.clock.now()
    for seat_id, (agent, state, reason) in router.sign_ons.last_sign_ons().items():
        if seat_id in router.bundle.seats and agent in router.bundle.agents:
            ready = state not in {SeatState.NOT_READY, SeatState.SIGNED_OFF}
            seats[seat_id] = Seat(
                id=seat_id,
                agent=agent,
                state=SeatState.READY if ready else SeatState.NOT_READY,
                reason="" if ready else reason,
                since=now,
                idle_since=now,
                actor="history",
                version=1,
            )
    return replace(loaded, seats=seats)


def _known(router: Router) -> Known:
    """Callers of the last hours. Without history everybody is a stranger: that costs a preference, and nobody waits."""
    site = router.bundle.site
    hours = max(site.same_agent_hours, site.moment_minutes / 60)
    try:
        return Known(router.sign_ons.callers_since(router.clock.now() - hours * 3600))
    except HistoryAway as away:
        log.warning("callers_unknown", detail=str(away))
        return Known()


def _owed(router: Router, *, unseen: bool) -> dict[str, Call]:
    """Callbacks that the archive knows of: all of them when the live state was lost, else those that no router saw.
    Without an archive the rest waits for the next start."""
    if router.bundle.outbound is None:
        return {}
    try:
        return {call.id: replace(call, version=0) for call in router.sign_ons.owed_calls(unseen=unseen)}
    except HistoryAway as away:
        log.warning("callbacks_unknown", detail=str(away))
        return {}


def _rung(router: Router) -> Rung:
    """Numbers that were rung within a day."""
    if router.bundle.outbound is None:
        return Rung()
    try:
        return Rung(router.sign_ons.rung_since(router.clock.now() - DAY_SECONDS))
    except HistoryAway as away:
        log.warning("rings_unknown", detail=str(away))
        return Rung()


def _word(floor: Floor, at: float) -> dict[str, object]:
    lost = sorted(set(floor.boots) - floor.live)
    detail = f"leads, epoch {floor.epoch}" + (f"; waits for {', '.join(lost)}" if lost else "")
    return {
        "at": at,
        "ok": True,
        "detail": detail,
        "pid": os.getpid(),
        "epoch": floor.epoch,
        "leads": True,
        "bundle": floor.bundle.number,
        "expected_wait": _expected(floor, at) if not lost else {},
    }


def _expected(floor: Floor, at: float) -> dict[str, float | None]:
    """Queue to the seconds that a caller who comes now is expected to wait; null: nobody on duty could serve."""
    waits = {queue: floor.brain.engine.expected_wait(queue, at) for queue in floor.bundle.queues}
    return {queue: None if seconds is None else round(seconds, 1) for queue, seconds in waits.items()}


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
