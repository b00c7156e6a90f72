"""A call's story, from floors that really decided, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.domain.bundle import Bundle
from router.domain.call import Call, Outcome
from router.domain.history import DecisionRecorded, RingRecorded, RoutingFed
from router.domain.outbound import RingEnd
from router.domain.routing.clause import Clause
from router.domain.routing.decision import Decision
from router.domain.routing.policy import Overflow, Step, Target, TargetKind
from router.services.look_back import Seen, look_back
from router.services.why_call import Story, Told, why_call
from router.services.why_words import OUTCOMES, RESULTS, RING_ENDS, TARGETS, WHERES, WHYS, WORDS, language_of
from tests.unit.domain.callback_desk import NUMBER, CallbackDesk
from tests.unit.domain.desk import Desk
from tests.unit.domain.sample import bundle


def a_desk(**queue: object) -> Desk:
    """Lawyers' queue, called by a name that is not its skill's."""
    plain = bundle(seats=4, wrap_up=0)
    legal = replace(plain.queues["legal"], name="Labour law", **queue)  # type: ignore[arg-type]
    return Desk(bundle=replace(plain, queues={**plain.queues, "legal": legal}, skills={"legal": "Law"}))


def a_decision() -> Decision:
    """A caller of the lawyers' queue, two lawyers free."""
    desk = a_desk()
    desk.ready("1003", "1004")
    desk.caller("legal")
    decision = desk.kept(DecisionRecorded)[-1].decision
    assert decision is not None
    return decision


def last(desk: Desk, call: str) -> Call:
    return next(known for known in reversed(desk.recorded) if known.id == call)


def story(
    desk: Desk, call: str, *, language: str = "en", full: bool = False, kept: bool = True, log: bool = True
) -> Story:
    records = desk.kept(DecisionRecorded)
    entries = desk.kept(RoutingFed) if log else []
    found: Bundle = desk.floor.bundle
    told = Told(
        call=last(desk, call),
        decisions={
            record.offer: record if kept else replace(record, decision=None)
            for record in records
            if record.call == call
        },
        rings=tuple(record for record in desk.kept(RingRecorded) if record.subject == call),
        seen=look_back(call, entries, lambda _number: (found, "")) if log else Seen(),
        alone=False,
    )
    return why_call(told, lambda _at: found, language, full=full)


def texts(told: Story) -> list[str]:
    return [step.text for step in told.steps]


def a_talk(desk: Desk) -> str:
    """One waits until a lawyer is ready; she misses it, and the next one talks."""
    citizen = desk.caller("legal")
    desk.passes(2.0)
    behind = desk.caller("legal")
    desk.passes(10.0)
    desk.ready("1003")
    desk.tell(desk.asterisk.offer_over(citizen, desk.now, "BUSY", 17))
    desk.tell(desk.asterisk.hold(citizen, desk.now, "retry"))
    desk.ready("1004")
    assert citizen.state == "offer"
    desk.tell(desk.asterisk.answer(citizen, desk.now))
    desk.passes(30.0)
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    assert behind.call != citizen.call
    return citizen.call


def test_a_talk_from_its_begin_to_its_end() -> None:
    desk = a_desk()
    call = a_talk(desk)
    told = story(desk, call)
    assert [step.kind for step in told.steps] == [
        "arrived", "queued", "decided", "offered", "decided", "offered", "talks", "talk_ended", "ended",
    ]  # fmt: skip
    said = texts(told)
    assert said[0] == "Came in on line City."
    assert said[1] == "Waits in queue Labour law. Its place is 1."
    assert said[2].startswith(f"Call {call} waited 12 s and goes to seat 1003 (agent 8003). Queue Labour law is at its")
    assert "Law ≥ 2" in said[2]
    assert said[3] == "Seat 1003 (agent 8003) declined."
    assert said[5].startswith("Seat 1004 (agent 8004) answered")
    assert said[6] == "Talks with seat 1004 (agent 8004)."
    assert said[7] == "The talk with seat 1004 is over after 30 s."
    assert said[8] == "Ended: answered, in the talk, 42 s in all."
    times = [step.at for step in told.steps if step.at is not None]
    assert times == sorted(times)


def test_who_goes_to_a_seat_at_once_has_no_place() -> None:
    desk = a_desk()
    desk.ready("1003")
    citizen = desk.caller("legal")
    desk.tell(desk.asterisk.offer_over(citizen, desk.now, "BUSY", 17))
    desk.tell(desk.asterisk.hold(citizen, desk.now, "retry"))
    assert "place" not in story(desk, citizen.call).steps[1].text


def test_the_same_in_chinese_and_in_full() -> None:
    desk = a_desk()
    call = a_talk(desk)
    told = story(desk, call, language="zh-CN", full=True)
    assert told.steps[1].text == "进入技能组“Labour law”排队。排在第 1 位。"
    assert told.steps[2].details == ("n1-1.2：排位在后", "重新计算：规则得出相同结果。")
    assert all(not step.details for step in told.steps if step.kind != "decided")


def test_a_decision_that_the_rules_do_not_come_to_is_told() -> None:
    desk = a_desk()
    call = a_talk(desk)
    record = next(record for record in desk.kept(DecisionRecorded) if record.call == call)
    assert record.decision is not None
    (rival,) = record.decision.rival_calls
    exchanged = replace(record.decision, place=rival, rival_calls=(record.decision.place,))
    desk.records = [replace(record, decision=exchanged) if one is record else one for one in desk.records]
    details = story(desk, call, full=True).steps[2].details
    assert details[-1] == f"Decided again: the rules come to something else, {call}."


def test_a_call_that_its_queue_passed_on() -> None:
    to = Target(kind=TargetKind.QUEUE, id="general")
    easier = Step(after=10.0, tiers=(Clause(all={"legal": 1}),))
    desk = a_desk(overflows=(Overflow(to=to, after=20.0),), steps=(easier,))
    citizen = desk.caller("legal")
    desk.passes(10.0)
    desk.passes(10.0)
    desk.ready("1001")
    told = story(desk, citizen.call)
    passed = [step for step in told.steps if step.kind == "passed_on"]
    assert [step.text for step in passed] == ["Queue Labour law passes it on to queue General: it waited long enough."]
    assert passed[0].at == 1020.0
    assert [step.kind for step in told.steps][:4] == ["arrived", "queued", "passed_on", "decided"]
    assert "Queue General is at its step" in told.steps[3].text
    assert told.steps[-1].text == "The call goes on."
    forgotten = story(desk, citizen.call, log=False)
    assert [step.text for step in forgotten.steps if step.kind == "passed_on"] == [
        "Earlier passed on by Labour law; when and why is not on record any more."
    ]


def test_a_call_of_the_fallback_had_no_decision() -> None:
    desk = a_desk()
    citizen = desk.caller("legal")
    desk.tell(desk.asterisk.fall_back(citizen, desk.now, "beat"))
    desk.tell(desk.asterisk.hang_up(citizen, desk.now + 5.0))
    said = texts(story(desk, citizen.call))
    assert "The dialplan's own queue serves it, and nothing is decided: the router did not answer." in said
    assert "No decision of routing is on record for this call: the dialplan's own queue served it." in said
    assert said[-1].startswith("Ended: the caller gave up, in the dialplan's own queue")


def test_the_fallback_is_told_before_its_talk() -> None:
    desk = a_desk()
    desk.ready("1001")
    citizen = desk.caller("legal")
    desk.tell(desk.asterisk.fall_back(citizen, desk.now, "ack"))
    desk.passes(3.0)
    desk.tell(desk.asterisk.fallback_answer(citizen, "1001", desk.now))
    desk.passes(3.0)
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    kinds = [step.kind for step in story(desk, citizen.call).steps]
    assert kinds == ["arrived", "queued", "fell_back", "undecided", "talks", "talk_ended", "ended"]


def test_an_older_decision_is_a_sentence() -> None:
    desk = a_desk()
    call = a_talk(desk)
    reason = next(record.reason for record in desk.kept(DecisionRecorded) if record.call == call)
    step = story(desk, call, kept=False).steps[2]
    assert (step.kind, step.text) == (
        "undecided", f"What this was decided from was not kept, only a sentence: {reason}",
    )  # fmt: skip


def test_a_call_that_nobody_was_offered() -> None:
    desk = a_desk()
    citizen = desk.caller("legal")
    desk.passes(3.0)
    desk.tell(desk.asterisk.hang_up(citizen, desk.now))
    told = story(desk, citizen.call)
    assert last(desk, citizen.call).outcome is Outcome.ABANDONED
    assert [step.kind for step in told.steps] == ["arrived", "queued", "undecided", "ended"]
    assert told.steps[2].text.endswith("it was not offered to any seat.")


@pytest.mark.parametrize("language", WORDS)
def test_every_language_has_a_word_for_everything(language: str) -> None:
    assert set(WORDS[language]) == set(WORDS["en"])
    assert set(WHYS[language]) == set(WHYS["en"])
    for words, kind in ((RESULTS, RESULTS["en"]), (OUTCOMES, OUTCOMES["en"]), (WHERES, WHERES["en"])):
        assert set(words[language]) == set(type(next(iter(kind))))
    assert set(TARGETS[language]) == set(TargetKind)
    assert set(RING_ENDS[language]) == set(RingEnd)


def test_a_language_is_found_by_its_head() -> None:
    assert [language_of(tag) for tag in ("zh", "ZH-cn", "en")] == ["zh-CN", "zh-CN", "en"]
    with pytest.raises(KeyError):
        language_of("fr")


def test_a_callback_is_told_from_the_promise_to_each_ring() -> None:
    desk = CallbackDesk()
    citizen = desk.owed()
    desk.ready("1001")
    desk.in_vain(citizen)
    desk.passes(400.0)
    desk.agent_answers(citizen)
    desk.presses(citizen, "1")
    desk.passes(5.0)
    desk.tell(desk.asterisk.hang_up(desk.stand_in(citizen), desk.now))
    told = story(desk, citizen.call)
    lines = texts(told)
    assert "The caller chose to be called back, and keeps the place." in lines
    assert lines.count("The caller is rung.") == 2
    assert lines.index("The ring to the caller is over: busy.") < lines.index(
        "The ring to the caller is over: taken, by a key."
    )
    assert lines[-1].startswith("Ended: called back, in the talk")
    assert NUMBER not in str(told)
