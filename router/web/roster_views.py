"""From rosters to what the API says of them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, timedelta
from typing import Final

from router.domain.shifts.checks.finding import Finding
from router.domain.shifts.edits import Entry
from router.domain.shifts.plan import Shift
from router.domain.shifts.roster import Assignment
from router.services.check_roster import Report
from router.services.config_document import Problem
from router.services.edit_roster import Edited
from router.services.find_gaps import Outlook
from router.services.roster_house import RosterHouse
from router.services.say_edit import KINDS, say_edit
from router.services.show_roster import Days
from router.web import models_roster as m
from router.web.models import ConfigProblem, FindingView

MOST_PROBLEMS: Final = 500
"""of a file whose lines are all wrong, so many are told"""


def roster_view(house: RosterHouse, found: Days, *, number: int, person: str | None) -> m.RosterView:
    """Some days; of one person, or of everybody."""
    who = found.cells if person is None else {person: found.cells.get(person, ())}
    assignments = sorted(each for cells in who.values() for cell in cells for each in cell)
    return m.RosterView(
        number=number,
        days=[m.DayView(date=day.date, kind=day.kind, name=day.name, known=day.known) for day in found.days],
        shifts=[_shift(each) for each in house.calendar.plan.shifts.values()],
        assignments=[_assignment(house, each) for each in assignments],
        leave=[m.LeaveView(date=each.date, agent=each.person) for each in sorted(found.away) if each.person in who],
        heads={shift: list(counts) for shift, counts in found.heads.items()},
        warnings=list(found.warnings),
    )


def gaps_view(found: Outlook) -> m.RosterGaps:
    return m.RosterGaps(
        since=found.window.start.astimezone(UTC),
        until=found.window.end.astimezone(UTC),
        gaps=[
            m.RosterGap(
                of=gap.of,
                since=gap.period.start.astimezone(UTC),
                until=gap.period.end.astimezone(UTC),
                have=gap.have,
                need=gap.need,
                sentence=sentence,
            )
            for gap, sentence in zip(found.gaps, found.sentences, strict=True)
        ],
        warnings=list(found.warnings),
    )


def edit_view(entry: Entry) -> m.EditView:
    return m.EditView(
        number=entry.number,
        at=entry.at.astimezone(UTC),
        author=entry.author,
        note=entry.note,
        kind=KINDS[type(entry.edit)],
        what=say_edit(entry.edit),
    )


def edited_view(done: Edited) -> m.RosterEdited:
    return m.RosterEdited(**dict(edit_view(done.entry)), findings=finding_views(done.findings))


def imported_view(report: Report, done: Edited) -> m.RosterImported:
    return m.RosterImported(
        **dict(edited_view(done)),
        assignments=len(report.edit.assignments),
        dates=list(report.edit.dates),
        warnings=list(report.warnings),
    )


def check_view(report: Report) -> m.RosterCheck:
    return m.RosterCheck(
        good=not report.problems,
        wrong=len(report.problems),
        problems=problem_views(report.problems),
        findings=finding_views(report.short),
        assignments=len(report.edit.assignments),
        dates=list(report.edit.dates),
        warnings=list(report.warnings),
    )


def finding_views(findings: Iterable[Finding]) -> list[FindingView]:
    return [
        FindingView(
            code=each.code,
            weight=each.weight,
            date=each.date,
            shift=each.shift,
            agent=each.person,
            what=each.what,
            remedy=each.remedy,
        )
        for each in findings
    ]


def problem_views(problems: Sequence[Problem]) -> list[ConfigProblem]:
    return [
        ConfigProblem(file=one.file, line=one.line, what=one.what, remedy=one.remedy)
        for one in problems[:MOST_PROBLEMS]
    ]


def _shift(shift: Shift) -> m.ShiftView:
    start, end = (f"{minute // 60:02}:{minute % 60:02}" for minute in (shift.span.start, shift.span.until))
    return m.ShiftView(id=shift.id, name=shift.name, start=start, end=end, night=shift.is_night)


def _assignment(house: RosterHouse, each: Assignment) -> m.AssignmentView:
    shift = house.calendar.plan.shifts.get(each.shift)
    period = None if shift is None else house.calendar.period(shift, each.date)
    return m.AssignmentView(
        date=each.date,
        shift=each.shift,
        agent=each.person,
        role=each.role,
        start=period.start if period else None,
        end=period.end if period else None,
        hours=period.length / timedelta(hours=1) if period else None,
    )
