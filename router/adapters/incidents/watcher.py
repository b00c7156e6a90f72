"""Follows the feed and tells incidents. What it knows is rebuilt from the archive whenever there is a doubt."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Engine

from router.adapters.incidents.feed import START, IncidentFeed, moment_of, parts_of
from router.adapters.sql.read_incidents import count_arrived, find_incidents, first_arrival, past_facts, usual_parts
from router.domain.bundle import Bundle
from router.domain.history import HistoryRecord, IncidentRecorded
from router.domain.incidents.incident import Incident
from router.domain.incidents.settings import IncidentSettings
from router.domain.incidents.watch import Watch
from router.domain.shifts.days import Week
from router.services.incident_desk import IncidentDesk, Untold, untold
from router.services.incident_facts import REMEMBERED_S, FactBook
from router.services.learn_usual import UsualLearner

log = structlog.get_logger()

HISTORY_S: Final = 8 * 7 * 86_400.0
"""Older calls would count half or less."""
MOST_LEARNED: Final = 500_000
"""calls; where there were more, fewer weeks are learned from, but one at least"""
WEEK_S: Final = 7 * 86_400.0
TICK_S: Final = 30.0
WAIT_S: Final = 0.5
GATHER_S: Final = 0.2
OFF_S: Final = 5.0


class IncidentWatcher:
    """One step after the other; whatever a step raises, the next one begins from the archive."""

    def __init__(
        self, feed: IncidentFeed, engine: Engine, bundle: Callable[[], Bundle | None], *, now: Callable[[], float]
    ) -> None:
        """`engine`: to read the archive. `bundle`: the one in force. `now`: Unix seconds."""
        self._feed, self._engine, self._bundle, self._now = feed, engine, bundle, now
        self._key = secrets.token_bytes(32)
        self._desk: IncidentDesk | None = None
        self._made_for: tuple[IncidentSettings, str] | None = None
        self._position = ""
        self._ticked = 0.0

    def step(self, *, settled: bool = True) -> float:
        """Count what came, and tell what was found. Returns how long to wait until the next step, in seconds.

        `settled`: the archive holds all that the outbox held a moment ago; nothing is rebuilt before.

        Raises:
            OutboxAway, ArchiveAway: nothing was lost.
        """
        bundle = self._bundle()
        if bundle is None:
            return OFF_S
        wanted = (bundle.site.incidents, bundle.site.timezone)
        if not bundle.site.incidents.watch:
            self._leave(bundle)
            return OFF_S
        if self._desk is None or wanted != self._made_for:
            if not settled:
                return GATHER_S
            self._desk = None
            self._desk = self._begin(bundle)
            self._made_for = wanted
        desk, self._desk = self._desk, None
        # Until it has ended: had it failed on the way, the desk would know of what nobody was told.
        came = self._follow(desk)
        if came is None:
            return 0.0
        self._desk = desk
        return GATHER_S if came else 0.0

    def _follow(self, desk: IncidentDesk) -> bool | None:
        """Whether anything came. None: some of it is lost."""
        before = self._position
        page = self._feed.read(before, wait=WAIT_S)
        if page.lost:
            log.warning("incidents_begin_again", why="the feed does not hold what follows")
            return None
        records = [found for record in page.records for found in desk.take(record)]
        now = self._now()
        if now - self._ticked >= TICK_S:
            self._ticked = now
            records += desk.tick(now)
        if records or page.position != before:
            self._commit(desk, records, page.position)
        return page.position != before

    def _begin(self, bundle: Bundle) -> IncidentDesk:
        """Learn what is usual, count the last hours again, and go on with what was told."""
        began, now = time.monotonic(), self._now()
        position = self._feed.position()
        if position is not None and parts_of(position) > parts_of(self._feed.newest()):
            position = None
        told = self._feed.told()
        if position is None and not told:
            told = find_incidents(self._engine, open_only=True, limit=1000)
        # What came after this was not looked at by anybody.
        upto = now if position is None else min(now, max(moment_of(position), now - REMEMBERED_S))
        rules, zone = bundle.site.incidents.rules, ZoneInfo(bundle.site.timezone)
        kinds, facts = Week(), FactBook(self._digest)
        first = first_arrival(self._engine)
        begin = max(now - self._reach_back(now), min(upto, first if first is not None else upto))
        warm = max(begin, upto - rules.windows[-1] * 60)
        learner = UsualLearner(rules, zone, kinds, begin=begin, parts=usual_parts(self._engine, since=begin))
        for part in past_facts(self._engine, since=begin, until=warm):
            learner.learn(fact for past in part if (fact := facts.recall(past)) is not None)
            if part:
                facts.forget(part[-1].at - REMEMBERED_S)
        learner.pass_until(warm)
        watch = Watch(rules, zone, kinds, at=_moment(warm, zone), history=learner.history)
        found: list[Untold] = []
        for part in past_facts(self._engine, since=warm, until=upto):
            for past in part:
                fact = facts.recall(past)
                found += untold(watch, watch.note(fact)) if fact is not None else ()
        watch.tick(_moment(upto, zone))
        desk = IncidentDesk(watch, facts, lambda: self._bundle() or bundle, zone)
        records = desk.go_on(told, found)
        for part in past_facts(self._engine, since=upto, until=now):
            records += [record for past in part for record in desk.take_past(past)]
        records += desk.tick(now)
        self._ticked = now
        facts.forget(now - REMEMBERED_S)
        # Else all of the feed is read: what the archive had of it is known, and counts no second time.
        self._commit(desk, records, position if position is not None and self._feed.holds(position) else START)
        log.info("incidents_watched", weeks=round(watch.history.weeks, 1), seconds=round(time.monotonic() - began, 1))
        return desk

    def _reach_back(self, now: float) -> float:
        """Seconds of the past to learn from."""
        calls = count_arrived(self._engine, since=now - HISTORY_S)
        return max(WEEK_S, HISTORY_S * min(1.0, MOST_LEARNED / max(1, calls)))

    def _leave(self, bundle: Bundle) -> None:
        """Nobody watches: no incident stays open for ever."""
        if self._made_for is None and self._feed.position() is None:
            return
        zone = ZoneInfo(bundle.site.timezone)
        watch = Watch(bundle.site.incidents.rules, zone, Week(), at=_moment(self._now(), zone))
        desk = IncidentDesk(watch, FactBook(self._digest), lambda: bundle, zone)
        desk.told = {one.id: one for one in self._feed.told()}
        self._commit(desk, desk.end_all(self._now()), self._feed.newest())
        self._feed.leave()
        self._desk = self._made_for = None

    def _commit(self, desk: IncidentDesk, records: list[HistoryRecord], position: str) -> None:
        self._feed.commit(records, desk.told.values(), position)
        self._position = position
        for record in records:
            if isinstance(record, IncidentRecorded) and record.event != "counted":
                _say(record.event, record.incident)

    def _digest(self, number: str) -> str:
        # The key dies with the process: what is kept of an incident names its calls, never its callers.
        return hmac.digest(self._key, number.encode(), "sha256").hex()[:16]


def _say(event: str, one: Incident) -> None:
    log.warning(f"incident_{event}", incident=one.id, cell=str(one.cell), calls=len(one.calls), callers=one.callers)


def _moment(at: float, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at, zone)
