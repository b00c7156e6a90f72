"""What the API says of the roster, in shapes; see `models`. A date is the one on which a shift begins."""

from __future__ import annotations

import datetime

from pydantic import Field

from router.domain.shifts.days import DayKind
from router.domain.shifts.role import Role
from router.web.models import ConfigProblem, FindingView, Shape
from router.web.models_availability import GapView


class DayView(Shape):
    date: datetime.date
    kind: DayKind
    name: str = Field(description="of the holiday, or of the one that it is swapped for; empty: an ordinary day")
    known: bool = Field(description="false: holidays of that year are not known")


class ShiftView(Shape):
    id: str
    name: str
    start: str = Field(description="on the house's clock, such as 21:00")
    end: str = Field(description="not after the start: on the next day")
    night: bool


class AssignmentView(Shape):
    date: datetime.date
    shift: str
    agent: str
    role: Role
    start: datetime.datetime | None = Field(description="null: the house has no such shift any more")
    end: datetime.datetime | None
    hours: float | None = Field(description="as they really pass, also on the night in which the clock is changed")


class LeaveView(Shape):
    date: datetime.date
    agent: str


class RosterView(Shape):
    number: int = Field(description="edits on record; give it as `If-Match`")
    days: list[DayView]
    shifts: list[ShiftView] = Field(description="all that the house has")
    assignments: list[AssignmentView]
    leave: list[LeaveView]
    heads: dict[str, list[int]] = Field(description="shift to people in the house, per day; whoever was asked for")
    warnings: list[str]


class RosterGap(GapView):
    sentence: str = Field(description="in the house's time")


class RosterGaps(Shape):
    since: datetime.datetime
    until: datetime.datetime
    gaps: list[RosterGap]
    warnings: list[str]


class EditView(Shape):
    number: int
    at: datetime.datetime
    author: str
    note: str
    kind: str = Field(description="import, swap, leave, back or extra")
    what: str = Field(description="the edit in words")


class RosterEdited(EditView):
    findings: list[FindingView] = Field(description="what is amiss since then")


class RosterImported(RosterEdited):
    assignments: int
    dates: list[datetime.date]
    warnings: list[str]


class RosterCheck(Shape):
    good: bool = Field(description="an import would go through")
    wrong: int = Field(description="lines that are wrong")
    problems: list[ConfigProblem] = Field(description="the first 500 of them")
    findings: list[FindingView] = Field(description="too few people; keeps nothing out")
    assignments: int
    dates: list[datetime.date]
    warnings: list[str]


class RosterLog(Shape):
    number: int = Field(description="edits on record")
    entries: list[EditView] = Field(description="newest first")
    next: str | None = Field(description="cursor of the next page; null: that was all")
