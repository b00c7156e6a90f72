"""What every journal of the roster does; then what the file alone must."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from router.adapters.files.roster_journal import FileRosterJournal
from router.adapters.memory.roster_journal import MemoryRosterJournal
from router.domain.errors import Conflict
from router.domain.shifts.edits import Back, Edit, Entry, Extra, Import, Leave, Place, Swap
from router.domain.shifts.refusals import RosterDamaged
from router.domain.shifts.role import Role
from router.domain.shifts.roster import Assignment
from router.services.roster_journal import RosterJournal, rebuild

DAY = date(2026, 10, 12)
ONE, OTHER = (Place(person=person, date=DAY, shift=shift) for person, shift in (("8001", "早班"), ("8002", "night")))
EDITS: tuple[Edit, ...] = (
    Import(
        dates=(DAY,),
        assignments=(
            Assignment(date=DAY, shift="早班", person="8001", role=Role.LEAD),
            Assignment(date=DAY, shift="night", person="8002"),
        ),
    ),
    Swap(one=ONE, other=OTHER),
    Leave(person="8001", first=DAY, last=DAY),
    Back(person="8001", first=DAY, last=DAY),
    Extra(place=ONE, role=Role.ON_CALL),
)


def entry(number: int, edit: Edit = EDITS[0]) -> Entry:
    return Entry(
        number=number, at=datetime(2026, 10, 1, tzinfo=UTC), author="李", note='a "note"\nover lines', edit=edit
    )


@pytest.fixture(params=["memory", "file"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> RosterJournal:
    made: dict[str, Callable[[], RosterJournal]] = {
        "memory": MemoryRosterJournal,
        "file": lambda: FileRosterJournal(tmp_path / "roster"),
    }
    return made[request.param]()


def test_a_new_journal_is_empty(journal: RosterJournal) -> None:
    assert journal.entries() == ()


def test_what_was_appended_is_read_back_in_order(journal: RosterJournal) -> None:
    kept = tuple(entry(number, edit) for number, edit in enumerate(EDITS, start=1))
    for each in kept:
        journal.append(each)
    assert journal.entries() == kept
    assert rebuild(journal.entries()).assignments == {
        Assignment(date=DAY, shift="早班", person="8002", role=Role.LEAD),
        Assignment(date=DAY, shift="早班", person="8001", role=Role.ON_CALL),
    }


@pytest.mark.parametrize("number", [0, 1, 3])
def test_a_number_that_is_not_the_next_is_a_conflict(journal: RosterJournal, number: int) -> None:
    journal.append(entry(1))
    with pytest.raises(Conflict):
        journal.append(entry(number))
    assert len(journal.entries()) == 1


# --- the file


def test_it_outlives_the_process(tmp_path: Path) -> None:
    FileRosterJournal(tmp_path).append(entry(1))
    assert FileRosterJournal(tmp_path).entries() == (entry(1),)


def test_of_many_at_once_one_is_first(tmp_path: Path) -> None:
    def try_one(number: int) -> bool:
        try:
            FileRosterJournal(tmp_path).append(entry(1, Leave(person=str(number), first=DAY, last=DAY)))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_one, range(16))) == 1
    assert len(FileRosterJournal(tmp_path).entries()) == 1


def test_who_comes_second_waits_and_then_finds_the_first(tmp_path: Path) -> None:
    journal = FileRosterJournal(tmp_path)
    journal.append(entry(1))
    line = FileRosterJournal(tmp_path / "other")
    line.append(entry(1))
    line.append(entry(2))
    second = (tmp_path / "other" / "journal.jsonl").read_bytes().splitlines(keepends=True)[1]
    with ThreadPoolExecutor(1) as pool, (tmp_path / "journal.jsonl").open("ab") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        late = pool.submit(journal.append, entry(2))
        assert not wait([late], timeout=0.2).done
        stream.write(second)
        stream.flush()
        fcntl.flock(stream, fcntl.LOCK_UN)
        assert isinstance(late.exception(timeout=10), Conflict)
    assert journal.entries() == (entry(1), entry(2))


@pytest.mark.parametrize("tail", [b'{"kind": "import", "numb', b'{"kind": "import", "author": "' + b"x" * 5000])
def test_what_a_power_cut_left_of_a_line_is_dropped(tmp_path: Path, tail: bytes) -> None:
    journal = FileRosterJournal(tmp_path)
    journal.append(entry(1))
    path = tmp_path / "journal.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + tail)
    assert journal.entries() == (entry(1),)
    journal.append(entry(2))
    assert journal.entries() == (entry(1), entry(2))
    assert path.read_bytes().startswith(whole)
    assert path.read_bytes().endswith(b"\n")


@pytest.mark.parametrize(
    "line",
    [b"{}", b"[]", b"nonsense", b"\xff", b'{"kind": "fire", "number": 1}', b'{"kind": "leave", "number": 1}', b""],
)
def test_a_damaged_line_is_told_and_nothing_is_appended(tmp_path: Path, line: bytes) -> None:
    journal = FileRosterJournal(tmp_path)
    journal.append(entry(1))
    path = tmp_path / "journal.jsonl"
    path.write_bytes(path.read_bytes() + line + b"\n")
    before = path.read_bytes()
    with pytest.raises(RosterDamaged, match="line 2"):
        journal.entries()
    with pytest.raises(RosterDamaged, match="line 2"):
        journal.append(entry(2))
    assert path.read_bytes() == before


def test_a_missing_line_is_damage(tmp_path: Path) -> None:
    journal = FileRosterJournal(tmp_path)
    for number in (1, 2, 3):
        journal.append(entry(number))
    path = tmp_path / "journal.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[2])
    with pytest.raises(RosterDamaged, match="line 2: entry 3"):
        journal.entries()
