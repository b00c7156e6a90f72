"""What callers left and what people did, in a real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Table, select

from router.adapters.sql import schema as s
from router.adapters.sql.cel import SqlCel
from router.adapters.sql.engine import migrate, open_engine
from router.adapters.sql.read import get_call
from router.adapters.sql.recordings import SqlRecordings
from router.adapters.sql.records import SqlRecords
from router.domain.call import Call, CallState, Outcome, Segment, Where
from router.domain.history import (
    ActionTaken,
    BundleAdopted,
    CallRecorded,
    CallTagged,
    FollowerAdded,
    MessageKept,
    RecordingPaused,
    SurveyAnswered,
    TalkHeardBy,
)
from router.domain.listening import ListenMode
from router.services.cel_facts import CelCall
from router.services.finish_recordings import Finished, parse_name
from router.services.import_cel import CelPosition

T0 = 1_763_776_800.125
CALL = "node1-1763776800.1"
NUMBER = "13800138000"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'a.sqlite3'}", write=True)
    migrate(engine)
    yield engine
    engine.dispose()


def store(engine: Engine, *records: Any) -> None:
    SqlRecords(engine).store(records, [], "1-1")


def rows(engine: Engine, table: Table) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def ended(**fields: Any) -> Call:
    call = Call(
        id=CALL,
        node="node1",
        channel="",
        line="general",
        caller=NUMBER,
        arrived_at=T0,
        counter=1,
        queue="legal",
        language="zh-CN",
        state=CallState.ENDED,
        ended_at=T0 + 60,
        outcome=Outcome.ANSWERED,
        where=Where.TALKING,
        version=3,
    )
    return replace(call, **fields)


def tagged(at: float, topic: str, place: str = "") -> CallTagged:
    return CallTagged(at=at, epoch=1, call=CALL, seat="1001", agent="8001", topic=topic, place=place)


def left() -> MessageKept:
    return MessageKept(
        at=T0 + 30,
        epoch=1,
        call=CALL,
        line="general",
        queue="legal",
        caller=NUMBER,
        language="zh-CN",
        recording=f"{CALL}-m.alaw",
        seconds=12.5,
    )


def test_a_later_tag_replaces_an_earlier_one_also_its_place(engine: Engine) -> None:
    store(engine, tagged(T0, "12", "7"), tagged(T0 + 5, "13"))
    store(engine, tagged(T0, "12", "7"))
    (row,) = rows(engine, s.call_tags)
    assert (row["topic"], row["place"], row["at"]) == ("13", "", T0 + 5)


def test_each_kind_of_record_is_stored_once(engine: Engine) -> None:
    records = (
        SurveyAnswered(at=T0, epoch=1, call=CALL, seat="1001", agent="8001", grade=5),
        RecordingPaused(at=T0, epoch=1, call=CALL, seat="1001", paused=True, actor="agent:8001"),
        RecordingPaused(at=T0 + 1, epoch=1, call=CALL, seat="1001", paused=False, actor="agent:8001"),
        BundleAdopted(at=T0, epoch=1, number=2, former=1, actor="cli", note="shorter menu"),
        ActionTaken(at=T0, epoch=0, actor=f"token:{'x' * 90}", what="seat_forced", subject="1001", detail="ready"),
        left(),
    )
    store(engine, *records)
    store(engine, *records)
    assert [row["grade"] for row in rows(engine, s.surveys)] == [5]
    assert [row["paused"] for row in rows(engine, s.recording_pauses)] == [True, False]
    assert [row["note"] for row in rows(engine, s.bundle_adoptions)] == ["shorter menu"]
    assert [len(row["actor"]) for row in rows(engine, s.actions)] == [64]
    (message,) = rows(engine, s.messages)
    assert (message["left_at"], message["seconds"], message["done_at"], message["caller"]) == (T0 + 30, 12.5, None,
                                                                                            NUMBER)  # fmt: skip


def test_a_message_that_is_done_is_not_opened_again(engine: Engine) -> None:
    store(engine, left())
    with engine.begin() as connection:
        connection.execute(s.messages.update().values(done_at=T0 + 99, done_by="token:lead"))
    store(engine, left())
    assert [row["done_by"] for row in rows(engine, s.messages)] == ["token:lead"]


def test_the_new_fields_of_a_call_come_back(engine: Engine) -> None:
    first = Segment(number=1, queue="legal", queued_at=T0 + 2, talked_at=T0 + 5, ended_at=T0 + 20, seat="1001",
                    agent="8001", kind="offered", recording=f"{CALL}-1.raw", end="transferred", to="7001",
                    parts=2)  # fmt: skip
    call = ended(segments=(first,), informed=True, message=f"{CALL}-m.alaw", grade=0)
    store(engine, CallRecorded(at=T0, epoch=1, event="ended", call=call))
    found = get_call(engine, CALL)
    assert found is not None
    assert found.call == call


def test_what_only_the_event_log_saw_is_kept_and_what_the_router_saw_stays(engine: Engine) -> None:
    item = CelCall(
        call=ended(outcome=Outcome.MESSAGE_LEFT, message=f"{CALL}-m.alaw", grade=4, version=0),
        ended=True,
        message_at=T0 + 30,
        message_queue="legal",
        message_seconds=12.5,
        graded_at=T0 + 50,
    )
    cel = SqlCel(engine, "node1")
    for _ in range(2):
        cel.store([item], [], CelPosition(inode=1, offset=1), [])
        cel.settle(T0 + 1000, now=T0 + 1000)
    assert [(row["queue"], row["seconds"], row["left_at"]) for row in rows(engine, s.messages)] == [
        ("legal", 12.5, T0 + 30)
    ]
    assert [row["grade"] for row in rows(engine, s.surveys)] == [4]
    live = SurveyAnswered(at=T0 + 49, epoch=1, call="node1-1763776800.2", seat="1001", agent="8001", grade=4)
    store(engine, live)
    again = replace(item, call=replace(item.call, id=live.call))
    cel.store([again], [], CelPosition(inode=1, offset=2), [])
    cel.settle(T0 + 1000, now=T0 + 1000)
    assert [(row["call"], row["agent"], row["at"]) for row in rows(engine, s.surveys)][1:] == [
        (live.call, "8001", T0 + 49)
    ]


def follower(call: str, at: float, number: str = NUMBER) -> FollowerAdded:
    return FollowerAdded(at=at, epoch=1, incident="17-ab", call=call, line="general", language="en", number=number)


def test_a_number_is_on_an_incidents_list_once(engine: Engine) -> None:
    store(engine, follower("c.1", T0), follower("c.2", T0 + 9), follower("c.3", T0 + 10, "139"))
    assert [(row["number"], row["call"], row["at"]) for row in rows(engine, s.incident_followers)] == [
        (NUMBER, "c.1", T0),
        ("139", "c.3", T0 + 10),
    ]


def test_who_was_put_on_a_list_while_nobody_listened_is_on_it(engine: Engine) -> None:
    item = CelCall(
        call=ended(outcome=Outcome.INFORMED), ended=True, follows="17-ab", follower=NUMBER, followed_at=T0 + 7
    )
    cel = SqlCel(engine, "node1")
    cel.store([item], [], CelPosition(inode=1, offset=1), [])
    cel.settle(T0 + 1000, now=T0 + 1000)
    (row,) = rows(engine, s.incident_followers)
    assert (row["incident"], row["number"], row["at"], row["line"]) == ("17-ab", NUMBER, T0 + 7, "general")


def finished() -> Finished:
    return Finished(path="p", sha256="s", size=1, seconds=1.0, citizen_peak=0.0, citizen_rms=0.0, agent_peak=None,
                    agent_rms=None, channels=1, peaks=b"\x01\x02")  # fmt: skip


def test_parts_and_messages_without_a_file_are_found(engine: Engine) -> None:
    segment = Segment(number=1, queue="legal", queued_at=T0, talked_at=T0 + 5, ended_at=T0 + 20, seat="1001",
                      recording=f"{CALL}-1.raw", parts=3)  # fmt: skip
    store(engine, CallRecorded(at=T0, epoch=1, event="ended", call=ended(segments=(segment,))), left())
    archive = SqlRecordings(engine)
    assert sorted(talk.id for talk in archive.missing(T0 + 100)) == [
        f"{CALL}-1", f"{CALL}-1p2", f"{CALL}-1p3", f"{CALL}-m",
    ]  # fmt: skip
    for stem in (f"{CALL}-1", f"{CALL}-1p3", f"{CALL}-m"):
        name = parse_name(stem)
        assert name is not None
        archive.recorded(name, finished(), at=T0 + 90)
    (talk,) = archive.missing(T0 + 100)
    assert (talk.id, talk.call, talk.segment, talk.part) == (f"{CALL}-1p2", CALL, 1, 2)
    archive.not_recorded(talk, "no file", at=T0 + 100, alarm="x")
    assert archive.missing(T0 + 100) == []
    found = get_call(engine, CALL)
    assert found is not None
    assert (found.recorded, found.not_recorded) == (False, "no file")
    assert [(item.id, item.part) for item in found.recordings] == [
        (f"{CALL}-m", 1), (f"{CALL}-1", 1), (f"{CALL}-1p2", 2), (f"{CALL}-1p3", 3),
    ]  # fmt: skip


def test_peaks_are_stored_beside_their_recording(engine: Engine) -> None:
    name = parse_name(f"{CALL}-m")
    assert name is not None
    for _ in range(2):
        SqlRecordings(engine).recorded(name, finished(), at=T0)
    assert rows(engine, s.recording_peaks) == [{"recording": f"{CALL}-m", "channels": 1, "peaks": b"\x01\x02"}]


def test_leads_in_talks_are_a_row_for_each_step_however_often_they_come(engine: Engine) -> None:
    asked = TalkHeardBy(
        at=T0, epoch=1, call=CALL, listening="listen-1.2", what="asked", seat="1010", agent="", actor="token:lead",
        heard_seat="1001", heard_agent="8001", segment=1, mode=ListenMode.LISTEN, note="new agent",
    )  # fmt: skip
    over, began = ended(), replace(asked, at=T0 + 1, what="began")
    gone = replace(asked, at=T0 + 2, what="ended", mode=ListenMode.BARGE, end="hung_up", actor="phone")
    store(engine, CallRecorded(at=T0, epoch=1, event="ended", call=over), asked, began, gone)
    store(engine, began, gone)
    stored = get_call(engine, CALL)
    assert stored is not None
    assert stored.told is not None
    found = [(row["what"], row["mode"], row["end"], row["actor"], row["at"]) for row in stored.told.listenings]
    assert found == [
        ("asked", "listen", "", "token:lead", T0),
        ("began", "listen", "", "token:lead", T0 + 1),
        ("ended", "barge", "hung_up", "phone", T0 + 2),
    ]
