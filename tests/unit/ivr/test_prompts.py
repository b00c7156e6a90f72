from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from asterisk_conf import names
from ivr.catalogue.calls import CALLS, FALLBACK
from ivr.catalogue.codes import CODES
from ivr.catalogue.counted import number_words, place_words, wait_words
from ivr.catalogue.incidents import INCIDENTS
from ivr.prompts import FALLBACK_LEAST_SECONDS, Prompt, TextMissing, known_prompts, prompts_of
from router.domain.bundle import Agent, Announcement, Bundle, Choice, Go, Line, Menu, Queue, Site

LINE = Line(id="a", number="12345", name="x", queue="q", language="zh-CN", greeting="您好", notice="录音")


def bundle(
    *lines: Line, languages: tuple[str, ...] = ("zh-CN",), texts: Mapping[str, Mapping[str, str]] | None = None
) -> Bundle:
    return Bundle(
        number=1,
        site=Site(name="s", timezone="Asia/Shanghai", languages=languages),
        lines={line.id: line for line in lines},
        queues={},
        skills={},
        seats={},
        agents={},
        texts=texts or {},
    )


def menu(name: str, choices: dict[str, Choice], *languages: str) -> Menu:
    return Menu(id=name, prompt={language: f"{name} {language}" for language in languages}, choices=choices)


def named(found: tuple[Prompt, ...], language: str) -> dict[str, Prompt]:
    return {prompt.name: prompt for prompt in found if prompt.language == language}


def missing(some: Bundle) -> set[tuple[str, str]]:
    with pytest.raises(TextMissing) as refused:
        prompts_of(some)
    return set(refused.value.missing)


def test_what_callers_hear_is_there_in_every_language_and_the_codes_in_those_of_agents() -> None:
    found = prompts_of(bundle(languages=("zh-CN", "en")))
    callers = CALLS.keys() | INCIDENTS.keys() | place_words().keys() | wait_words().keys()
    assert named(found, "en").keys() == callers
    assert named(found, "zh-CN").keys() == callers | CODES.keys() | number_words().keys()
    of_all = replace(bundle(), agents={"8001": Agent(id="8001", name="x", language="en")})
    assert named(prompts_of(of_all), "en").keys() == CODES.keys() | number_words().keys()


@pytest.mark.parametrize("words", [CALLS, INCIDENTS, CODES, place_words(), wait_words(), number_words()])
def test_every_word_of_the_platform_is_there_in_both_of_its_languages(words: Mapping[str, Mapping[str, str]]) -> None:
    assert {frozenset(texts) for texts in words.values()} == {frozenset({"zh-CN", "en"})}
    assert all(text.strip() for texts in words.values() for text in texts.values())


def test_the_words_that_the_dialplan_plays_are_there() -> None:
    queues = {"q": Queue(id="q", name="法律维权", message_key="1"), "r": Queue(id="r", name="x", message_key="#")}
    found = named(prompts_of(replace(bundle(LINE), queues=queues)), "zh-CN")
    assert {
        "leave_message", "message_thanks", "place_1", "place_30", "place_many", "hold_patience", "hold_message_1",
        "hold_message_#", "incident_listed", "survey", "survey_thanks", "transferring", "transfer_back",
        "code_unavailable", "whisper_q",
    } <= found.keys()  # fmt: skip
    assert "place_31" not in found
    assert "hold_message_2" not in found


def test_each_wait_that_the_dialplan_may_tell_is_there_and_no_other() -> None:
    told = {"wait_soon", "wait_long", *(f"wait_{minutes}" for minutes in names.WAITS_TOLD)}
    assert told == wait_words().keys()


@pytest.mark.parametrize(
    ("prompt", "chinese", "english"),
    [
        ("wait_soon", "不到一分钟", "less than a minute"),
        ("wait_1", "约一分钟", "about one minute."),
        ("wait_2", "约两分钟", "about two minutes."),
        ("wait_20", "约二十分钟", "about twenty minutes."),
        ("wait_long", "超过半小时", "more than half an hour"),
    ],
)
def test_a_wait_in_words(prompt: str, chinese: str, english: str) -> None:
    assert chinese in wait_words()[prompt]["zh-CN"]
    assert english in wait_words()[prompt]["en"]


def test_a_lines_own_prompts_are_in_its_language() -> None:
    other = replace(LINE, id="b", notice="", greetings={"en": "Hello"})
    found = prompts_of(bundle(LINE, other))
    assert named(found, "zh-CN")["line_a_greeting"].text == "您好"
    assert named(found, "zh-CN")["line_a_notice"].text == "录音"
    assert "line_b_notice" not in named(found, "zh-CN")
    assert named(found, "en")["line_b_greeting"].text == "Hello"


def test_the_bundles_texts_override_and_add() -> None:
    found = named(prompts_of(bundle(texts={"zh-CN": {"goodbye": "再会", "extra": "多"}})), "zh-CN")
    assert (found["goodbye"].text, found["extra"].text) == ("再会", "多")
    assert found["fallback"].text == CALLS["fallback"]["zh-CN"]


def test_a_language_without_words_is_refused_with_every_prompt_that_lacks_them() -> None:
    some = bundle(languages=("zh-CN", "de"), texts={"de": {"goodbye": "Auf Wiederhören"}})
    assert {("de", "fallback"), ("de", "place_7")} <= missing(some)
    assert ("de", "goodbye") not in missing(some)
    with pytest.raises(TextMissing, match="de/fallback"):
        prompts_of(some)


def test_a_language_of_the_same_family_has_its_words() -> None:
    found = named(prompts_of(bundle(languages=("zh-HK",))), "zh-HK")
    assert found["goodbye"].text == CALLS["goodbye"]["zh-CN"]


def test_a_menu_needs_words_in_each_language_that_it_can_be_heard_in() -> None:
    menus = {
        "main": menu("main", {"2": Choice(go=Go.MENU, target="deep")}, "zh-CN"),
        "deep": menu("deep", {"9": Choice(go=Go.LANGUAGE, target="en"), "1": Choice(go=Go.SAY, target="opening")}),
        "alone": menu("alone", {}),
    }
    some = replace(bundle(replace(LINE, menu="main"), texts={"zh-CN": {"opening": "九点"}}), menus=menus)
    assert missing(some) == {("zh-CN", "menu_deep"), ("en", "menu_deep"), ("en", "menu_main"), ("en", "opening")}


def test_what_a_menu_says_may_be_a_word_of_the_platform() -> None:
    some = replace(
        bundle(replace(LINE, menu="main")),
        menus={"main": menu("main", {"1": Choice(go=Go.SAY, target="goodbye")}, "zh-CN")},
    )
    assert named(prompts_of(some), "zh-CN")["goodbye"].text == CALLS["goodbye"]["zh-CN"]


def test_an_announcement_needs_words_for_its_lines() -> None:
    english = replace(LINE, id="b", language="en", greeting="Hello", notice="")
    some = bundle(LINE, english)
    for_all = replace(some, announcements={"flood": Announcement(id="flood", text={"zh-CN": "水"})})
    assert missing(for_all) == {("en", "announcement_flood")}
    for_one = replace(some, announcements={"flood": Announcement(id="flood", text={"zh-CN": "水"}, lines=("a",))})
    assert named(prompts_of(for_one), "zh-CN")["announcement_flood"].text == "水"


def test_names_of_the_bundle_are_said_by_the_voice_of_the_language_they_are_in() -> None:
    some = replace(
        bundle(texts={"en": {"topic_2": "Wages"}}),
        topics={"1": "工伤", "2": "工资"},
        places={"11": "东城"},
        agents={"8001": Agent(id="8001", name="x", language="en")},
    )
    found = named(prompts_of(some), "en")
    assert (found["topic_1"].text, found["topic_1"].spoken_in) == ("工伤", "zh-CN")
    assert (found["topic_2"].text, found["topic_2"].spoken_in) == ("Wages", "en")
    assert (found["where_11"].text, found["where_11"].spoken_in) == ("东城", "zh-CN")


def test_a_place_of_the_house_is_no_place_in_the_queue() -> None:
    found = named(prompts_of(replace(bundle(), places={"1": "东城"})), "zh-CN")
    assert found["place_1"].text == place_words()["place_1"]["zh-CN"]


def test_a_reason_without_words_is_said_as_it_is_written() -> None:
    some = bundle(texts={"zh-CN": {"reason_visit": "走访"}})
    site = replace(some.site, pause_reasons=("break", "visit", "fire_drill"))
    found = named(prompts_of(replace(some, site=site)), "zh-CN")
    assert found["reason_break"].text == CODES["reason_break"]["zh-CN"]
    assert found["reason_visit"].text == "走访"
    assert (found["reason_fire_drill"].text, found["reason_fire_drill"].spoken_in) == ("fire drill", "en")


def test_the_fallback_has_a_least_length_and_a_whisper_a_greatest() -> None:
    found = prompts_of(replace(bundle(LINE), queues={"q": Queue(id="q", name="法律维权")}))
    assert {p.name for p in found if p.least_seconds == FALLBACK_LEAST_SECONDS} == {FALLBACK}
    assert {p.name for p in found if 0 < p.most_seconds < 1} == {"whisper_q"}


def test_a_recording_takes_the_place_of_words() -> None:
    some = bundle(replace(LINE, greeting=""))
    assert ("zh-CN", "line_a_greeting") in missing(some)
    recorded = replace(some, recorded_prompts={"zh-CN/line_a_greeting": "ab" * 32})
    assert named(prompts_of(recorded), "zh-CN")["line_a_greeting"].recording == "ab" * 32


def test_every_name_that_is_ever_played_is_known_and_no_other() -> None:
    some = replace(
        bundle(replace(LINE, menu="main"), texts={"zh-CN": {"godbye": "再会", "opening": "九点"}}),
        menus={"main": menu("main", {"1": Choice(go=Go.SAY, target="opening")}, "zh-CN")},
    )
    known = known_prompts(some)
    assert {"goodbye", "opening", "line_a_greeting", "menu_main", "reason_break", "digit_0"} <= known
    assert "godbye" not in known


def test_known_names_do_not_depend_on_words_being_there() -> None:
    assert "fallback" in known_prompts(bundle(languages=("de",)))
