"""Why a change of the roster was refused."""

from __future__ import annotations

from router.domain.errors import Refusal
from router.domain.shifts.checks.finding import Finding


class NotOnRoster(Refusal):
    """This person does not work that shift on that date."""

    code = "not_on_roster"


class OnLeave(Refusal):
    """This person is on leave on that date; take the leave back first."""

    code = "on_leave"


class AlreadyOnRoster(Refusal):
    """This person works that shift on that date already."""

    code = "already_on_roster"


class NothingToSwap(Refusal):
    """These two swap nothing: it is one person, or one and the same shift and role."""

    code = "nothing_to_swap"


class NoSuchLeave(Refusal):
    """This person is not on leave on any of those dates."""

    code = "no_such_leave"


class BackwardDates(Refusal):
    """The last date lies before the first, or more than a year after it."""

    code = "backward_dates"


class RosterBroken(Refusal):
    """The roster would break a rule; nothing was changed."""

    code = "roster_broken"

    def __init__(self, detail: str = "", findings: tuple[Finding, ...] = ()) -> None:
        self.findings = findings
        super().__init__(detail)


class UnknownShift(Refusal):
    """There is no such shift."""

    code = "unknown_shift"


class ShiftNeeded(Refusal):
    """This person works no shift on that date, or several: name the one."""

    code = "shift_needed"


class RosterDamaged(Refusal):
    """The roster's journal cannot be read; put the file back from a backup."""

    code = "roster_damaged"
