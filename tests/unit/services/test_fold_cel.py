"""What the channel event log tells of a call, row by row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.domain.call import Call, CallState, OfferResult, Outcome, Where
from router.services.cel_facts import CelRow
from router.services.fold_cel import CelFold

CALL, LEG = "node1-1763776800.0", "node1-1763776805.1"
CITIZEN, SEAT = "PJSIP/inbound-00000000", "PJSIP/1001-00000001"

# event or fact, who, values
START = "CHAN_START citizen"
ARRIVED = "HotlineArrived citizen Line=general Caller=13800138000 Arrived=1763776800.125"
HOLD = "HotlineHold citizen Line=general Queue=general Language=zh-CN Bundle=3 Why=new"
OFFER = "HotlineOffer citizen Offer=o1 Seat=1001"
TALK = "HotlineTalk seat Seat=1001 Offer=o1 Kind=offered Recording=node1-1763776800.0-1.raw"
LEG_END = "CHAN_END seat"
HANGUP = "HANGUP citizen hangupcause=16 hangupsource=PJSIP/inbound-00000000"
TOLD = "HANGUP citizen hangupcause=16 hangupsource=dialplan/builtin"
END = "CHAN_END citizen"
FALLBACK = "HotlineFallback citizen Line=general Queue=general Reason=beat"
FALLBACK_TALK = "HotlineTalk seat Seat=1001 Offer= Kind=fallback Recording=node1-1763776800.0-1.raw"
BOOT = "HotlineBoot nobody"
TRANSFER = "HotlineTransfer citizen Seat=1001 To=7001"
PASSED_ON = "HotlineTalk seat Seat=1002 Offer= Kind=transfer Recording=node1-1763776800.0-2.raw"
MESSAGE = "HotlineMessage citizen Queue=legal Phase=begin"
LEFT = "HotlineMessage citizen Queue=legal Phase=left Recording=node1-1763776800.0-m.alaw Seconds=12.5"
SURVEY = "HotlineSurvey citizen Grade=4"
FOLLOW = "HotlineFollow citizen Language=en Incident=17-ab Number=13900000001"
BEGIN = (START, "ANSWER citizen", ARRIVED)


def missed(status: str = "NOANSWER", talked: int = 0) -> str:
    return f"HotlineOfferEnd citizen Offer=o1 Seat=1001 Status={status} Cause=0 Talked={talked}"


def row(text: str, at: float) -> CelRow:
    event, who, *pairs = text.split(" ")
    values = dict(pair.split("=", 1) for pair in pairs)
    fact = event if event.startswith("Hotline") else ""
    if fact and who != "nobody":
        values["Call"] = CALL
    return CelRow(
        event="USER_DEFINED" if fact else event,
        fact=fact,
        at=at,
        channel_id={"citizen": CALL, "seat": LEG}.get(who, "other"),
        channel={"citizen": CITIZEN, "seat": SEAT}.get(who, "Local/boot"),
        values=values,
    )


def fold(*texts: str) -> CelFold:
    told = CelFold([])
    for number, text in enumerate(texts):
        told.take(row(text, 1000.0 + number))
    return told


def call_of(*texts: str) -> Call:
    return fold(*texts).calls[CALL].call


ENDINGS = [
    ((*BEGIN, HANGUP, END), Outcome.ABANDONED, Where.MENU),
    ((START, HANGUP, END), Outcome.ABANDONED, Where.MENU),
    ((START, "HotlineUnknown citizen Number=99", TOLD, END), Outcome.INFORMED, Where.MENU),
    ((*BEGIN, HOLD, HANGUP, END), Outcome.ABANDONED, Where.HOLD),
    ((*BEGIN, HOLD, OFFER, HANGUP, END), Outcome.ABANDONED, Where.RINGING),
    ((*BEGIN, HOLD, OFFER, missed(), HOLD, HANGUP, END), Outcome.ABANDONED, Where.HOLD),
    ((*BEGIN, HOLD, OFFER, TALK, HANGUP, END, LEG_END), Outcome.ANSWERED, Where.TALKING),
    ((*BEGIN, HOLD, OFFER, TALK, LEG_END, HANGUP, END), Outcome.ANSWERED, Where.TALKING),
    (
        (*BEGIN, HOLD, OFFER, TALK, LEG_END, missed("ANSWER", 1), "HotlineTalkEnd citizen Why=agent", TOLD, END),
        Outcome.ANSWERED,
        Where.TALKING,
    ),
    ((*BEGIN, HOLD, OFFER, TALK, LEG_END, "HotlineTalkEnd citizen Why=lost", END), Outcome.CUT_OFF, Where.TALKING),
    (
        (*BEGIN, HOLD, OFFER, TALK, LEG_END, "HotlineTalkEnd citizen Why=lost", HOLD, END),
        Outcome.CUT_OFF,
        Where.HOLD,
    ),
    ((*BEGIN, HOLD, OFFER, TALK, LEG_END, HOLD, OFFER, TALK, END), Outcome.ANSWERED, Where.TALKING),
    ((*BEGIN, FALLBACK, HANGUP, END), Outcome.ABANDONED, Where.FALLBACK),
    ((*BEGIN, FALLBACK, FALLBACK_TALK, LEG_END, END), Outcome.ANSWERED, Where.TALKING),
    ((*BEGIN, BOOT), Outcome.CUT_OFF, Where.MENU),
    ((*BEGIN, HOLD, OFFER, BOOT), Outcome.CUT_OFF, Where.RINGING),
    ((*BEGIN, HOLD, OFFER, TALK, BOOT), Outcome.CUT_OFF, Where.TALKING),
    ((*BEGIN, HOLD, OFFER, TALK, LEG_END, "HotlineTalkEnd citizen Why=agent", BOOT), Outcome.ANSWERED, Where.TALKING),
    ((*BEGIN, HOLD, HANGUP, END, BOOT), Outcome.ABANDONED, Where.HOLD),
    ((*BEGIN, HOLD, OFFER, TALK, TRANSFER, LEG_END, HANGUP, END), Outcome.ANSWERED, Where.TALKING),
    ((*BEGIN, HOLD, OFFER, TALK, TRANSFER, LEG_END, PASSED_ON, HANGUP, END), Outcome.ANSWERED, Where.TALKING),
    (
        (*BEGIN, HOLD, OFFER, TALK, LEG_END, "HotlineTalkEnd citizen Why=agent", SURVEY, TOLD, END),
        Outcome.ANSWERED,
        Where.TALKING,
    ),
    ((*BEGIN, HOLD, MESSAGE, LEFT, TOLD, END), Outcome.MESSAGE_LEFT, None),
    ((*BEGIN, MESSAGE, LEFT, HANGUP, END), Outcome.MESSAGE_LEFT, None),
    ((*BEGIN, HOLD, MESSAGE, HANGUP, END), Outcome.ABANDONED, None),
]


@pytest.mark.parametrize(("rows", "outcome", "where"), ENDINGS)
def test_outcomes(rows: tuple[str, ...], outcome: Outcome, where: Where | None) -> None:
    call = call_of(*rows)
    assert (call.outcome, call.where) == (outcome, where or call.where)
    assert call.where is not None
    assert call.ended_at is not None
    assert call.segment is None, "a segment was left open"
    assert call.offer is None, "an offer was left open"


@pytest.mark.parametrize(
    "rows", [(START,), BEGIN, (*BEGIN, HOLD), (*BEGIN, HOLD, OFFER, TALK), (*BEGIN, HOLD, OFFER, TALK, LEG_END)]
)
def test_a_call_whose_channel_lives_has_no_outcome(rows: tuple[str, ...]) -> None:
    told = fold(*rows).calls[CALL]
    assert told.call.outcome is None
    assert not told.ended


def test_all_times_and_facts() -> None:
    call = call_of(*BEGIN, HOLD, OFFER, missed("BUSY"), HOLD, OFFER, TALK, LEG_END, HANGUP, END)
    assert (call.id, call.node, call.counter, call.line, call.caller) == (CALL, "node1", 0, "general", "13800138000")
    assert (call.queue, call.language, call.bundle, call.cause) == ("general", "zh-CN", 3, 16)
    times = (call.arrived_at, call.answered_at, call.queued_at, call.first_offer_at, call.talked_at, call.ended_at)
    assert times == (1763776800.125, 1001.0, 1003.0, 1004.0, 1008.0, 1011.0)
    (segment,) = call.segments
    assert [offer.result for offer in segment.offers] == [OfferResult.REJECTED, OfferResult.ANSWERED]
    assert (segment.seat, segment.kind, segment.recording) == ("1001", "offered", "node1-1763776800.0-1.raw")
    assert (segment.talked_at, segment.ended_at, segment.end) == (1008.0, 1009.0, "talk_over")


@pytest.mark.parametrize(
    ("status", "talked", "result"),
    [
        ("NOANSWER", 0, OfferResult.MISSED),
        ("BUSY", 0, OfferResult.REJECTED),
        ("CHANUNAVAIL", 0, OfferResult.FAILED),
        ("GUARD", 0, OfferResult.FAILED),
        ("CANCEL", 0, OfferResult.LEFT),
        ("ANSWER", 0, OfferResult.EARLY),
        ("ANSWER", 1, OfferResult.ANSWERED),
    ],
)
def test_how_an_offer_ends(status: str, talked: int, result: OfferResult) -> None:
    call = call_of(*BEGIN, HOLD, OFFER, missed(status, talked))
    assert [offer.result for offer in call.segments[0].offers] == [result]


def test_a_second_talk_is_a_second_segment() -> None:
    call = call_of(*BEGIN, HOLD, OFFER, TALK, LEG_END, "HotlineTalkEnd citizen Why=lost", HOLD, OFFER, TALK, END)
    assert [segment.end for segment in call.segments] == ["lost", "talk_over"]
    assert [segment.number for segment in call.segments] == [1, 2]


def test_a_transfer_closes_its_talk_and_the_next_one_is_a_segment_of_its_own() -> None:
    call = call_of(*BEGIN, HOLD, OFFER, TALK, TRANSFER, PASSED_ON, LEG_END, HANGUP, END)
    first, second = call.segments
    assert (first.end, first.to, first.ended_at) == ("transferred", "7001", 1006.0)
    assert (second.number, second.kind, second.seat, second.recording) == (
        2, "transfer", "1002", "node1-1763776800.0-2.raw",
    )  # fmt: skip


def test_an_attended_transfer_is_a_segment_of_its_own() -> None:
    joined = "HotlineTalk other Seat=1002 Offer= Kind=attended Recording="
    call = call_of(*BEGIN, HOLD, OFFER, TALK, joined, LEG_END, HANGUP, END)
    first, second = call.segments
    assert (first.end, first.seat, first.ended_at) == ("transferred", "1001", 1006.0)
    assert (second.seat, second.kind, second.talked_at, second.ended_at) == ("1002", "attended", 1006.0, 1009.0)
    assert call.outcome is Outcome.ANSWERED


def test_a_talk_that_a_lead_took_over_goes_on_until_the_leads_own_leg_ends() -> None:
    taken = "HotlineTalk seat Seat=1003 Offer= Kind=taken_over Recording=node1-1763776800.0-2.raw Leg=other"
    told = (*BEGIN, HOLD, OFFER, TALK, taken, LEG_END)
    running = fold(*told).calls[CALL].call
    assert [(one.seat, one.end, one.ended_at) for one in running.segments] == [
        ("1001", "taken_over", 1006.0), ("1003", "", None),
    ]  # fmt: skip
    call = call_of(*told, "CHAN_END other", "HotlineTalkEnd citizen Why=agent", TOLD, END)
    second = call.segments[1]
    assert (second.kind, second.end, second.ended_at) == ("taken_over", "talk_over", 1008.0)
    assert (second.recording, call.outcome) == ("node1-1763776800.0-2.raw", Outcome.ANSWERED)


def test_the_former_talks_end_leaves_a_call_that_waits_again_alone() -> None:
    call = fold(*BEGIN, HOLD, OFFER, TALK, TRANSFER, HOLD, LEG_END).calls[CALL].call
    assert call.segment is not None
    assert (call.segment.number, call.state.value) == (2, "queued")


def test_a_message_and_a_grade_are_kept_with_the_call() -> None:
    told = fold(*BEGIN, HOLD, MESSAGE, LEFT, TOLD, END).calls[CALL]
    assert told.call.message == "node1-1763776800.0-m.alaw"
    assert (told.message_at, told.message_queue, told.message_seconds) == (1005.0, "legal", 12.5)
    graded = fold(*BEGIN, HOLD, OFFER, TALK, LEG_END, "HotlineTalkEnd citizen Why=agent", SURVEY, TOLD, END).calls[CALL]
    assert (graded.call.grade, graded.graded_at) == (4, 1008.0)


def test_a_boot_cuts_off_at_the_last_row_before_it() -> None:
    told = fold(*BEGIN, HOLD, BOOT)
    assert told.calls[CALL].call.ended_at == 1003.0
    assert told.boots == [1003.0]


def test_nothing_happens_after_the_end() -> None:
    ended = call_of(*BEGIN, HOLD, HANGUP, END)
    assert call_of(*BEGIN, HOLD, HANGUP, END, LEG_END, TALK, HOLD, BOOT, END) == ended


def test_rows_of_calls_that_nobody_began_are_passed_over() -> None:
    told = fold(HOLD, TALK, LEG_END, END)
    assert told.calls == {}
    assert told.changed == set()


def test_a_call_whose_first_row_was_lost_is_begun_by_its_arrival() -> None:
    assert call_of(ARRIVED, HOLD, END).line == "general"


ANY = (
    *BEGIN,
    HOLD,
    OFFER,
    missed(),
    TALK,
    LEG_END,
    FALLBACK,
    FALLBACK_TALK,
    HANGUP,
    BOOT,
    TRANSFER,
    PASSED_ON,
    MESSAGE,
    LEFT,
    SURVEY,
)


@given(st.lists(st.sampled_from(ANY), max_size=14))
def test_whatever_comes_a_call_ends_with_one_outcome_and_nothing_open(texts: list[str]) -> None:
    told = fold(START, *texts, END).calls[CALL]
    assert told.ended
    assert told.call.outcome is not None
    assert told.call.where is not None
    assert told.call.segment is None
    assert told.call.offer is None


@given(st.lists(st.sampled_from(ANY), max_size=14), st.integers(0, 14))
def test_reading_may_stop_anywhere(texts: list[str], cut: int) -> None:
    rows = [row(text, 1000.0 + number) for number, text in enumerate([START, *texts, END])]
    whole = CelFold([])
    for one in rows:
        whole.take(one)
    first = CelFold([])
    for one in rows[:cut]:
        first.take(one)
    second = CelFold(list(first.calls.values()), last_at=first.last_at)
    for one in rows[cut:]:
        second.take(one)
    assert second.calls == whole.calls


@pytest.mark.parametrize("last", [TOLD, HANGUP])
def test_who_asked_to_be_told_of_an_incident_is_informed_whoever_hung_up(last: str) -> None:
    item = fold(*BEGIN, FOLLOW, last, END).calls[CALL]
    assert (item.call.outcome, item.call.where, item.call.language) == (Outcome.INFORMED, Where.MENU, "en")
    assert (item.follows, item.follower, item.followed_at) == ("17-ab", "13900000001", 1003.0)


@pytest.mark.parametrize("odd", ["9" * 5_000, "²", "inf", "nan", "-1", "1e400", "x"])
def test_what_no_asterisk_writes_holds_up_nothing(odd: str) -> None:
    """One row that cannot be read would stop the import at its place for ever."""
    told = fold(
        START,
        f"HotlineArrived citizen Line=general Caller= Arrived={odd}",
        f"HotlineHold citizen Line=general Queue=general Language=zh-CN Bundle={odd} Why=new",
        f"HotlineMessage citizen Queue=legal Phase=left Recording=m.alaw Seconds={odd}",
        f"HotlineSurvey citizen Grade={odd}",
        f"HANGUP citizen hangupcause={odd} hangupsource=x",
        END,
    )
    told.take(CelRow(event="CHAN_START", fact="", at=2000.0, channel_id=f"node1-1.{odd}", channel=CITIZEN))
    assert told.calls[CALL].call.outcome is not None


def test_a_callback_that_was_promised_is_no_outcome() -> None:
    asked = "HotlineCallback citizen Queue=general Phase=asked"
    agreed = "HotlineCallback citizen Queue=general Phase=agreed Number=13911112222"
    promised = call_of(*BEGIN, HOLD, asked, agreed, TOLD, END)
    assert (promised.state, promised.outcome) == (CallState.OWED, None)
    assert promised.owed is not None
    assert promised.owed.number == "13911112222"
    assert [segment.end for segment in promised.segments] == ["callback"]
    left = call_of(*BEGIN, HOLD, asked, HANGUP, END)
    assert (left.outcome, left.where) == (Outcome.ABANDONED, Where.HOLD)
