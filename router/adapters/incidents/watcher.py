"""Follows the feed and tells incidents. What it knows is rebuilt from the archive whenever there is a doubt."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Engine

from router.adapters.files.incident_announcements import IncidentAnnouncementFile
from router.adapters.incidents.feed import START, IncidentFeed, moment_of, parts_of
from router.adapters.incidents.house_days import HouseDays
from router.adapters.sql.read_incidents import count_arrived, find_incidents, first_arrival, past_facts, usual_parts
from router.domain.bundle import Bundle
from router.domain.history import ActionTaken, HistoryRecord, IncidentRecorded
from router.domain.incidents.announcement import IncidentAnnouncement
from router.domain.incidents.incident import Incident
from router.domain.incidents.watch import Watch
from router.domain.shifts.days import DayKinds, Week
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


@dataclass(frozen=True, kw_only=True)
class WatchedFiles:
    """What the house says beside its bundle."""

    announced: IncidentAnnouncementFile
    """what callers are told of incidents"""
    days: HouseDays


class IncidentWatcher:
    """One step after the other; whatever a step raises, the next one begins from the archive."""

    def __init__(
        self,
        feed: IncidentFeed,
        engine: Engine,
        bundle: Callable[[], Bundle | None],
        files: WatchedFiles,
        *,
        now: Callable[[], float],
    ) -> None:
        """`engine`: to read the archive. `bundle`: the one in force. `now`: Unix seconds."""
        self._feed, self._engine, self._bundle, self._now = feed, engine, bundle, now
        self._files = files
        self._key = secrets.token_bytes(32)
        self._desk: IncidentDesk | None = None
        self._made_for: tuple[Hashable, ...] | None = None
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
        days = self._files.days.read(bundle)
        wanted = (bundle.site.incidents, bundle.site.timezone, days.made_of)
        if not bundle.site.incidents.watch:
            self._leave(bundle)
            return OFF_S
        if self._desk is None or wanted != self._made_for:
            if not settled:
                return GATHER_S
            self._desk = None
            self._desk = self._begin(bundle, days.kinds)
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
            records += desk.tick(now) + self._end_announcements(desk.told, now)
        elif any(isinstance(one, IncidentRecorded) and one.event == "over" for one in records):
            records += self._end_announcements(desk.told, now)
        if records or page.position != before:
            self._commit(desk, records, page.position)
        return page.position != before

    def _begin(self, bundle: Bundle, kinds: DayKinds) -> IncidentDesk:
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
        facts = FactBook(self._digest)
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
        records += desk.tick(now) + self._end_announcements(desk.told, now)
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
        over = desk.end_all(self._now())
        self._commit(desk, over + self._end_announcements(desk.told, self._now()), self._feed.newest())
        self._feed.leave()
        self._desk = self._made_for = None

    def _end_announcements(self, told: Mapping[str, Incident], now: float) -> list[HistoryRecord]:
        """Callers hear no more of what is over, nor of what nobody would see the end of."""

        def goes_on(one: IncidentAnnouncement) -> bool:
            incident = told.get(one.incident)
            return incident is not None and incident.over_at is None

        try:
            over = self._files.announced.end(lambda one: now >= one.until or not goes_on(one))
        except OSError as error:
            # Tried again with the next tick; to learn all anew would not help.
            log.error("announcement_not_ended", error=type(error).__name__)
            return []
        return [_ended(one, "the incident is over" if now < one.until else "its time is over", now) for one in over]

    def _commit(self, desk: IncidentDesk, records: list[HistoryRecord], position: str) -> None:
        self._feed.commit(records, desk.told.values(), position)
        self._position = position
        for record in records:
            if isinstance(record, IncidentRecorded) and record.event != "counted":
                _say(record.event, record.incident)

    def _digest(self, number: str) -> str:
        # The key dies with the process: what is kept of an incident names its calls, never its callers.
        return hmac.digest(self._key, number.encode(), "sha256").hex()[:16]


def _ended(one: IncidentAnnouncement, why: str, at: float) -> ActionTaken:
    log.info("announcement_ended", incident=one.incident, why=why)
    return ActionTaken(at=at, epoch=0, actor="archiver", what="announcement_ended", subject=one.incident, detail=why)


def _say(event: str, one: Incident) -> None:
    log.warning(f"incident_{event}", incident=one.id, cell=str(one.cell), calls=len(one.calls), callers=one.callers)


def _moment(at: float, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at, zone)
