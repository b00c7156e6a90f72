"""How rosters are told to programs: JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from router.domain.shifts.checks.finding import Finding
from router.domain.shifts.edits import Entry
from router.domain.shifts.roster import Assignment
from router.services.check_roster import Report
from router.services.edit_roster import Edited
from router.services.find_gaps import Outlook
from router.services.say_edit import say_edit
from router.services.show_roster import Days, OwnShift

if TYPE_CHECKING:
    from router.services.roster_house import RosterHouse


def report_json(report: Report, *, imported: bool | None) -> str:
    """What was found in a file; `imported` is left out of a check."""
    return _json(
        {
            **({} if imported is None else {"imported": imported}),
            "problems": [
                {"file": each.file, "line": each.line, "what": each.what, "remedy": each.remedy}
                for each in report.problems
            ],
            "short": [_finding(each) for each in report.short],
            "warnings": report.warnings,
            "assignments": len(report.edit.assignments),
            "dates": [str(on) for on in report.edit.dates],
        }
    )


def week_json(house: RosterHouse, week: Days) -> str:
    """A week."""
    return _json(
        {
            "days": [
                {"date": str(day.date), "kind": day.kind, "name": day.name, "known": day.known} for day in week.days
            ],
            "assignments": [
                _assignment(each) for cells in week.cells.values() for cell in cells for each in sorted(cell)
            ],
            "leave": [{"date": str(each.date), "agent": each.person} for each in sorted(week.away)],
            "heads": week.heads,
            "warnings": week.warnings,
        }
    )


def person_json(own: Sequence[OwnShift]) -> str:
    """One person's month."""
    return _json(
        {
            "shifts": [
                {
                    "date": str(each.date),
                    "shift": each.shift,
                    "role": each.role,
                    "start": each.start.isoformat(),
                    "end": each.end.isoformat(),
                    "hours": each.hours,
                    "night": each.night,
                }
                for each in own
            ]
        }
    )


def outlook_json(house: RosterHouse, found: Outlook) -> str:
    """The gaps of a day."""
    return _json(
        {
            "start": found.window.start.astimezone(house.zone).isoformat(),
            "end": found.window.end.astimezone(house.zone).isoformat(),
            "gaps": [
                {
                    "of": gap.of,
                    "start": gap.period.start.astimezone(house.zone).isoformat(),
                    "end": gap.period.end.astimezone(house.zone).isoformat(),
                    "have": gap.have,
                    "need": gap.need,
                    "sentence": sentence,
                }
                for gap, sentence in zip(found.gaps, found.sentences, strict=True)
            ],
            "warnings": found.warnings,
        }
    )


def edited_json(done: Edited) -> str:
    """An edit that is on record."""
    return _json({**_entry(done.entry), "findings": [_finding(each) for each in done.findings]})


def log_json(entries: Iterable[Entry]) -> str:
    """Edits on record."""
    return _json({"entries": [_entry(entry) for entry in entries]})


def _assignment(each: Assignment) -> dict[str, str]:
    return {"date": str(each.date), "shift": each.shift, "agent": each.person, "role": each.role}


def _finding(each: Finding) -> dict[str, str]:
    return {
        "code": each.code,
        "weight": each.weight,
        "date": str(each.date),
        "shift": each.shift,
        "agent": each.person,
        "what": each.what,
        "remedy": each.remedy,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "author": entry.author,
        "note": entry.note,
        "what": say_edit(entry.edit),
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
