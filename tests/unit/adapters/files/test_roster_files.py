"""One roster in each kind of file, and files that are none."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from router.adapters.files import roster_xlsx
from router.adapters.files.roster_file import read_roster_file
from router.services.roster_sheet import Sheet

YAML = "2026-10-01:\n  early:\n    lead: [8001]\n    agent:\n      - 8002\n  夜班: [8003]\n"
LIST = "日期,班次,工号,岗位\n2026-10-01,early,8001,lead\n2026-10-01,early,8002,agent\n\n2026-10-01,夜班,8003,\n"


def rows(sheet: Sheet) -> list[tuple[int, str, str, str, str]]:
    return [(row.line, row.date, row.shift, row.person, row.role) for row in sheet.rows]


def write(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def test_yaml(tmp_path: Path) -> None:
    sheet = read_roster_file(write(tmp_path, "r.yaml", YAML.encode()))
    assert sheet.problems == ()
    assert rows(sheet) == [
        (3, "2026-10-01", "early", "8001", "lead"),
        (5, "2026-10-01", "early", "8002", "agent"),
        (6, "2026-10-01", "夜班", "8003", ""),
    ]


@pytest.mark.parametrize("text", ["2026-10-01: early\n", "2026-10-01: {early: }\n", "2026-10-01: {early: [{a: b}]}\n"])
def test_yaml_of_another_shape(tmp_path: Path, text: str) -> None:
    (problem,) = read_roster_file(write(tmp_path, "r.yaml", text.encode())).problems
    assert (problem.file, problem.line) == ("r.yaml", 1)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_as_spreadsheets_write_it(tmp_path: Path, encoding: str, separator: str, end: str) -> None:
    text = LIST.replace(",", separator).replace("\n", end)
    sheet = read_roster_file(write(tmp_path, "r.csv", text.encode(encoding)))
    assert sheet.problems == ()
    assert rows(sheet) == [
        (2, "2026-10-01", "early", "8001", "lead"),
        (3, "2026-10-01", "early", "8002", "agent"),
        (5, "2026-10-01", "夜班", "8003", ""),
    ]


def test_a_quoted_cell_over_two_lines_does_not_shift_the_numbers(tmp_path: Path) -> None:
    text = 'agent,2026-10-01\n8001,"early\nnight"\n8002,early\n'
    sheet = read_roster_file(write(tmp_path, "r.csv", text.encode()))
    assert [(row.line, row.cell, row.shift) for row in sheet.rows] == [
        (2, "B2", "early"),
        (2, "B2", "night"),
        (4, "B4", "early"),
    ]


def workbook(path: Path, fill: Callable[[openpyxl.Workbook], None]) -> Path:
    book = openpyxl.Workbook()
    fill(book)
    book.save(path)
    return path


def test_xlsx_with_dates_numbers_and_an_empty_line(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        for line in (
            [None],
            ["日期", "班次", "工号", "岗位"],
            [date(2026, 10, 1), "early", 8001, "lead"],
            [None, None, None, None],
            ["2026-10-01", "夜班", 8003.0, None],
        ):
            book.active.append(line)
        book.create_sheet("Notes").append(["not", "a", "roster"])

    sheet = read_roster_file(workbook(tmp_path / "r.xlsx", fill))
    assert sheet.problems == ()
    assert rows(sheet) == [(3, "2026-10-01", "early", "8001", "lead"), (5, "2026-10-01", "夜班", "8003", "")]


def test_xlsx_that_is_painted_far_beyond_its_content(tmp_path: Path) -> None:
    def fill(book: openpyxl.Workbook) -> None:
        book.active.append(["agent", date(2026, 10, 1)])
        book.active.append([8001, "early"])
        book.active.cell(row=6_000, column=300).fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")

    sheet = read_roster_file(workbook(tmp_path / "r.xlsx", fill))
    assert sheet.problems == ()
    assert [(row.cell, row.person) for row in sheet.rows] == [("B2", "8001")]


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roster_xlsx, "MAX_UNPACKED", 1_000_000)
    with zipfile.ZipFile(tmp_path / "r.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 1_000_001)
    (problem,) = read_roster_file(tmp_path / "r.xlsx").problems
    assert problem.what == "the workbook is too large"


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("r.xlsx", b"PK\x03\x04 nothing", "this is not a workbook"),
        ("r.xlsx", b"", "this is not a workbook"),
        ("r.csv", b"", "the table is empty"),
        ("r.csv", b'agent,2026-10-01\n8001,"early\n', "this is not CSV"),
        ("r.csv", b"\xff\xff\xff", "this is neither UTF-8 nor GB 18030 text"),
        ("r.csv", b"a\0b", "this is neither UTF-8 nor GB 18030 text"),
        ("r.yaml", b"\xff\xfe", "the file is UTF-16"),
        ("r.doc", b"", "a file that ends in `.doc` is not read"),
        ("roster", b"", "the file's name has no ending"),
    ],
)
def test_what_is_no_roster_is_told(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    sheet = read_roster_file(write(tmp_path, name, content))
    assert sheet.rows == ()
    assert what in sheet.problems[0].what


@pytest.mark.parametrize("cut", [False, True])
def test_a_damaged_workbook_is_told_wherever_the_damage_is(tmp_path: Path, cut: bool) -> None:
    path = workbook(tmp_path / "r.xlsx", lambda book: book.active.append(["agent", date(2026, 10, 1)]))
    whole = path.read_bytes()
    told = set()
    for place in range(0, len(whole), 29):
        damaged = whole[:place] if cut else whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]
        told |= {problem.what for problem in roster_xlsx.parse_roster_xlsx(damaged, "r.xlsx").problems}
    assert "this is not a workbook" in told


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "r.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    (problem,) = read_roster_file(tmp_path / "r.xlsx").problems
    assert problem.what == "this is not a workbook"


@pytest.mark.parametrize("ending", ["csv", "xlsx", "yaml"])
def test_a_file_that_is_not_there(tmp_path: Path, ending: str) -> None:
    assert len(read_roster_file(tmp_path / f"none.{ending}").problems) == 1
