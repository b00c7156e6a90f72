"""An evening of calls about one thing, as records of the feed, for tests of telling incidents."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from router.domain.bundle import Bundle, Line, Queue, Site
from router.domain.call import Call, CallState
from router.domain.history import AlarmRaised, CallRecorded, CallTagged, HistoryRecord, IncidentRecorded
from router.domain.incidents.cell import Cell, Dimension
from router.domain.incidents.history import History
from router.domain.incidents.settings import IncidentSettings
from router.domain.incidents.watch import Watch
from router.domain.incidents.week import SLOTS
from router.domain.shifts.days import Week
from router.services.incident_desk import IncidentDesk, Untold, untold
from router.services.incident_facts import FactBook

ZONE = ZoneInfo("Asia/Shanghai")
EVENING = 1_795_347_600.0
"""Sunday 2026-11-22 19:40 in Shanghai, Unix seconds"""
CRACKS, LAKESIDE, OTHER = "12", "3", "11"
BUNDLE = Bundle(
    number=1,
    site=Site(name="City", timezone="Asia/Shanghai", languages=("en", "zh-CN")),
    lines={"city": Line(id="city", number="12345", name="City line", queue="general", language="en", greeting="x")},
    queues={"general": Queue(id="general", name="General")},
    skills={},
    seats={},
    agents={},
    texts={},
    topics={CRACKS: "cracked building", OTHER: "noise"},
    places={LAKESIDE: "Lakeside"},
)
WEEKS = 8.0


def usual() -> History:
    """Ten calls in every hour, a tenth of them about cracks, one in twenty at the lakeside; all on one line."""
    history = History(house=[10.0 * WEEKS] * SLOTS, hours=[WEEKS] * SLOTS, age=WEEKS * SLOTS)
    for dimension, value, rate in (
        (Dimension.LINE, "city", 10.0),
        (Dimension.CHOICE, "general", 10.0),
        (Dimension.TOPIC, CRACKS, 1.0),
        (Dimension.TOPIC, OTHER, 9.0),
        (Dimension.PLACE, LAKESIDE, 0.5),
    ):
        history.counts[Cell(dimension, value)] = [rate * WEEKS] * SLOTS
    history.pairs[Cell(Dimension.TOPIC_PLACE, CRACKS, LAKESIDE)] = 0.05 * WEEKS * SLOTS
    return history


def desk(*, at: float = EVENING, settings: IncidentSettings | None = None) -> IncidentDesk:
    """One that begins with what is usual."""
    return IncidentDesk(_watch(settings or BUNDLE.site.incidents, at), _facts(), lambda: BUNDLE, ZONE)


def counted_silently(records: list[HistoryRecord]) -> tuple[IncidentDesk, list[Untold]]:
    """A desk as after a restart: these calls were counted again, and what was found in them nobody told yet."""
    watch, facts = _watch(BUNDLE.site.incidents, EVENING), _facts()
    found: list[Untold] = []
    for record in records:
        assert isinstance(record, (CallRecorded, CallTagged))
        if (fact := facts.read(record)) is not None:
            found += untold(watch, watch.note(fact))
    return IncidentDesk(watch, facts, lambda: BUNDLE, ZONE), found


def number_of(number: int) -> str:
    """Somebody's."""
    return f"139{number:08}"


def call_records(
    number: int, at: float, *, caller: str | None = None, topic: str = CRACKS, place: str = LAKESIDE
) -> list[HistoryRecord]:
    """One call: it arrives, waits, and is tagged a minute later."""
    call = Call(
        id=f"n-{number}",
        node="n",
        channel="",
        line="city",
        caller=number_of(number) if caller is None else caller,
        arrived_at=at,
    )
    held = replace(call, state=CallState.QUEUED, queue="general", queued_at=at + 5, version=1)
    return [
        CallRecorded(at=at, epoch=1, event="arrived", call=call),
        CallRecorded(at=at + 5, epoch=1, event="held", call=held),
        CallTagged(at=at + 60, epoch=1, call=call.id, seat="1001", agent="8001", topic=topic, place=place),
    ]


def callers(count: int, *, first: int = 1, at: float = EVENING, apart: float = 300.0) -> list[HistoryRecord]:
    """So many different people about one thing."""
    records = [record for number in range(count) for record in call_records(first + number, at + 60 + number * apart)]
    return sorted(records, key=lambda record: record.at)


def feed(to: IncidentDesk, records: list[HistoryRecord]) -> list[HistoryRecord]:
    """What it says to these, in order."""
    found: list[HistoryRecord] = []
    for record in records:
        assert isinstance(record, (CallRecorded, CallTagged))
        found += to.take(record)
    return found


def events(records: list[HistoryRecord]) -> list[str]:
    return [record.event for record in records if isinstance(record, IncidentRecorded) and record.event != "counted"]


def alarms(records: list[HistoryRecord]) -> list[AlarmRaised]:
    return [record for record in records if isinstance(record, AlarmRaised)]


def _watch(settings: IncidentSettings, at: float) -> Watch:
    return Watch(settings.rules, ZONE, Week(), at=datetime.fromtimestamp(at, ZONE), history=usual())


def _facts() -> FactBook:
    return FactBook(lambda number: f"#{number}")
