"""Checks a roster that was read from a file, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from router.domain.bundle import Agent
from router.domain.shifts.calendar import Calendar
from router.domain.shifts.checks.all import check
from router.domain.shifts.checks.finding import Finding, Weight
from router.domain.shifts.checks.scene import People, Scene, around
from router.domain.shifts.days import unknown_years
from router.domain.shifts.edits import Import, apply
from router.domain.shifts.roster import Roster
from router.services.config_document import Problem
from router.services.read_roster import RosterRead, read_roster
from router.services.roster_sheet import Sheet


@dataclass(frozen=True, kw_only=True)
class Report:
    """What there is to say of a roster in a file."""

    problems: tuple[Problem, ...]
    """lines that are wrong; not empty: it cannot be imported"""
    short: tuple[Finding, ...]
    """shifts with too few people; it can be imported all the same"""
    warnings: tuple[str, ...]
    """what should be known besides"""
    edit: Import
    """what importing it would do; of the lines that are right alone"""


def skills_of(agents: Mapping[str, Agent]) -> People:
    """Everybody's skills."""
    return {agent.id: agent.skills for agent in agents.values()}


def check_roster(sheet: Sheet, *, calendar: Calendar, agents: Mapping[str, Agent], roster: Roster) -> Report:
    """What is wrong with a sheet, were it to replace its dates in the roster. Nothing is changed."""
    read = read_roster(sheet, calendar.plan, agents)
    dates = tuple(sorted({each.date for each in read.rows}))
    edit = Import(dates=dates, assignments=tuple(sorted(read.rows)))
    # What is amiss already on other dates is no fault of this file.
    before = apply(around(roster, dates), Import(dates=dates, assignments=()))
    people = skills_of(agents)
    known = set(check(Scene(calendar=calendar, roster=before, people=people, dates=dates)))
    found = check(Scene(calendar=calendar, roster=apply(before, edit), people=people, dates=dates))
    # With lines left out, who is missing says nothing.
    short = () if read.problems else tuple(each for each in found if each.weight is Weight.SHORT)
    wrong = [_problem(read, each) for each in found if each.weight is not Weight.SHORT and each not in known]
    return Report(
        problems=tuple(sorted([*read.problems, *wrong])),
        short=short,
        warnings=unknown_years(calendar.days, dates),
        edit=edit,
    )


def _problem(read: RosterRead, finding: Finding) -> Problem:
    row = read.rows.get(finding.at) if finding.at is not None else None
    if row is not None:
        return read.sheet.problem(row, finding.what, finding.remedy)
    # The later of the two stands in the roster already: the file's last word on that person is what is wrong.
    own = [(each, row) for each, row in read.rows.items() if each.person == finding.person]
    if own:
        near = min(own, key=lambda pair: (abs(pair[0].date - finding.date), pair[0]))[1]
        return read.sheet.problem(near, f"{finding.what} (planned on {finding.date})", finding.remedy)
    return Problem(file=read.sheet.file, line=1, what=f"{finding.date}: {finding.what}", remedy=finding.remedy)
