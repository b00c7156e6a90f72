"""`hotline roster`, run as a person would."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner, Result

from router.cli.app import app

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "docs" / "examples" / "roster"
SHIFTS = """\
country: CN
shifts:
  early: {name: 早班, time: "08:00-16:00", need: {roles: {agent: 2}}}
  late: {name: 晚班, time: "13:00-21:00"}
  night: {name: 夜班, time: "21:00-08:00", need: {roles: {agent: 1}, skills: {legal: 1}}}
"""
GOOD = """\
2026-10-12:
  early: {lead: [8001], agent: [8002, 8004]}
  night: [8003]
2026-10-13: {early: [8002, 8004], night: [8003]}
"""


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "data"
    monkeypatch.setenv("HOTLINE_DATA", str(folder))
    monkeypatch.setenv("HOTLINE_PORT_BASE", "")
    monkeypatch.setenv("HOTLINE_CONFIG", str(ROOT / "tests" / "bundle"))
    (folder / "roster").mkdir(parents=True)
    (folder / "roster" / "shifts.yaml").write_text(SHIFTS, "utf-8")
    (tmp_path / "good.yaml").write_text(GOOD, "utf-8")
    return folder


def run(*words: str | Path, code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["roster", *(str(word) for word in words)])
    assert result.exit_code == code, result.output
    return result


def found(*words: str | Path, code: int = 0) -> dict[str, object]:
    answer = json.loads(run(*words, "--json", code=code).stdout)
    assert isinstance(answer, dict)
    return answer


@pytest.fixture
def planned(data: Path) -> Path:
    run("import", data.parent / "good.yaml", "--author", "Li", "--note", "October")
    return data


def test_check_says_good_and_changes_nothing(data: Path) -> None:
    assert run("check", data.parent / "good.yaml").stdout == "good: 7 assignments on 2 dates\n"
    assert not (data / "roster" / "journal.jsonl").exists()


def test_check_tells_wrong_lines_and_ends_with_1(data: Path) -> None:
    (data.parent / "bad.yaml").write_text("2026-10-12:\n  early: [8001,\n    9999]\n  late: [8001]\n", "utf-8")
    told = run("check", data.parent / "bad.yaml", code=1).stdout.splitlines()
    assert told == [
        "bad.yaml:3: there is no agent `9999`; there is: 8001, 8002, 8003, 8004, 8005, 8006, 8007, 8008",
        "bad.yaml:4: 8001 would work late and early of 2026-10-12 at once; take one of the two out",
        "2 lines are wrong; it cannot be imported",
    ]


def test_one_wrong_line_and_nothing_is_imported(planned: Path) -> None:
    (planned.parent / "bad.yaml").write_text("2026-10-12: {early: [8001, 9999]}\n", "utf-8")
    before = (planned / "roster" / "journal.jsonl").read_bytes()
    assert "nothing was imported" in run("import", planned.parent / "bad.yaml", code=1).stdout
    assert (planned / "roster" / "journal.jsonl").read_bytes() == before


def test_a_clash_with_what_is_planned_already_is_told_at_the_line(planned: Path) -> None:
    (planned.parent / "more.yaml").write_text("2026-10-14:\n  early:\n    - 8002\n    - 8003\n", "utf-8")
    told = run("import", planned.parent / "more.yaml", code=1).stdout
    assert "more.yaml:4: 8003 would rest 0 h between night of 2026-10-13 and early, and 11 are due" in told


def test_an_import_with_too_few_people_goes_through_and_says_so(data: Path) -> None:
    (data.parent / "few.yaml").write_text("2026-10-12: {early: [8001, 8002], night: [8004]}\n", "utf-8")
    answer = found("import", data.parent / "few.yaml")
    assert answer["imported"] is True
    assert [each["what"] for each in answer["short"]] == ["night has 0 of 1 who can do legal"]  # type: ignore[attr-defined]
    assert found("check", data.parent / "few.yaml", code=1)["problems"] == []


def test_the_week_fits_100_columns_with_wide_names(planned: Path) -> None:
    for day in range(12, 19):
        run("extra", "8007", f"2026-10-{day}", "晚班", "--role", "on_call")
    told = run("show", "2026-10-14").stdout
    assert "Roster from 2026-10-12 to 2026-10-18" in told
    assert "8003 张敏" in told
    assert "早班 lead" in told
    assert "晚班" in told
    assert max(cell_len(line) for line in told.splitlines()) <= 100


def test_the_week_as_json(planned: Path) -> None:
    week = found("show", "2026-10-12")
    assert week["heads"] == {"early": [3, 2, 0, 0, 0, 0, 0], "late": [0] * 7, "night": [1, 1, 0, 0, 0, 0, 0]}
    assert {"date": "2026-10-12", "shift": "early", "agent": "8001", "role": "lead"} in week["assignments"]  # type: ignore[operator]


def test_an_empty_week_and_a_year_that_nobody_knows(data: Path) -> None:
    told = run("show", "2099-10-12").stdout
    assert "nobody is planned from 2099-10-12 to 2099-10-18" in told
    assert "warning: the public holidays of 2099 are not known" in told


def test_one_agents_month_by_number_or_name(planned: Path) -> None:
    told = run("show", "2026-10-01", "--person", "张敏").stdout
    assert "2 shifts, 2 nights, 22 hours at work" in told
    (first, _) = found("show", "2026-10-01", "--person", "8003")["shifts"]  # type: ignore[misc]
    assert (first["start"], first["end"]) == ("2026-10-12T21:00:00+08:00", "2026-10-13T08:00:00+08:00")


def test_gaps_are_sentences_and_end_with_1(planned: Path) -> None:
    assert run("gaps", "2026-10-13", code=0).stdout.splitlines()[-1] == "no gaps"
    run("leave", "8003", "2026-10-12", "--note", "ill")
    told = run("gaps", "2026-10-13", code=1).stdout.splitlines()
    assert told == [
        "from 2026-10-13 00:00 to 2026-10-14 00:00",
        "agent: gap 00:00 to 08:00 (0 of 1)",
        "legal: gap 00:00 to 08:00 (0 of 1)",
    ]
    (first, _) = found("gaps", "2026-10-13", code=1)["gaps"]  # type: ignore[misc]
    assert (first["of"], first["have"], first["need"]) == ("agent", 0, 1)
    assert first["end"] == "2026-10-13T08:00:00+08:00"


def test_gaps_of_the_next_24_hours(data: Path) -> None:
    assert found("gaps", code=1)["gaps"]


def test_a_swap_finds_the_others_only_shift(planned: Path) -> None:
    told = run("swap", "8001", "2026-10-12", "早班", "8003", "--even-so").stdout
    assert "swapped 8001 in early of 2026-10-12 with 8003 in night of 2026-10-12" in told
    shifts = found("show", "2026-10-12", "--person", "8003")["shifts"]
    assert [(each["shift"], each["role"]) for each in shifts][:1] == [("early", "lead")]  # type: ignore[attr-defined]


def test_what_would_break_the_roster_is_refused_in_a_sentence(planned: Path) -> None:
    result = run("extra", "8002", "2026-10-12", "late", "--even-so", code=1)
    assert "at once" in result.stderr
    assert run("extra", "8003", "2026-10-14", "late", code=1).stderr.startswith(
        "hotline: The roster would break a rule"
    )
    run("extra", "8003", "2026-10-14", "late", "--even-so")


def test_leave_and_back(planned: Path) -> None:
    run("leave", "8002", "2026-10-12", "2026-10-14")
    assert "is on leave" in run("extra", "8002", "2026-10-14", "late", code=1).stderr
    assert "leave" in run("show", "2026-10-12").stdout
    run("leave", "8002", "2026-10-14", "--back")
    run("extra", "8002", "2026-10-14", "late")


def test_the_log_says_who_when_what_and_why(planned: Path) -> None:
    run("leave", "8002", "2026-10-12", "--author", "Wang", "--note", "ill [red]")
    first, second = run("log").stdout.splitlines()
    assert first.startswith("1 ")
    assert first.endswith(" Li: imported 7 assignments, 2026-10-12 to 2026-10-13 (October)")
    assert second.endswith(" Wang: 8002 on leave, 2026-10-12 (ill [red])")
    assert len(found("log", "-n", "1")["entries"]) == 1  # type: ignore[arg-type]


def test_a_picture_of_the_day(planned: Path) -> None:
    path = planned.parent / "day.png"
    assert f"wrote {path}" in run("show", "2026-10-12", "--plot", path).stdout
    assert path.read_bytes().startswith(b"\x89PNG")
    run("show", "2026-10-12", "--plot", planned / "roster" / "shifts.yaml" / "x.png", code=1)


@pytest.mark.parametrize(
    "words",
    [
        ("show", "12.10."),
        ("show", "--person", "9999"),
        ("extra", "8001", "2026-10-12", "brunch"),
        ("extra", "8001", "2026-10-12", "early", "--role", "boss"),
        ("swap", "8001", "2026-10-12", "early", "8007"),
    ],
)
def test_words_that_mean_nothing_end_with_2(planned: Path, words: tuple[str, ...]) -> None:
    assert run(*words, code=2).stderr.startswith("hotline: ")


def test_no_shifts_file_is_told_with_what_to_do(data: Path) -> None:
    (data / "roster" / "shifts.yaml").unlink()
    told = run("show", code=2).stderr
    assert "docs/shifts.md" in told
    shutil.copy(EXAMPLES / "shifts.yaml", data.parent / "mine.yaml")
    assert "there is no skill" not in run("show", "--shifts", data.parent / "mine.yaml").output


def test_a_bad_shifts_file_is_told_with_its_line(data: Path) -> None:
    (data / "roster" / "shifts.yaml").write_text('shifts:\n  a: {name: A, time: "8"}\n', "utf-8")
    assert "shifts.yaml:2: `shifts.a.time`: '8' is not a time span" in run("show", code=2).stderr


def test_a_damaged_journal_is_told(planned: Path) -> None:
    with (planned / "roster" / "journal.jsonl").open("ab") as stream:
        stream.write(b"{}\n")
    assert "line 2" in run("show", code=1).stderr


@pytest.mark.parametrize("name", ["week.yaml", "list.csv", "month.csv"])
def test_the_examples_have_no_wrong_line(data: Path, name: str) -> None:
    shutil.copy(EXAMPLES / "shifts.yaml", data / "roster" / "shifts.yaml")
    assert found("check", EXAMPLES / name, code=1)["problems"] == []
