from __future__ import annotations

from dataclasses import replace

from router.domain import errors
from router.domain.requests import TagCall
from tests.unit.ivr.caller import Caller
from tests.unit.ivr.codes.router import Router, city, dial, refused


def tag(keys: str, router: Router | None = None) -> tuple[list[str], list[object]]:
    caller, used = Caller(later=keys), router or Router()
    dial(caller, used, "7")
    return caller.heard[2:], list(used.wishes())


def test_topic_and_place_are_noted_and_said_back() -> None:
    heard, asked = tag("23#110#")
    assert asked == [TagCall(seat="1001", actor="agent:8001", topic="23", place="110")]
    assert heard == ["ask_topic", "ask_where", "tagged", "topic_23", "where_110"]


def test_a_place_is_not_needed() -> None:
    heard, asked = tag("1##")
    assert asked == [TagCall(seat="1001", actor="agent:8001", topic="1")]
    assert heard[-2:] == ["tagged", "topic_1"]


def test_a_house_without_places_does_not_ask_for_one() -> None:
    caller, router = Caller(later="1#"), Router()
    dial(caller, router, "7", replace(city(), places={}))
    assert "ask_where" not in caller.heard
    assert len(router.wishes()) == 1


def test_an_unknown_code_may_be_mended() -> None:
    heard, asked = tag("99#1#7#110#")
    assert heard == ["ask_topic", "unknown_topic", "ask_topic", "ask_where", "unknown_where", "ask_where",
                     "tagged", "topic_1", "where_110"]  # fmt: skip
    assert len(asked) == 1


def test_three_unknown_codes_note_nothing() -> None:
    heard, asked = tag("99#99#99#1##")
    assert heard[-1] == "unknown_topic"
    assert asked == []


def test_silence_notes_nothing() -> None:
    for keys in ("", "#", "1#"):
        heard, asked = tag(keys)
        assert heard[-1] == "code_no_input"
        assert asked == []


def test_a_refusal_is_told() -> None:
    heard, _ = tag("1##", Router(replies={TagCall: [refused(errors.NoCall)]}))
    assert heard[-1] == "no_call"
