from __future__ import annotations

import json
from typing import Any, get_args

import pytest

from router.domain.call import Call, Outcome
from router.domain.history import (
    ActionTaken,
    AlarmRaised,
    BundleAdopted,
    CallRecorded,
    CallTagged,
    ClimbRecorded,
    DecisionRecorded,
    FollowerAdded,
    HistoryRecord,
    IncidentRecorded,
    LadderRung,
    MessageKept,
    RecordingPaused,
    RingRecorded,
    RoutingFed,
    SeatRecorded,
    SurveyAnswered,
    TalkHeardBy,
)
from router.domain.incidents.cell import Dimension
from router.domain.incidents.incident import Incident
from router.domain.ladder.climb import Climb, LadderRing
from router.domain.ladder.settings import Trigger
from router.domain.listening import ListenMode
from router.domain.outbound import RingPhase, RingPurpose
from router.domain.seat import Seat, SeatState
from router.web.event_views import NEEDS, name_of, wanted, write_event

NUMBER, MASKED = "13800138000", "138******00"
CALL = Call(id="c", node="n", channel="PJSIP/inbound-1", line="general", caller=NUMBER, arrived_at=1.0)
INCIDENT = Incident(id="1-a", dimension=Dimension.TOPIC_PLACE, value="1", place="2",
                    name="cracks", place_name="Lakeside",
                    since=0.0, first_at=1.0, seen_at=2.0, last_at=2.0, minutes=30, usual=0.2, chance=1e-6,
                    calls=("c", "d"), callers=2, told=2)  # fmt: skip
NUMBERED = {"call.held", "message.left", "incident.followed", "ring.ended"}
RECORDS: dict[str, HistoryRecord] = {
    "call.held": CallRecorded(at=2.0, epoch=1, event="held", call=CALL),
    "seat.ready": SeatRecorded(at=2.0, epoch=1, seat=Seat(id="1001", state=SeatState.READY)),
    "decision.made": DecisionRecorded(
        at=2.0, epoch=1, call="c", offer="o", seat="1001", reason="r", waited=1.0, considered=1
    ),
    "alarm.raised": AlarmRaised(at=2.0, epoch=1, code="cut_off", subject="c", text="t"),
    "call.tagged": CallTagged(at=2.0, epoch=1, call="c", seat="1001", agent="8001", topic="1", place=""),
    "call.graded": SurveyAnswered(at=2.0, epoch=1, call="c", seat="1001", agent="8001", grade=5),
    "message.left": MessageKept(at=2.0, epoch=1, call="c", line="general", queue="legal", caller=NUMBER,
                                language="en", recording="c-m.alaw", seconds=3.0),
    "recording.paused": RecordingPaused(at=2.0, epoch=1, call="c", seat="1001", paused=True, actor="agent:8001"),
    "listening.began": TalkHeardBy(at=2.0, epoch=1, call="c", listening="l", what="began", seat="1010", agent="",
                                   actor="token:lead", heard_seat="1001", heard_agent="8001", segment=1,
                                   mode=ListenMode.LISTEN),
    "bundle.adopted": BundleAdopted(at=2.0, epoch=1, number=2, former=1, actor="cli", note="n"),
    "action.seat_forced": ActionTaken(at=2.0, epoch=0, actor="a", what="seat_forced", subject="1001", detail="ready"),
    "ring.ended": RingRecorded(at=2.0, epoch=1, ring="1.1", purpose=RingPurpose.CALLBACK, subject="c", number=NUMBER,
                               phase=RingPhase.ENDED, end="accepted"),
    "incident.followed": FollowerAdded(at=2.0, epoch=1, incident="1-a", call="c", line="general", language="en",
                                       number=NUMBER),
    "incident.seen": IncidentRecorded(at=2.0, epoch=0, event="seen", incident=INCIDENT),
    "escalation.begun": ClimbRecorded(
        at=2.0, epoch=1, event="begun",
        climb=Climb(id="climb-1.1", ladder="night", trigger=Trigger.WAITING, subject="q", node="n", began_at=2.0),
    ),
    "escalation.ring": LadderRung(
        at=2.0, epoch=1,
        ring=LadderRing(id="climb-1.1-1", climb="climb-1.1", round=1, step=1, person="8001", seat="", number=NUMBER,
                        at=2.0, channel="PJSIP/out-1"),
    ),
}  # fmt: skip


def test_every_kind_of_record_is_an_event() -> None:
    # But for what the engine was told: replays read that in the archive.
    assert {type(record) for record in RECORDS.values()} == set(get_args(HistoryRecord)) - {RoutingFed}


@pytest.mark.parametrize(("name", "record"), RECORDS.items(), ids=list(RECORDS))
def test_its_name_its_shape_and_no_number_for_those_who_may_not_see_it(name: str, record: Any) -> None:
    assert name_of(record) == name
    assert name.partition(".")[0] in NEEDS
    masked, full = (write_event("5-0", record, None, in_full=may) for may in (False, True))
    body = json.loads(full)
    assert (body["id"], body["event"], body["at"]) == ("5-0", name, "1970-01-01T00:00:02Z")
    assert body["data"]
    assert NUMBER not in masked
    assert (NUMBER in full) == (MASKED in masked) == (name in NUMBERED)
    assert "PJSIP" not in full


def test_a_call_that_is_over_is_told_as_such() -> None:
    over = CallRecorded(at=9.0, epoch=1, event="ended", call=Call(**{**CALL.__dict__, "outcome": Outcome.ABANDONED}))
    data = json.loads(write_event("1-0", over, None, in_full=False))["data"]
    assert (data["live"], data["outcome"], data["segments"]) == (False, "abandoned", [])


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        (set(), True),
        ({"call"}, True),
        ({"call.ended"}, True),
        ({"call.held"}, False),
        ({"cal"}, False),
        ({"seat"}, False),
    ],
)
def test_names_and_heads_of_names(types: set[str], expected: bool) -> None:
    assert wanted("call.ended", frozenset(types)) is expected
