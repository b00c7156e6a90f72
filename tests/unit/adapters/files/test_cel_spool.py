"""Reading the channel event log: half lines, junk, a log that was moved away or emptied."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.adapters.files import cel_spool
from router.adapters.files.cel_spool import parse_line, read_spool, rotate_spool
from router.services.import_cel import CelPosition


def line(number: int, event: str = "CHAN_START", fact: str = "", extra: str = "") -> str:
    columns = (event, fact, f"17637768{number:02}.5", f"node1-1.{number}", "l", "PJSIP/inbound-0", "c", "s", "", "")
    return ",".join(f'"{column}"' for column in (*columns, extra.replace('"', '""'))) + "\n"


def quote(columns: Sequence[str]) -> str:
    return ",".join('"' + column.replace('"', '""') + '"' for column in ("ANSWER", *columns[1:]))


def later() -> float:
    return time.time() + 60


def read(path: Path, position: CelPosition) -> tuple[list[str], CelPosition]:
    chunk = read_spool(path, position, clock=later)
    return [row.channel_id for row in chunk.rows], chunk.position


def ids(*numbers: int) -> list[str]:
    return [f"node1-1.{number}" for number in numbers]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "cel.csv"


def test_a_row(path: Path) -> None:
    path.write_text(line(1, "USER_DEFINED", "HotlineHold", '{"extra":"Call=a-1.2|Queue=q|Skills=legal>=2|Odd"}'))
    (row,) = read_spool(path, CelPosition()).rows
    assert (row.event, row.fact, row.at, row.channel_id) == ("USER_DEFINED", "HotlineHold", 1763776801.5, "node1-1.1")
    assert row.channel == "PJSIP/inbound-0"
    assert row.values == {"Call": "a-1.2", "Queue": "q", "Skills": "legal>=2"}


def test_asterisks_own_extra(path: Path) -> None:
    path.write_text(line(1, "HANGUP", extra='{"hangupcause":16,"hangupsource":"PJSIP/1001-0","dialstatus":""}'))
    (row,) = read_spool(path, CelPosition()).rows
    assert row.values == {"hangupcause": "16", "hangupsource": "PJSIP/1001-0", "dialstatus": ""}


def test_none_yet(path: Path) -> None:
    assert read(path, CelPosition()) == ([], CelPosition())


def test_a_half_written_line_is_read_when_it_is_whole(path: Path) -> None:
    text = line(1) + line(2)
    path.write_text(text[:-20])
    first, position = read(path, CelPosition())
    assert first == ids(1)
    assert read(path, position) == ([], position)
    path.write_text(text)
    assert read(path, position)[0] == ids(2)


def test_junk_is_set_aside_and_reading_goes_on(path: Path) -> None:
    path.write_bytes(b"junk\n\xff\xfe\x00\n" + line(1).encode() + b'"ANSWER","x"\n\n' + line(2).encode())
    chunk = read_spool(path, CelPosition())
    assert [row.channel_id for row in chunk.rows] == ids(1, 2)
    assert [(item.place, item.reason) for item in chunk.rejected] == [
        ("0", "unreadable"),
        ("5", "unreadable"),
        (str(9 + len(line(1))), "unreadable"),
    ]


def test_a_row_glued_to_a_broken_one_is_read(path: Path) -> None:
    path.write_text(line(1)[:40] + line(2, "USER_DEFINED", "HotlineBoot"))
    chunk = read_spool(path, CelPosition())
    assert [row.fact for row in chunk.rows] == ["HotlineBoot"]
    assert [item.reason for item in chunk.rejected] == ["broken off"]


def test_a_line_without_end_is_stepped_over(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cel_spool, "CHUNK_BYTES", 1000)
    path.write_text("x" * 2500 + "\n" + line(1))
    seen: list[str] = []
    position = CelPosition()
    for _ in range(4):
        found, position = read(path, position)
        seen += found
    assert seen == ids(1)


def test_a_log_in_pieces(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cel_spool, "CHUNK_BYTES", 300)
    path.write_text("".join(line(number) for number in range(20)))
    seen: list[str] = []
    position = CelPosition()
    while True:
        found, after = read(path, position)
        seen += found
        if after == position:
            break
        position = after
    assert seen == ids(*range(20))


def test_a_log_that_was_moved_away_is_read_to_its_end_first(path: Path) -> None:
    path.write_text(line(1))
    _, position = read(path, CelPosition())
    with path.open("a") as stream:
        stream.write(line(2))
    path.rename(path.with_name("cel.csv.1"))
    path.write_text(line(3))
    found, position = read(path, position)
    assert found == ids(2)
    found, position = read(path, position)
    assert found == ids(3)
    assert path.with_name("cel.csv.1").exists(), "somebody else's file was removed"


def test_a_log_that_was_emptied_is_read_from_its_start(path: Path) -> None:
    path.write_text(line(1) + line(2))
    _, position = read(path, CelPosition())
    with path.open("r+") as stream:
        stream.truncate()
        stream.write(line(3))
    assert read(path, position)[0] == ids(3)


def test_a_large_log_that_was_read_is_moved_aside_and_removed_later(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cel_spool, "ROTATE_BYTES", 100)
    path.write_text(line(1) + line(2))
    assert not rotate_spool(path, CelPosition()), "moved before it was read"
    _, position = read(path, CelPosition())
    assert rotate_spool(path, position)
    assert not path.exists()
    with path.with_name("cel.csv.read").open("a") as late:
        late.write(line(3))
    assert read(path, position)[0] == ids(3)
    _, position = read(path, position)
    path.write_text(line(4))
    assert read(path, position)[0] == ids(4)
    assert [entry.name for entry in path.parent.iterdir()] == ["cel.csv"]


def test_a_log_just_moved_aside_is_waited_for(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cel_spool, "ROTATE_BYTES", 50)
    path.write_text(line(1))
    _, position = read(path, CelPosition())
    assert rotate_spool(path, position)
    path.write_text(line(2))
    # A row that was begun before the move may still be on its way into the old file.
    assert list(read_spool(path, position, clock=time.time).rows) == []


@pytest.mark.parametrize(
    "text",
    ["", '"CHAN_START"', line(1).replace("1763776801.5", "nan"), line(1).replace("1763776801.5", "1e99")],
)
def test_what_is_no_row(text: str) -> None:
    row, wrong = parse_line(text.strip())
    assert row is None
    assert wrong


@given(st.text(max_size=80) | st.lists(st.text(max_size=6), min_size=11, max_size=11).map(quote))
def test_no_line_raises(text: str) -> None:
    row, wrong = parse_line(text)
    assert row is not None or wrong
