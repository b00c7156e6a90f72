"""From the outbox into the archive: in order, nothing lost, nothing in the way."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from router.domain.history import AlarmRaised, HistoryRecord
from router.services.archive_records import BATCH, Entry, RecordRefused, Rejected, archive_records


def alarm(text: str) -> AlarmRaised:
    return AlarmRaised(at=1.0, epoch=1, code="x", subject="y", text=text)


class Stream:
    """An outbox in memory."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.last = "0-0"

    def add(self, stream_id: str, text: str | None) -> None:
        record = None if text is None else alarm(text)
        self.entries.append(Entry(id=stream_id, body=f"<{text}>", record=record, wrong="" if record else "junk"))
        self.last = stream_id

    def read(self, after: str, *, count: int, wait: float) -> list[Entry]:
        return [entry for entry in self.entries if key(entry.id) > key(after)][:count]

    def newest(self) -> str:
        return self.last

    def trim(self, upto: str) -> None:
        self.entries = [entry for entry in self.entries if key(entry.id) > key(upto)]


def key(stream_id: str) -> tuple[int, ...]:
    return tuple(int(part) for part in stream_id.split("-"))


class Away(Exception):
    """It does not answer."""


class Archive:
    """An archive in memory that holds no record whose text is `poison`."""

    def __init__(self) -> None:
        self.at = ""
        self.texts: list[str] = []
        self.rejected: list[Rejected] = []
        self.away = False

    def position(self) -> str:
        if self.away:
            raise Away
        return self.at

    def store(self, records: Sequence[HistoryRecord], rejected: Sequence[Rejected], position: str) -> None:
        if self.away:
            raise Away
        texts = [record.text for record in records if isinstance(record, AlarmRaised)]
        if "poison" in texts:
            raise RecordRefused("too large")
        self.texts += texts
        self.rejected += rejected
        self.at = position


@pytest.fixture
def stream() -> Stream:
    return Stream()


@pytest.fixture
def archive() -> Archive:
    return Archive()


def test_everything_arrives_once_and_in_order(stream: Stream, archive: Archive) -> None:
    wanted = [str(number) for number in range(BATCH + 3)]
    for number, text in enumerate(wanted):
        stream.add(f"5-{number}", text)
    assert [archive_records(stream, archive) for _ in range(3)] == [BATCH, 3, 0]
    assert archive.texts == wanted
    assert stream.entries == []


def test_poison_is_set_aside_and_blocks_nothing(stream: Stream, archive: Archive) -> None:
    for number, text in enumerate(["a", None, "poison", "b"]):
        stream.add(f"5-{number}", text)
    assert archive_records(stream, archive) == 4
    assert archive.texts == ["a", "b"]
    assert [(item.place, item.reason, item.body) for item in archive.rejected] == [
        ("5-1", "junk", "<None>"),
        ("5-2", "refused: too large", "<poison>"),
    ]
    assert archive_records(stream, archive) == 0


def test_an_archive_that_is_away_loses_nothing(stream: Stream, archive: Archive) -> None:
    stream.add("5-1", "a")
    archive.away = True
    with pytest.raises(Away):
        archive_records(stream, archive)
    assert len(stream.entries) == 1
    archive.away = False
    stream.add("5-2", "b")
    archive_records(stream, archive)
    assert archive.texts == ["a", "b"]


def test_a_stream_that_began_again_is_read_from_its_start(stream: Stream, archive: Archive) -> None:
    archive.at = "9000-5"
    stream.add("70-1", "after the loss")
    assert archive_records(stream, archive) == 1
    assert archive.texts == ["after the loss"]
    assert archive.at == "70-1"


def test_a_trim_that_was_lost_is_made_good(stream: Stream, archive: Archive) -> None:
    stream.add("5-1", "a")
    stream.add("5-2", "b")
    archive.at = "5-1"
    archive_records(stream, archive)
    assert archive.texts == ["b"]
    assert stream.entries == []
