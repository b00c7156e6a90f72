"""The roster's two files, as the router reads them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from router.adapters.files.roster_book import FileRosterBook
from router.adapters.files.roster_journal import FileRosterJournal
from router.domain.shifts.edits import Entry, Extra, Import, Place
from router.ports import NO_ROSTER
from tests.unit.domain import sample
from tests.unit.domain.shifts.house import local, on, work

BUNDLE = sample.bundle()
NOON = local("2026-10-12 12:00").timestamp()
SHIFTS = 'shifts: {early: {name: Early, time: "08:00-16:00"}}\nseats: {drive: yes, warn_minutes: 3}\n'


def put(folder: Path, number: int, edit: Import | Extra) -> None:
    entry = Entry(number=number, at=datetime(2026, 10, 1, tzinfo=UTC), author="t", edit=edit)
    FileRosterJournal(folder).append(entry)


def test_no_shifts_file_is_no_roster(tmp_path: Path) -> None:
    book = FileRosterBook(tmp_path)
    assert book.read(BUNDLE, NOON) == NO_ROSTER
    assert book.stamp(BUNDLE, NOON) == book.stamp(BUNDLE, NOON + 86_400), "nobody reads what is not there"


def test_who_works_around_a_day(tmp_path: Path) -> None:
    (tmp_path / "shifts.yaml").write_text(SHIFTS)
    days = tuple(f"2026-10-{day}" for day in range(10, 20))
    planned = tuple(work("8001", day, "early") for day in days)
    put(tmp_path, 1, Import(dates=tuple(on(day) for day in days), assignments=planned))
    seen = FileRosterBook(tmp_path).read(BUNDLE, NOON)
    assert seen.problem == ""
    assert seen.duties is not None
    assert (seen.duties.rules.drive, seen.duties.rules.warn_minutes) == (True, 3)
    assert [str(duty.date) for duty in seen.duties.all] == ["2026-10-11", "2026-10-12", "2026-10-13", "2026-10-14"]
    assert seen.ahead is not None
    assert seen.ahead.heads["legal"][0] == 1


def test_a_change_of_either_file_is_noticed_and_so_is_the_day(tmp_path: Path) -> None:
    book = FileRosterBook(tmp_path)
    (tmp_path / "shifts.yaml").write_text(SHIFTS)
    stamps = [book.stamp(BUNDLE, NOON), book.stamp(BUNDLE, NOON + 1800)]
    put(tmp_path, 1, Extra(place=Place(person="8001", date=on("2026-10-12"), shift="early")))
    stamps.append(book.stamp(BUNDLE, NOON))
    put(tmp_path, 2, Extra(place=Place(person="8002", date=on("2026-10-12"), shift="early")))
    stamps.append(book.stamp(BUNDLE, NOON))
    (tmp_path / "shifts.yaml").write_text(SHIFTS + "country: CN\n")
    stamps.append(book.stamp(BUNDLE, NOON))
    stamps.append(book.stamp(sample.bundle(number=2), NOON))
    assert len(set(stamps)) == len(stamps)


def test_what_is_wrong_is_told_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "shifts.yaml").write_text(SHIFTS + "seat: {}\n")
    assert "shifts.yaml" in FileRosterBook(tmp_path).read(BUNDLE, NOON).problem
    (tmp_path / "shifts.yaml").write_text(SHIFTS)
    (tmp_path / "journal.jsonl").write_text(json.dumps({"kind": "x"}) + "\n")
    assert "journal.jsonl, line 1" in FileRosterBook(tmp_path).read(BUNDLE, NOON).problem
