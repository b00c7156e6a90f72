"""October 2026 from minute to minute: eight overlapping shifts and people on call, nights across midnight, the
week of National Day and the Saturday that is worked for it, swaps and leave, people who come early, late or never, and
callers all along.

The router's own code reads the roster from disk and leads the seats. What it does is compared with a slow reading: who
may sign on, who is told of the end, who is missing, who is given calls, and that nobody is cut off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from router.adapters.files.kept_calendar import KeptCalendar
from router.adapters.files.roster_journal import FileRosterJournal
from router.domain import telephony as t
from router.domain.call import Outcome
from router.domain.history import ActionTaken, AlarmRaised
from router.domain.shifts.edits import Edit, Extra, Import, Leave, Place, Swap
from router.services.check_roster import skills_of
from router.services.edit_roster import Signature, edit_roster
from tests.unit.domain import sample
from tests.unit.services.roster_month import AGENTS, month
from tests.unit.services.slow_roster import DAY, OFFICE_DAYS, SlowRoster, Work, day, minute, unix
from tests.unit.services.virtual_desk import VirtualDesk
from tests.unit.services.virtual_month import VirtualMonth

SHIFTS = """\
country: CN
seats: {drive: yes, sign_on_minutes: 15, warn_minutes: 5, missing_minutes: 10, strangers: refused}
shifts:
  dawn: {name: 晨班, time: "06:00-14:00"}
  early: {name: 早班, time: "08:00-16:00", breaks: ["11:30-12:00"]}
  office: {name: 正常班, time: "09:00-17:00", days: [working, swapped]}
  ten: {name: 十点班, time: "10:00-18:00"}
  noon: {name: 中班, time: "12:00-20:00"}
  late: {name: 晚班, time: "13:00-21:00"}
  evening: {name: 小夜班, time: "16:00-24:00"}
  night: {name: 夜班, time: "21:00-08:00"}
  standby: {name: 听班, time: "18:00-09:00"}
"""
BUNDLE = replace(sample.bundle(seats=40, wrap_up=30, legal=False), agents=AGENTS)
FIRST = -DAY / 2
"""noon of 30 September: its night reaches into October"""
LAST = 31 * DAY + 9 * 60
LOOKS = 6 * 60
"""minutes; the router itself looks more often, and reads each half hour"""


@dataclass
class Office:
    """Where the roster is changed, by the code that people use, and in the slow reading by hand."""

    folder: Path
    month: VirtualMonth
    stories: dict[str, str] = field(default_factory=dict)
    """whom something happened to"""

    def __post_init__(self) -> None:
        self.journal = FileRosterJournal(self.folder)

    def put(self, edit: Edit, at: float) -> None:
        calendar = KeptCalendar(self.folder / "shifts.yaml").read(BUNDLE)
        assert calendar is not None
        signature = Signature(author="Li", at=datetime.fromtimestamp(unix(at), UTC))
        edit_roster(self.journal, edit, signature, calendar=calendar, people=skills_of(AGENTS), even_so=True)

    def swap(self, one: Work, other: Work, at: float) -> None:
        self.put(Swap(one=place(one), other=place(other)), at)
        slow = self.month.slow
        for work, person in ((one, other.person), (other, one.person)):
            slow.strike(work)
            slow.write(replace(work, person=person), at)

    def leave(self, work: Work, at: float) -> None:
        self.put(Leave(person=work.person, first=work.date, last=work.date), at)
        self.month.slow.strike(work)

    def extra(self, work: Work, at: float) -> None:
        self.put(Extra(place=place(work)), at)
        self.month.slow.write(work, at)


def place(work: Work) -> Place:
    return Place(person=work.person, date=work.date, shift=work.shift)


def changes(office: Office) -> dict[float, Callable[[float], None]]:
    """What is done to the roster in the month, and when."""
    month, slow = office.month, office.month.slow

    def trade(number: int, one: str, other: str) -> Callable[[float], None]:
        return lambda at: office.swap(slow.find(day(number), one)[0], slow.find(day(number), other)[0], at)

    def ill(at: float) -> None:
        gone = slow.find(day(8), "night")[0]
        office.leave(gone, at)
        office.extra(replace(gone, person=slow.find(day(10), "night")[0].person), at)

    def struck_out(at: float) -> None:
        gone = next(work for work in slow.find(day(12), "early") if work.person in month.sitting)
        office.leave(gone, at)
        office.stories["struck out"] = gone.person

    def called_in(at: float) -> None:
        # Two of those who slept after their night: one comes at once, one was not reached.
        asleep = [work.person for work in slow.find(day(13), "night")][:2]
        for person in asleep:
            office.extra(Work(person, day(14), "noon", slow.find(day(14), "noon")[0].role), at)
        month.coming[asleep[0]] = [at + 7]
        office.stories["comes"], office.stories["sleeps on"] = asleep

    def double(at: float) -> None:
        one = next(work for work in slow.find(day(16), "early") if work.person in month.sitting)
        office.extra(replace(one, shift="evening"), at)
        office.stories["double"] = one.person

    return {
        minute(3, "10:00"): trade(8, "dawn", "ten"),
        minute(5, "09:00"): ill,
        minute(9, "18:00"): trade(10, "office", "early"),
        minute(12, "11:00"): struck_out,
        minute(14, "13:00"): called_in,
        minute(16, "10:00"): double,
        minute(20, "12:00"): trade(21, "early", "late"),
    }


async def test_the_month(tmp_path: Path) -> None:
    (tmp_path / "shifts.yaml").write_text(SHIFTS, "utf-8")
    planned = month()
    desk = VirtualDesk(tmp_path, BUNDLE, FIRST)
    virtual = VirtualMonth(desk=desk, slow=SlowRoster.of(planned))
    office = Office(tmp_path, virtual)
    office.put(Import(dates=tuple(sorted({each.date for each in planned})), assignments=planned), FIRST)
    assert {each.date.day for each in planned if each.shift == "office" and each.date.month == 10} == OFFICE_DAYS
    await desk.begin()
    todo, edges = changes(office), {*virtual.slow.edges(FIRST, LAST)}
    around = edges | {edge - 0.5 for edge in edges}
    doors = 0

    for at in desk.goes(LAST, halves=around):
        virtual.clock_strikes(at)
        if at in todo:
            todo.pop(at)(at)
            await desk.look()
            virtual.struck(at)
        elif at % LOOKS == 0:
            await desk.look()
        if at in around:
            assert desk.in_matching() == virtual.to_have_calls(at), at
            for person in AGENTS.keys() - virtual.sitting.keys():
                assert desk.door(person) == virtual.slow.sign_on(person, at), (person, at)
                doors += 1
        virtual.people_act(at)

    expected, count = virtual.expected, virtual.count
    assert sorted(desk.told) == sorted(expected.told)
    assert sorted(desk.minutes_of(AlarmRaised, "missing_on_shift")) == sorted(expected.missing)
    assert sorted(desk.minutes_of(ActionTaken, "alarm_resolved")) == sorted(expected.found)
    assert sorted(desk.minutes_of(AlarmRaised, "shift_over")) == sorted(expected.taken_off)
    overruns = [one for one in desk.kept(ActionTaken) if one.what == "shift_overrun"]
    told = [((one.at - unix(0)) / 60, f"{one.subject} {one.detail}") for one in overruns]
    assert sorted(told) == sorted(expected.overruns)
    over = [call for call in desk.recorded if call.outcome]
    assert {call.outcome for call in over} == {Outcome.ANSWERED}
    assert len({call.id for call in over}) == count["talks"]
    assert desk.sent(t.SendToFallback) == []

    # And that all this has happened at all.
    stories = office.stories
    assert expected.taken_off == [(minute(12, "11:00"), stories["struck out"])]
    assert (minute(14, "13:10"), stories["sleeps on"]) in expected.missing
    assert (minute(14, "13:10"), stories["comes"]) not in expected.missing
    assert (minute(16, "23:55"), stories["double"]) in expected.told
    assert (minute(16, "15:55"), stories["double"]) not in expected.told
    assert min(len(expected.overruns), len(expected.missing), len(expected.found), count["stayed on"]) >= 40
    assert count["could not stay"] and count["too_early"]
    assert doors > 50_000
