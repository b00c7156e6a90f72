"""Watching for incidents with a real Redis and a real archive: nothing twice, nothing missed."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from router.adapters import codec
from router.adapters.files.incident_announcements import IncidentAnnouncementFile
from router.adapters.incidents import feed, watcher
from router.adapters.incidents.feed import IncidentFeed
from router.adapters.incidents.house_days import HouseDays
from router.adapters.incidents.watcher import IncidentWatcher, WatchedFiles
from router.adapters.redis import keys
from router.adapters.redis.outbox import OutboxAway, RedisOutbox, open_redis
from router.adapters.sql import schema as s
from router.adapters.sql.engine import migrate, open_engine
from router.adapters.sql.read_incidents import find_incidents, first_arrival, past_facts, usual_parts
from router.adapters.sql.records import SqlRecords
from router.domain.bundle import Bundle
from router.domain.call import CallState, Outcome
from router.domain.history import (
    ActionTaken,
    AlarmRaised,
    CallRecorded,
    CallTagged,
    FollowerAdded,
    HistoryRecord,
    IncidentRecorded,
)
from router.domain.incidents.announcement import IncidentAnnouncement
from router.domain.incidents.incident import Incident
from router.domain.incidents.settings import IncidentSettings
from router.domain.incidents.watch import Watch
from router.domain.shifts.days import DayKind, DayKinds
from router.services.archive_records import archive_records
from tests.integration.redis_server import RedisServer, redis_server
from tests.unit.services.incident_evening import BUNDLE, CRACKS, LAKESIDE, OTHER, call_records, number_of

__all__ = ["redis_server"]

DAY = 86_400.0
WEEKS = 2
PAST = WEEKS * 7 * 48 - 4
"""calls"""


class House:
    """An archive with a past, a Redis, and a watcher that can be started anew."""

    def __init__(self, server: RedisServer, folder: Path) -> None:
        self.server = server
        self.engine = open_engine(f"sqlite:///{folder / 'a.sqlite3'}", write=True)
        migrate(self.engine)
        self.redis: Any = open_redis(server.socket)
        self.bundle: Bundle = BUNDLE
        self.now = time.time()
        self.feed = IncidentFeed(open_redis(server.socket))
        self.announced = IncidentAnnouncementFile(folder / "incident_announcements.json")
        self.shifts = folder / "shifts.yaml"
        self._store_past()

    def watcher(self) -> IncidentWatcher:
        """One that knows nothing yet."""
        files = WatchedFiles(announced=self.announced, days=HouseDays(self.shifts))
        return IncidentWatcher(self.feed, self.engine, lambda: self.bundle, files, now=lambda: self.now)

    def say(self, *records: HistoryRecord) -> None:
        """As the router does."""
        for record in records:
            text = codec.dump_message(record)
            self.redis.xadd(keys.OUTBOX, {"r": text})
            self.redis.xadd(keys.FEED, {"r": text})

    def call_in(self, first: int, count: int) -> None:
        """So many people have called about the cracks at the lakeside a moment ago."""
        for number in range(first, first + count):
            self.say(*call_records(number, self.now - 70))

    def follow(self, number: int, incident: str) -> None:
        """Somebody heard of an incident, and asked to be told of it a moment ago."""
        arrived = call_records(number, self.now - 20)[0]
        assert isinstance(arrived, CallRecorded)
        asked = FollowerAdded(
            at=self.now - 10,
            epoch=1,
            incident=incident,
            call=arrived.call.id,
            line="city",
            language="en",
            number=arrived.call.caller,
        )
        over = replace(arrived.call, state=CallState.ENDED, outcome=Outcome.INFORMED, ended_at=self.now - 5, version=2)
        self.say(arrived, asked, replace(arrived, at=self.now - 5, event="ended", call=over))

    def announce(self, incident: str, *, until: float = 3600.0) -> None:
        """Callers are told of it for so many seconds from now."""
        told = IncidentAnnouncement(
            incident=incident, lines=(), text={}, sounds={"en": "x"}, at=self.now, by="l", until=self.now + until
        )
        self.announced.put(told)

    def ended(self) -> list[tuple[str, str]]:
        """Announcements that were ended, and why."""
        found = [codec.load_message(fields[b"r"]) for _, fields in self.redis.xrange(keys.FEED)]
        return [(one.subject, one.detail) for one in found if isinstance(one, ActionTaken)]

    def archive(self) -> None:
        """All that waits in the outbox."""
        while archive_records(RedisOutbox(self.redis), SqlRecords(self.engine)):
            pass

    def told(self) -> list[tuple[str, str]]:
        """Event and alarm codes in the feed, with the incident."""
        found = []
        for _, fields in self.redis.xrange(keys.FEED):
            record = codec.load_message(fields[b"r"])
            if isinstance(record, IncidentRecorded):
                found.append((record.event, record.incident.id))
            elif isinstance(record, AlarmRaised):
                found.append((record.code, record.subject))
        return found

    def events(self) -> list[str]:
        return [event for event, _ in self.told() if not event.startswith("incident")]

    def incidents(self, **which: Any) -> list[Incident]:
        self.archive()
        return find_incidents(self.engine, **which)

    def _store_past(self) -> None:
        """Two calls an hour, every hundredth of them about the cracks."""
        dice = random.Random(1)
        records: list[HistoryRecord] = []
        for number in range(PAST):
            topic, place = (CRACKS, LAKESIDE) if number % 100 == 50 else (OTHER, "")
            at = self.now - WEEKS * 7 * DAY + (number + dice.random()) * DAY / 48
            records += call_records(10_000 + number, at, topic=topic, place=place)
        SqlRecords(self.engine).store(records, [], "0-1")


def run(watch: IncidentWatcher) -> None:
    """Until there is nothing more to count."""
    while watch.step():
        pass


@pytest.fixture
def house(redis_server: RedisServer, tmp_path: Path) -> Iterator[House]:
    made = House(redis_server, tmp_path)
    yield made
    made.engine.dispose()
    made.redis.close()


def test_five_callers_are_told_once_over_two_restarts(house: House) -> None:
    run(house.watcher())
    house.call_in(1, 3)
    run(house.watcher())
    house.archive()
    assert house.events() == []
    house.call_in(4, 2)
    run(house.watcher())
    house.archive()
    run(house.watcher())
    (seen, alarm) = house.told()
    assert (seen[0], alarm[0]) == ("seen", "incident")
    assert seen[1] == alarm[1]
    (found,) = house.incidents(open_only=True)
    assert (found.id, found.name, found.place_name, found.callers) == (seen[1], "cracked building", "Lakeside", 5)
    assert found.calls == tuple(f"n-{number}" for number in range(1, 6))
    with house.engine.connect() as connection:
        (stored,) = connection.execute(select(s.alarms).where(s.alarms.c.code == "incident")).mappings()
    assert "5 calls about 'cracked building' in 'Lakeside'" in stored["text"]


def test_it_grows_is_over_and_is_learned_from_as_what_was_usual(house: House) -> None:
    watch = house.watcher()
    run(watch)
    house.call_in(1, 12)
    run(watch)
    assert house.events() == ["seen", "grew"]
    (found,) = house.incidents(open_only=True)
    assert len(found.calls) == 12
    house.now += 9 * 3600
    house.archive()
    run(watch)
    assert house.events() == ["seen", "grew", "over"]
    assert house.told()[-1] == ("incident_over", found.id)
    assert house.incidents(open_only=True) == []
    parts = usual_parts(house.engine, since=0.0)
    assert set(parts) == set(found.calls)
    assert all(0 <= part < 0.1 for part in parts.values())


def test_a_watch_that_fell_far_behind_goes_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "AT_ONCE", 4)
    watch = house.watcher()
    run(watch)
    house.call_in(20, 3)
    run(watch)
    house.call_in(1, 6)
    house.archive()
    house.redis.xtrim(keys.FEED, maxlen=7)
    run(watch)
    run(watch)
    assert house.events() == ["seen"]
    (found,) = house.incidents(open_only=True)
    assert len(found.calls) == 9


def test_what_came_while_nobody_watched_is_told_even_if_the_feed_has_lost_it(house: House) -> None:
    run(house.watcher())
    house.now += 5 * 3600
    house.call_in(1, 6)
    house.archive()
    house.redis.xtrim(keys.FEED, maxlen=0)
    run(house.watcher())
    assert house.events() == ["seen"]
    assert len(house.incidents(open_only=True)[0].calls) == 6


def test_an_empty_redis_makes_nothing_be_told_twice(house: House) -> None:
    watch = house.watcher()
    run(watch)
    house.call_in(1, 6)
    run(watch)
    house.archive()
    house.redis.flushall()
    run(watch)
    assert house.events() == []
    house.call_in(7, 4)
    run(watch)
    assert house.events() == ["grew"]
    (found,) = house.incidents(open_only=True)
    assert (len(found.calls), found.callers) == (10, 10)


def test_a_word_that_was_not_taken_is_said_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = house.watcher()
    run(watch)
    house.call_in(1, 5)
    real = IncidentFeed.commit
    lost: list[list[HistoryRecord]] = []

    def fails_once(feed: IncidentFeed, records: Any, told: Any, position: str) -> None:
        if not lost:
            lost.append(list(records))
            raise OutboxAway("ConnectionError")
        real(feed, records, told, position)

    monkeypatch.setattr(IncidentFeed, "commit", fails_once)
    with pytest.raises(OutboxAway):
        watch.step()
    house.archive()
    run(watch)
    assert any(isinstance(record, IncidentRecorded) for record in lost[0])
    assert house.events() == ["seen"]


def test_of_very_many_calls_fewer_weeks_are_learned(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(watcher, "MOST_LEARNED", PAST // 10)
    run(house.watcher())
    assert "weeks=1.0" in re.sub(r"\x1b\[[0-9;]*m", "", capsys.readouterr().out)


def test_nothing_is_rebuilt_from_an_archive_that_is_behind(house: House) -> None:
    watch = house.watcher()
    assert watch.step(settled=False) > 0
    assert house.redis.get(keys.INCIDENTS_READ) is None
    run(watch)
    assert house.redis.get(keys.INCIDENTS_READ) is not None


def test_who_does_not_want_to_be_watched_is_told_of_nothing_and_nothing_stays_open(house: House) -> None:
    watch = house.watcher()
    run(watch)
    house.call_in(1, 5)
    run(watch)
    site = replace(BUNDLE.site, incidents=IncidentSettings(watch=False))
    house.bundle = replace(BUNDLE, site=site)
    watch.step()
    watch.step()
    house.call_in(20, 6)
    watch.step()
    assert house.events() == ["seen", "over"]
    assert house.redis.get(keys.INCIDENTS_READ) is None
    assert house.incidents(open_only=True) == []


def test_other_rules_count_from_the_next_step_on(house: House) -> None:
    watch = house.watcher()
    site = replace(BUNDLE.site, incidents=IncidentSettings(floor=9))
    house.bundle = replace(BUNDLE, site=site)
    run(watch)
    house.call_in(1, 8)
    run(watch)
    assert house.events() == []
    house.bundle = BUNDLE
    house.archive()
    run(watch)
    assert house.events() == ["seen"]


def test_no_number_is_kept(house: House) -> None:
    watch = house.watcher()
    run(watch)
    house.call_in(1, 6)
    run(watch)
    kept = b"".join(house.redis.hvals(keys.INCIDENTS))
    assert kept
    for number in range(1, 7):
        assert number_of(number).encode() not in kept


def test_past_facts_are_what_the_feed_told(house: House) -> None:
    began = first_arrival(house.engine)
    assert began is not None
    facts = [fact for part in past_facts(house.engine, since=began, until=house.now) for fact in part]
    assert [fact.at for fact in facts] == sorted(fact.at for fact in facts)
    calls = {fact.call for fact in facts}
    assert len(calls) == PAST
    assert {fact.choice for fact in facts} == {"", "general"}
    assert {(fact.topic, fact.place) for fact in facts} == {("", ""), (OTHER, ""), (CRACKS, LAKESIDE)}


def test_an_older_word_on_an_incident_changes_nothing(house: House) -> None:
    watch = house.watcher()
    run(watch)
    house.call_in(1, 6)
    run(watch)
    (found,) = house.incidents()
    old = replace(found, version=found.version - 1, callers=1)
    SqlRecords(house.engine).store([IncidentRecorded(at=0.0, epoch=0, event="seen", incident=old)], [], "1-1")
    assert find_incidents(house.engine) == [found]
    assert find_incidents(house.engine, before=(found.seen_at, found.id)) == []
    assert find_incidents(house.engine, until=found.seen_at) == []
    assert find_incidents(house.engine, since=found.seen_at) == [found]


def test_calls_that_are_over_count_no_second_time(house: House) -> None:
    watch = house.watcher()
    run(watch)
    for number in range(1, 5):
        arrived, held, tagged = call_records(number, house.now - 200)
        house.say(arrived, held, tagged)
        assert isinstance(held, CallRecorded) and isinstance(tagged, CallTagged)
        over = replace(held.call, state=CallState.ENDED, outcome=Outcome.ANSWERED, ended_at=house.now - 110)
        house.say(replace(held, at=house.now - 110, event="ended", call=over), tagged)
    run(watch)
    assert house.events() == []


def seen(house: House, watch: IncidentWatcher) -> str:
    """An incident of five callers."""
    run(watch)
    house.call_in(1, 5)
    run(watch)
    house.archive()
    return house.told()[0][1]


def test_who_asked_to_be_told_is_a_caller_of_the_incident_also_after_a_restart(house: House) -> None:
    watch = house.watcher()
    known = seen(house, watch)
    house.follow(6, known)
    house.follow(7, known)
    house.follow(8, "1-gone")
    run(watch)
    (found,) = house.incidents(open_only=True)
    assert (found.callers, found.calls[5:]) == (7, ("n-6", "n-7"))
    house.redis.flushall()
    again = house.watcher()
    run(again)
    house.call_in(9, 3)
    run(again)
    assert house.events() == ["grew"]
    (found,) = house.incidents(open_only=True)
    assert (len(found.calls), found.callers) == (10, 10)


def test_what_followers_called_about_is_known_to_the_archive(house: House) -> None:
    watch = house.watcher()
    house.follow(6, seen(house, watch))
    house.archive()
    facts = [fact for part in past_facts(house.engine, since=house.now - 60, until=house.now) for fact in part]
    told = [(fact.topic, fact.place) for fact in facts if fact.call == "n-6"]
    assert told == [("", ""), (CRACKS, LAKESIDE)]


def test_an_announcement_ends_with_its_incident(house: House) -> None:
    watch = house.watcher()
    known = seen(house, watch)
    house.announce(known, until=80_000.0)
    house.now += 60
    run(watch)
    assert set(house.announced.read()) == {known}
    house.now += 9 * 3600
    house.archive()
    run(watch)
    assert (house.announced.read(), house.ended()) == ({}, [(known, "the incident is over")])


def test_an_announcement_ends_with_its_time_and_without_an_incident(house: House) -> None:
    watch = house.watcher()
    known = seen(house, watch)
    house.announce(known, until=50.0)
    house.announce("1-gone")
    house.now += 60
    run(watch)
    assert house.announced.read() == {}
    assert sorted(house.ended()) == sorted([(known, "its time is over"), ("1-gone", "the incident is over")])


def test_where_nobody_watches_any_more_nobody_is_told(house: House) -> None:
    watch = house.watcher()
    known = seen(house, watch)
    house.announce(known)
    house.bundle = replace(BUNDLE, site=replace(BUNDLE.site, incidents=IncidentSettings(watch=False)))
    watch.step()
    assert (house.announced.read(), house.ended()) == ({}, [(known, "the incident is over")])


def test_a_holiday_is_a_holiday_and_counts_from_the_moment_that_the_house_says_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[DayKinds] = []

    def watched(rules: Any, zone: Any, kinds: DayKinds, **more: Any) -> Watch:
        made.append(kinds)
        return Watch(rules, zone, kinds, **more)

    monkeypatch.setattr(watcher, "Watch", watched)
    today = date(2026, 10, 1)
    shifts = 'shifts: {{day: {{name: Day, time: "08:00-16:00", days: [{}]}}}}\n{}'
    watch = house.watcher()
    run(watch)
    house.shifts.write_text(shifts.format("working", "days: {2026-10-01: holiday}"))
    run(watch)
    house.shifts.write_text(shifts.format("working, swapped", "days: {2026-10-01: holiday}"))
    run(watch)
    house.shifts.write_text("shifts: [")
    run(watch)
    assert [kinds.day(today).kind for kinds in made] == [DayKind.WORKING, DayKind.HOLIDAY, DayKind.WORKING]
