"""The archive on a real database: what is written, and what is read back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, select, text

from router.adapters.sql import schema as s
from router.adapters.sql.cel import SqlCel
from router.adapters.sql.engine import ArchiveAway, ArchiveNewer, migrate, open_engine
from router.adapters.sql.read import find_calls, find_recording, get_call, last_epoch, last_sign_ons
from router.adapters.sql.recordings import SqlRecordings
from router.adapters.sql.records import SqlRecords
from router.adapters.sql.sign_ons import SqlSignOns
from router.domain import telephony as t
from router.domain.call import Call, CallState, OfferMade, OfferResult, Outcome, Segment, Where
from router.domain.floor import Floor
from router.domain.history import AlarmRaised, CallRecorded, DecisionRecorded, SeatRecorded
from router.domain.seat import Seat, SeatState
from router.ports import HistoryAway
from router.services.archive_records import RecordRefused, Rejected
from router.services.cel_facts import CelCall, cut_off
from router.services.finish_recordings import Finished, MissingTalk, parse_name
from router.services.import_cel import CelPosition
from tests.unit.domain.sample import bundle

T0 = 1_763_776_800.125


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'a.sqlite3'}"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url, write=True)
    migrate(engine)
    yield engine
    engine.dispose()


def a_call(number: int = 1, **fields: object) -> Call:
    call = Call(
        id=f"node1-1763776800.{number}",
        node="node1",
        channel="PJSIP/inbound-1",
        line="general",
        caller="13800138000",
        arrived_at=T0 + number,
        counter=number,
        queue="general",
        language="zh-CN",
        version=1,
    )
    return replace(call, **fields)  # type: ignore[arg-type]


def answered(number: int = 1, version: int = 9) -> Call:
    offers = (
        OfferMade(id="o1", seat="1001", agent="8001", at=T0 + 3, rang_at=T0 + 3.2, ended_at=T0 + 18, cause=0),
        OfferMade(id="o2", seat="1002", agent="8002", at=T0 + 18.1, rang_at=T0 + 18.3, ended_at=T0 + 20),
    )
    segment = Segment(
        number=1,
        queue="general",
        queued_at=T0 + 2,
        offers=(
            replace(offers[0], id=f"o1-{number}", result=OfferResult.MISSED),
            replace(offers[1], id=f"o2-{number}", result=OfferResult.ANSWERED),
        ),
        talked_at=T0 + 20,
        ended_at=T0 + 80,
        seat="1002",
        agent="8002",
        kind="offered",
        recording=f"node1-1763776800.{number}-1.raw",
        end="talk_over",
    )
    return a_call(
        number,
        state=CallState.ENDED,
        answered_at=T0 + 0.1,
        queued_at=T0 + 2,
        first_offer_at=T0 + 3,
        talked_at=T0 + 20,
        ended_at=T0 + 80,
        outcome=Outcome.ANSWERED,
        where=Where.TALKING,
        cause=16,
        segments=(segment,),
        failed_offers=1,
        bundle=3,
        version=version,
    )


def record(call: Call, epoch: int = 1) -> CallRecorded:
    return CallRecorded(at=T0, epoch=epoch, event="ended", call=call)


def store(engine: Engine, *records: object, position: str = "1-1") -> None:
    SqlRecords(engine).store(records, [], position)  # type: ignore[arg-type]


def stored(engine: Engine, number: int = 1) -> Call:
    found = get_call(engine, a_call(number).id)
    assert found is not None
    return found.call


def test_migrations_make_the_schema(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, s.metadata) == []


def test_migrating_twice_changes_nothing_and_a_newer_archive_is_refused(engine: Engine) -> None:
    migrate(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ArchiveNewer):
        migrate(engine)


def test_a_call_comes_back_as_it_was(engine: Engine) -> None:
    call = answered()
    store(engine, record(call))
    assert stored(engine) == replace(call, channel="")


def test_times_are_stored_as_utc(engine: Engine) -> None:
    store(engine, record(answered()))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT arrived_at FROM calls")) == "2025-11-22 02:00:01.125000"


def test_the_newest_version_wins_in_whatever_order_they_come(engine: Engine) -> None:
    early, late = a_call(version=2, queued_at=T0 + 2, state=CallState.QUEUED), answered(version=9)
    store(engine, record(late), record(early))
    store(engine, record(early))
    store(engine, record(late))
    assert stored(engine).outcome is Outcome.ANSWERED
    assert stored(engine).version == 9


def test_a_rebuilt_call_of_a_later_router_forgets_nothing(engine: Engine) -> None:
    store(engine, record(a_call(version=5, queued_at=T0 + 2, first_offer_at=T0 + 3, caller="13800138000")))
    store(engine, record(a_call(version=1, queued_at=T0 + 50, caller="", bundle=4), epoch=2))
    call = stored(engine)
    assert (call.queued_at, call.first_offer_at, call.caller, call.bundle) == (T0 + 2, T0 + 3, "13800138000", 4)


def test_a_value_that_no_database_holds_refuses_the_batch_and_stores_nothing(engine: Engine) -> None:
    with pytest.raises(RecordRefused):
        store(engine, record(answered(1)), record(a_call(2, arrived_at=1e300)))
    with pytest.raises(RecordRefused):
        store(engine, record(answered(1)), record(a_call(2, cause=2**80)))
    assert find_calls(engine) == []
    assert SqlRecords(engine).position() == ""


def test_what_was_rejected_is_kept(engine: Engine) -> None:
    SqlRecords(engine).store([], [Rejected(source="outbox", place="1-1", reason="why", body="\ud800\0x")], "1-1")
    with engine.connect() as connection:
        row = connection.execute(select(s.rejected_records)).one()
    assert (row.source, row.place, row.reason, row.body) == ("outbox", "1-1", "why", "?\\0x")
    assert SqlRecords(engine).position() == "1-1"


def seat(version: int, state: SeatState, agent: str = "8001", **fields: object) -> Seat:
    return replace(Seat(id="1001", state=state, agent=agent, version=version), **fields)  # type: ignore[arg-type]


def test_seat_intervals_follow_each_other(engine: Engine) -> None:
    def told(at: float, epoch: int, one: Seat) -> SeatRecorded:
        return SeatRecorded(at=T0 + at, epoch=epoch, seat=one)

    store(engine, told(0, 1, seat(1, SeatState.NOT_READY)), told(10, 1, seat(2, SeatState.READY)))
    store(engine, told(10, 1, seat(2, SeatState.READY)), told(5, 1, seat(1, SeatState.NOT_READY)))
    store(engine, told(20, 2, seat(1, SeatState.TALKING)))
    with engine.connect() as connection:
        i = s.seat_intervals.c
        rows = connection.execute(select(i.state, i.started_at, i.ended_at).order_by(i.started_at)).all()
    assert [tuple(row) for row in rows] == [
        ("not_ready", T0, T0 + 10),
        ("ready", T0 + 10, T0 + 20),
        ("talking", T0 + 20, None),
    ]
    known = last_sign_ons(engine)["1001"]
    assert (known.agent, known.state, known.since) == ("8001", "talking", T0 + 20)
    store(engine, told(30, 2, seat(2, SeatState.SIGNED_OFF, agent="")))
    assert last_sign_ons(engine) == {}
    assert last_epoch(engine) == 2


def test_sign_ons_for_a_router_that_lost_its_state(engine: Engine, url: str, tmp_path: Path) -> None:
    store(engine, SeatRecorded(at=T0, epoch=7, seat=seat(1, SeatState.NOT_READY, reason="meal")))
    known = SqlSignOns(url)
    assert known.last_sign_ons() == {"1001": ("8001", "not_ready", "meal")}
    assert known.last_epoch() == 7
    nothing = SqlSignOns(f"sqlite:///{tmp_path / 'none.sqlite3'}")
    for ask in (nothing.last_sign_ons, nothing.last_epoch):
        with pytest.raises(HistoryAway):
            ask()


def test_decisions_and_alarms_are_stored_once(engine: Engine) -> None:
    decision = DecisionRecorded(
        at=T0, epoch=1, call="c", offer="o", seat="1001", reason="longest idle", waited=2.5, considered=3
    )
    alarm = AlarmRaised(at=T0, epoch=1, code="phone_lost", subject="1001", text="gone")
    store(engine, decision, alarm)
    store(engine, decision, alarm)
    with engine.connect() as connection:
        assert len(connection.execute(select(s.decisions)).all()) == 1
        assert len(connection.execute(select(s.alarms)).all()) == 1


def test_calls_are_found(engine: Engine) -> None:
    calls = [answered(1), a_call(2, line="union_rights", queue="legal"), answered(3), a_call(4)]
    store(engine, *(record(call) for call in calls))

    def found(**wanted: object) -> list[int]:
        return [item.call.counter for item in find_calls(engine, **wanted)]  # type: ignore[arg-type]

    assert found() == [4, 3, 2, 1]
    assert found(limit=2) == [4, 3]
    assert found(before=(calls[2].arrived_at, calls[2].id)) == [2, 1]
    assert found(since=T0 + 2, until=T0 + 4) == [3, 2]
    assert found(line="union_rights") == [2]
    assert found(queue="legal") == [2]
    assert found(outcome="answered") == [3, 1]
    assert found(seat="1001") == [3, 1]
    assert found(seat="1002") == [3, 1]
    assert found(seat="1003") == []
    assert found(over=True) == [3, 1]
    assert found(over=False) == [4, 2]
    assert get_call(engine, "node1-1.1") is None


FINISHED = Finished(
    path="2025/11/22/x.opus",
    sha256="ab",
    size=100,
    seconds=60.0,
    citizen_peak=-9.0,
    citizen_rms=-12.0,
    agent_peak=-6.0,
    agent_rms=-120.0,
)


@pytest.mark.parametrize("call_first", [True, False])
def test_a_recording_is_the_calls_own_word_whichever_comes_first(engine: Engine, call_first: bool) -> None:
    name = parse_name("node1-1763776800.1-1")
    assert name is not None
    if call_first:
        store(engine, record(answered()))
    SqlRecordings(engine).recorded(name, FINISHED, at=T0)
    if not call_first:
        store(engine, record(answered()))
    found = get_call(engine, name.call)
    assert found is not None
    assert (found.recorded, found.not_recorded) == (True, "")
    assert [item.path for item in found.recordings] == ["2025/11/22/x.opus"]
    recording = find_recording(engine, name.id)
    assert recording is not None
    assert (recording.seconds, recording.agent_rms) == (60.0, -120.0)
    SqlRecordings(engine).not_recorded(
        MissingTalk(id=name.id, call=name.call, segment=1, named=True), "no file", at=T0, alarm="x"
    )
    again = find_recording(engine, name.id)
    assert again is not None
    assert again.recorded, "a finished recording was taken back"


def test_talks_without_a_recording_are_found(engine: Engine) -> None:
    nameless = answered(2)
    nameless = replace(nameless, segments=(replace(nameless.segments[0], recording=""),))
    store(engine, record(answered(1)), record(nameless), record(a_call(3)))
    archive = SqlRecordings(engine)
    missing = archive.missing(T0 + 81)
    assert {(item.id, item.named) for item in missing} == {
        ("node1-1763776800.1-1", True),
        ("node1-1763776800.2-s1", False),
    }
    assert archive.missing(T0 + 79) == []
    for item in missing:
        archive.not_recorded(item, "no file", at=T0, alarm="not recorded")
    assert archive.missing(T0 + 81) == []
    found = get_call(engine, answered(1).id)
    assert found is not None
    assert (found.recorded, found.not_recorded) == (False, "no file")
    with engine.connect() as connection:
        codes = connection.scalars(select(s.alarms.c.code)).all()
    assert codes == ["recording_failed", "recording_failed"]


def log_call(call: Call, at: float) -> CelCall:
    return cut_off(CelCall(call=replace(call, version=0, state=CallState.TALKING)), at)


def settle(engine: Engine, item: CelCall) -> list[CelCall]:
    cel = SqlCel(engine, "node1")
    cel.store([item], [], CelPosition(inode=1, offset=2), [])
    assert [found.call.id for found in cel.open_calls()] == [item.call.id]
    at = item.call.ended_at
    assert at is not None
    assert cel.settle(at - 1, now=at + 10) == []
    settled = cel.settle(at, now=at + 10)
    assert cel.open_calls() == []
    return settled


def open_talk() -> Call:
    done = answered()
    segment = replace(done.segments[0], ended_at=None, end="")
    offer = replace(segment.offers[1], result=OfferResult.OPEN, ended_at=None)
    segment = replace(segment, offers=(segment.offers[0], offer))
    return replace(done, state=CallState.TALKING, outcome=None, where=None, ended_at=None, segments=(segment,))


def test_the_event_log_tells_of_a_call_that_nobody_else_saw(engine: Engine) -> None:
    store(engine, SeatRecorded(at=T0, epoch=1, seat=replace(seat(1, SeatState.READY), id="1002", agent="8002")))
    call = open_talk()
    blind = replace(call, segments=(replace(call.segments[0], agent=""),))
    assert len(settle(engine, log_call(blind, T0 + 90))) == 1
    found = get_call(engine, call.id)
    assert found is not None
    assert (found.call.outcome, found.call.where, found.source) == (Outcome.CUT_OFF, Where.TALKING, "cel")
    assert found.call.segments[0].agent == "8002"
    with engine.connect() as connection:
        assert connection.scalars(select(s.alarms.c.code)).all() == ["cut_off"]


def test_the_event_log_ends_a_call_that_was_left_open(engine: Engine) -> None:
    store(engine, record(open_talk()))
    assert len(settle(engine, log_call(a_call(talked_at=T0 + 20), T0 + 90))) == 1
    call = stored(engine)
    assert (call.outcome, call.ended_at, call.failed_offers) == (Outcome.CUT_OFF, T0 + 90, 1)
    assert call.segments[0].seat == "1002"
    assert [offer.result for offer in call.segments[0].offers] == [OfferResult.MISSED, OfferResult.LEFT]


def test_the_live_account_stands_against_the_event_log(engine: Engine) -> None:
    store(engine, record(answered()))
    assert settle(engine, log_call(a_call(), T0 + 90)) == []
    assert stored(engine).outcome is Outcome.ANSWERED


def test_a_late_live_account_replaces_the_event_logs(engine: Engine) -> None:
    settle(engine, log_call(open_talk(), T0 + 90))
    store(engine, record(answered()))
    found = get_call(engine, answered().id)
    assert found is not None
    assert found.source == "live"
    assert found.call == replace(answered(), channel="")
    assert len(find_calls(engine)) == 1


def test_a_late_live_account_without_an_end_keeps_the_end(engine: Engine) -> None:
    settle(engine, log_call(open_talk(), T0 + 90))
    store(engine, record(a_call(version=3)))
    assert stored(engine).outcome is Outcome.CUT_OFF


def unseen() -> Call:
    """A router that was away found this call gone: it was ringing when last seen."""
    segment = replace(
        answered().segments[0], talked_at=None, seat="", agent="", kind="", recording="", ended_at=T0 + 95, end="left"
    )
    offer = replace(segment.offers[1], result=OfferResult.LEFT, ended_at=T0 + 95)
    segment = replace(segment, offers=(segment.offers[0], offer))
    return replace(
        answered(),
        talked_at=None,
        ended_at=T0 + 95,
        outcome=Outcome.ABANDONED,
        where=Where.RINGING,
        cause=0,
        segments=(segment,),
    )


@pytest.mark.parametrize("log_first", [True, False])
def test_who_saw_the_end_is_right_about_it(engine: Engine, log_first: bool) -> None:
    offered = replace(unseen().segments[0], ended_at=None, end="")
    rung = replace(offered.offers[1], result=OfferResult.OPEN, ended_at=None)
    offered = replace(offered, offers=(offered.offers[0], rung))
    before = replace(unseen(), outcome=None, where=None, ended_at=None, segments=(offered,), version=8)
    seen = CelCall(call=replace(answered(), version=0), ended=True)
    store(engine, record(before))
    if not log_first:
        store(engine, record(unseen()))
    assert len(settle(engine, seen)) == 1
    if log_first:
        store(engine, record(unseen()))
    found = get_call(engine, answered().id)
    assert found is not None
    assert found.source == "cel"
    assert (found.call.outcome, found.call.where, found.call.ended_at) == (Outcome.ANSWERED, Where.TALKING, T0 + 80)
    assert found.call.talked_at == T0 + 20
    (segment,) = found.call.segments
    assert (segment.seat, segment.talked_at, segment.recording) == ("1002", T0 + 20, answered().segments[0].recording)
    assert (segment.end, segment.ended_at) == ("talk_over", T0 + 80)
    assert [offer.result for offer in segment.offers] == [OfferResult.MISSED, OfferResult.ANSWERED]
    store(engine, record(unseen()))
    assert stored(engine).outcome is Outcome.ANSWERED


def test_open_calls_of_a_former_boot_are_cut_off(engine: Engine) -> None:
    store(
        engine,
        record(open_talk()),
        record(answered(2)),
        record(a_call(3, queued_at=T0 + 4)),
        record(a_call(4, node="node2", id="node2-1763776800.4")),
        record(a_call(5, arrived_at=T0 + 200)),
    )
    cel = SqlCel(engine, "node1")
    cel.store([], [], CelPosition(), [T0 + 90])
    cel.settle(T0 + 100, now=T0 + 110)
    outcomes = {item.call.counter: (item.call.outcome, item.call.where) for item in find_calls(engine)}
    assert outcomes == {
        1: (Outcome.CUT_OFF, Where.TALKING),
        2: (Outcome.ANSWERED, Where.TALKING),
        3: (Outcome.CUT_OFF, Where.HOLD),
        4: (None, None),
        5: (None, None),
    }


def test_an_archive_that_is_no_database_is_away(tmp_path: Path) -> None:
    (tmp_path / "junk.sqlite3").write_bytes(b"junk" * 1000)
    with pytest.raises(ArchiveAway):
        find_calls(open_engine(f"sqlite:///{tmp_path / 'junk.sqlite3'}"))


def second_talk(end: str = "") -> Call:
    """The first talk broke off; the second runs, and its offer is open yet."""
    whole = answered()
    first = replace(
        whole.segments[0],
        seat="1001",
        agent="8001",
        ended_at=T0 + 40,
        end="lost",
        offers=(whole.segments[0].offers[0],),
    )
    second = replace(
        whole.segments[0], number=2, queued_at=T0 + 41, talked_at=T0 + 60, ended_at=None, end=end,
        recording=whole.segments[0].recording.replace("-1.raw", "-2.raw"),
        offers=(replace(whole.segments[0].offers[1], result=OfferResult.OPEN, ended_at=None),),
    )  # fmt: skip
    return replace(
        whole, state=CallState.TALKING, outcome=None, where=None, ended_at=None, segments=(first, second), version=40
    )


def told_after_the_loss(call: Call, *, state: str, talks: int, hung_up_in: str) -> list[object]:
    """What a router that has lost all live state tells of this call, from a snapshot to its end."""
    floor = Floor(bundle=bundle(), epoch=2, seats={}, calls={}, boots={})
    floor.start(T0 + 70, ["node1"])
    seen = t.SeenCall(
        call=call.id, channel="c", state=state, queue="general", arrived_at=call.arrived_at, talks=talks,
        seat="1002" if state == "talk" else "", bridged=state == "talk",
        recording=call.segments[-1].recording if state == "talk" else "",
    )  # fmt: skip
    told = floor.handle(t.SnapshotTaken(node="node1", at=T0 + 70, boot="b", epoch=1, calls=(seen,)), T0 + 70).records
    end = t.CallEnded(node="node1", at=T0 + 80, call=call.id, cause=16, state=hung_up_in)
    return [*told, *floor.handle(end, T0 + 80).records]


def test_a_loss_of_all_live_state_in_a_second_talk_costs_the_archive_nothing(engine: Engine) -> None:
    call = second_talk()
    store(engine, record(call))
    for number in (1, 2):
        name = parse_name(f"{call.id}-{number}")
        assert name is not None
        SqlRecordings(engine).recorded(name, FINISHED, at=T0)
    store(engine, *told_after_the_loss(call, state="talk", talks=2, hung_up_in="talk"))
    found = get_call(engine, call.id)
    assert found is not None
    first, second = found.call.segments
    assert first == call.segments[0]
    assert (second.seat, second.agent, second.recording) == ("1002", "8002", call.segments[1].recording)
    assert (second.queued_at, second.talked_at) == (T0 + 41, T0 + 60)
    assert (second.ended_at, second.end) == (T0 + 80, "talk_over")
    assert [(offer.id, offer.result) for offer in second.offers] == [("o2-1", OfferResult.ANSWERED)]
    assert (found.call.outcome, found.call.where, found.call.queued_at) == (Outcome.ANSWERED, Where.TALKING, T0 + 2)
    assert [item.segment for item in found.recordings] == [1, 2]
    assert SqlRecordings(engine).missing(T0 + 90) == []


def test_a_talk_that_broke_off_with_the_loss_is_closed(engine: Engine) -> None:
    """The loss took the word of the talk's end along; the caller waits again, and hangs up."""
    call = second_talk()
    store(engine, record(call))
    store(engine, *told_after_the_loss(call, state="hold", talks=2, hung_up_in="hold"))
    found = get_call(engine, call.id)
    assert found is not None
    assert (found.call.outcome, found.call.where) == (Outcome.CUT_OFF, Where.HOLD)
    assert [(one.number, one.seat, one.end) for one in found.call.segments] == [
        (1, "1001", "lost"), (2, "1002", "lost"), (3, "", "left"),
    ]  # fmt: skip
    assert [item.segment for item in SqlRecordings(engine).missing(T0 + 90)] == [1, 2]


def alone(number: int, at: float, **fields: object) -> CelCall:
    """A call of the event log that the fallback answered."""
    made = replace(answered(number, version=0), arrived_at=at, ended_at=at + 60, fallback_reason="beat")
    return CelCall(call=replace(made, **fields), ended=True)  # type: ignore[arg-type]


def told_alone(engine: Engine) -> list[tuple[str, float]]:
    with engine.connect() as connection:
        a = s.alarms.c
        query = select(a.subject, a.at).where(a.code == "served_without_router").order_by(a.at)
        return [(row.subject, row.at) for row in connection.execute(query)]


def import_log(engine: Engine, now: float, *items: CelCall) -> None:
    cel = SqlCel(engine, "node1")
    cel.store(items, [], CelPosition(), [])
    cel.settle(now - 10, now=now)


def test_calls_served_alone_raise_one_alarm_for_each_time_away(engine: Engine) -> None:
    import_log(engine, T0 + 500, alone(2, T0 + 20), alone(1, T0 + 10))
    assert told_alone(engine) == [(a_call(1).id, T0 + 500)]
    with engine.connect() as connection:
        text_ = connection.scalar(select(s.alarms.c.text).where(s.alarms.c.code == "served_without_router"))
    assert "2025-11-22 02:00:10 UTC" in text_
    assert "2 read" in text_
    # The rest of the same time away, one of them older than what came first.
    import_log(engine, T0 + 520, alone(3, T0 + 5), alone(4, T0 + 450))
    import_log(engine, T0 + 700, alone(5, T0 + 600))
    assert len(told_alone(engine)) == 1
    # The router works again, and is away again.
    store(engine, SeatRecorded(at=T0 + 701, epoch=2, seat=seat(1, SeatState.READY)))
    store(engine, SeatRecorded(at=T0 + 800, epoch=2, seat=seat(2, SeatState.TALKING)))
    import_log(engine, T0 + 1000, alone(6, T0 + 900))
    assert told_alone(engine) == [(a_call(1).id, T0 + 500), (a_call(6).id, T0 + 1000)]


def test_a_call_that_the_router_saw_fall_back_was_not_served_unseen(engine: Engine) -> None:
    store(engine, record(a_call(1, version=3, fallback_reason="beat")), record(a_call(2, version=3)))
    import_log(engine, T0 + 500, alone(1, T0 + 10))
    assert told_alone(engine) == []
    import_log(engine, T0 + 600, alone(2, T0 + 20))
    assert told_alone(engine) == [(a_call(2).id, T0 + 600)]


@pytest.mark.parametrize("fields", [{"line": ""}, {"outcome": Outcome.CUT_OFF}], ids=["never let in", "cut off"])
def test_calls_that_nobody_served_are_not_told_as_served(engine: Engine, fields: dict[str, object]) -> None:
    import_log(engine, T0 + 500, alone(1, T0 + 10, **fields))
    assert told_alone(engine) == []
