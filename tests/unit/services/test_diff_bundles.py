"""What changes is said in the hotline's own words, and nothing that changes is left out."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.adapters.files.config_folder import compile_folder
from router.domain.alarms.channel import Channel, ChannelKind, Quiet
from router.domain.bundle import Bundle, Choice, Go, SeatPlace, Span
from router.domain.incidents.rules import BadIncidentRules
from router.domain.routing.clause import Clause
from router.domain.routing.policy import FALLBACK, Overflow, SeatRule, Step, Target, TargetKind
from router.services.diff_bundles import diff_bundles
from router.services.same_content import same_content
from router.settings import CHECKOUT

SAMPLE = compile_folder(CHECKOUT / "config")


def entry(kind: str, key: str, **values: Any) -> Bundle:
    """The sample with one entry changed."""
    entries = dict(getattr(SAMPLE, kind))
    entries[key] = replace(entries[key], **values)
    return replace(SAMPLE, **{kind: entries})


def said(after: Bundle) -> list[str]:
    return [str(change) for change in diff_bundles(SAMPLE, after)]


MENU = SAMPLE.menus["main"]
STEPS = SAMPLE.queues["legal"].steps
WAY = SAMPLE.queues["expert"].overflows[0]
IN_ORDER = (Clause(all={"legal": 4}), Clause(any={"english": 1, "hardship": 2}))


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (entry("queues", "legal", wrap_up_seconds=45), "queue legal: wrap-up 60 s -> 45 s"),
        (entry("queues", "legal", skills={"legal": 3}), "queue legal: skill legal 2 -> 3"),
        (
            replace(SAMPLE, site=replace(SAMPLE.site, language_skills={})),
            "the site: rung first for en english -> nothing",
        ),
        (entry("queues", "legal", survey=False), "queue legal: survey yes -> no"),
        (entry("queues", "legal", closed=None), "queue legal: when closed queue general -> nothing"),
        (entry("lines", "general", menu=""), "line general: menu main -> nothing"),
        (entry("lines", "general", notice=""), "line general: notice “通话将被录音。” -> nothing"),
        (entry("agents", "8001", skills={}), "agent 8001: skill legal 3 -> nothing"),
        (
            entry("menus", "main", choices={**MENU.choices, "3": Choice(go=Go.QUEUE, target="legal")}),
            "menu main: key 3 now leads to queue legal (was: menu services)",
        ),
        (
            entry("menus", "main", choices={**MENU.choices, "4": Choice(go=Go.MESSAGE, target="legal")}),
            "menu main: key 4 is new and leads to a message for legal",
        ),
        (
            entry("hours", "extended", spans=(Span(days=(5, 6), start=480, until=0),)),
            "hours extended: open mon tue wed thu fri sat sun 08:00-21:00 -> sat sun 08:00-00:00",
        ),
        (
            replace(SAMPLE, seats={**SAMPLE.seats, "1025": SeatPlace(id="1025", name="x")}),
            "seat 1025 is new",
        ),
        (replace(SAMPLE, outbound_allowed=("139*",)), "the site: may be rung outside nothing -> 139*"),
        (replace(SAMPLE, successors={"old": "general"}), "successor of queue old is new"),
        (replace(SAMPLE, site=replace(SAMPLE.site, keep_days={})), "the site: keep days answered 1095 days -> nothing"),
        (entry("queues", "legal", steps=(STEPS[0],)), "queue legal: no step from 90 s any more (anybody)"),
        (
            entry("queues", "legal", steps=(replace(STEPS[0], after=20.0), STEPS[1])),
            "queue legal: from 20 s legal >= 1 will do (before: 30 s)",
        ),
        (
            entry("queues", "legal", steps=(replace(STEPS[0], tiers=IN_ORDER), STEPS[1])),
            "queue legal: from 30 s legal >= 4, then english >= 1 or hardship >= 2 will do (before: legal >= 1)",
        ),
        (
            entry("queues", "legal", steps=(*STEPS, Step(after=99.0, tiers=IN_ORDER))),
            "queue legal: from 99 s legal >= 4, then english >= 1 or hardship >= 2 will do (new)",
        ),
        (
            entry("queues", "expert", overflows=(replace(WAY, after=120.0),)),
            "queue expert: callers go to queue legal after 120 s or when nobody could come "
            "(before: after 60 s or when nobody could come)",
        ),
        (
            entry("queues", "expert", overflows=(replace(WAY, to=FALLBACK),)),
            "queue expert: callers go to the fallback after 60 s or when nobody could come (before: queue legal)",
        ),
        (
            entry("queues", "expert", overflows=()),
            "queue expert: callers no longer go to queue legal after 60 s or when nobody could come",
        ),
        (
            entry("queues", "general", overflows=(Overflow(to=FALLBACK, waiting=20),)),
            "queue general: callers go to the fallback when 20 others wait (new)",
        ),
        (
            entry("queues", "expert", last_resort=Target(kind=TargetKind.MESSAGE, id="expert")),
            "queue expert: last resort the fallback -> a message for expert",
        ),
        (
            entry("queues", "general", seat_rule=SeatRule.FEWEST_CALLS),
            "queue general: callers take seats by longest_idle -> fewest_calls",
        ),
        (entry("queues", "mutual_aid", prefers={}), "queue mutual_aid: prefers social_insurance 2 -> nothing"),
        (entry("lines", "general", priority_seconds=60), "line general: callers are ahead by 0 s -> 60 s"),
        (
            replace(SAMPLE, site=replace(SAMPLE.site, same_agent_hours=48)),
            "the site: same agent for 24 h -> 48 h",
        ),
    ],
)
def test_a_change_in_words(after: Bundle, words: str) -> None:
    assert words in said(after)


def test_another_order_of_overflows_is_said() -> None:
    ways = (WAY, Overflow(to=FALLBACK, waiting=5))
    before, after = entry("queues", "expert", overflows=ways), entry("queues", "expert", overflows=ways[::-1])
    assert [str(change) for change in diff_bundles(before, after)] == ["queue expert: overflows in another order"]


def test_who_is_told_of_alarms_and_when_not_is_said() -> None:
    before = replace(SAMPLE, channels={"group": Channel(id="group", kind=ChannelKind.WECOM)})
    quiet = Channel(id="group", kind=ChannelKind.WECOM, quiet=Quiet(start=1320, until=420), repeat_minutes=5)
    after = replace(SAMPLE, channels={"group": quiet})
    assert [str(change) for change in diff_bundles(before, after)] == [
        "channel group: quiet nothing -> 22:00-07:00", "channel group: the same is told again after 10 min -> 5 min",
    ]  # fmt: skip
    assert said(before) == ["channel group is new"]


def test_what_goes_is_said() -> None:
    queues = {key: queue for key, queue in SAMPLE.queues.items() if key != "expert"}
    assert said(replace(SAMPLE, queues=queues)) == ["queue expert goes"]


def test_a_text_is_said_with_its_language() -> None:
    texts = {**SAMPLE.texts, "en": {**SAMPLE.texts["en"], "goodbye": "Bye."}}
    (words,) = said(replace(SAMPLE, texts=texts))
    assert words.startswith("text goodbye in en: “Thank you for calling the public service")
    assert words.endswith("-> “Bye.”")


def test_of_a_long_text_what_surrounds_the_change_is_said() -> None:
    def office_hours(old: str, new: str) -> list[str]:
        text = SAMPLE.texts["en"]["office_hours"]
        assert old in text
        texts = {**SAMPLE.texts["en"], "office_hours": text.replace(old, new, 1)}
        return said(replace(SAMPLE, texts={**SAMPLE.texts, "en": texts}))

    what = "text office_hours in en: "
    assert office_hours("Friday", "Saturday") == [
        f"{what}“…m Monday to Friday, nine to…” -> “…m Monday to Saturday, nine to…”"
    ]
    assert office_hours("Our", "All") == [f"{what}“Our offices are…” -> “All offices are…”"]
    assert office_hours("half past five", "six") == [f"{what}“…past one to half past five.” -> “…past one to six.”"]


def test_another_number_alone_is_no_change() -> None:
    assert said(replace(SAMPLE, number=7)) == []
    assert same_content(SAMPLE, replace(SAMPLE, number=7, successors={"old": "general"}))


# ---------------------------------------------------------------- completeness


NEW = {"steps": (Step(after=9.0, tiers=(Clause(),)),), "overflows": (Overflow(to=FALLBACK, nobody=True),)}


def other(value: Any, name: str) -> Any:
    """Some other value of the same kind."""
    found: Any
    if isinstance(value, bool):
        found = not value
    elif isinstance(value, (int, float)):
        found = value + 1
    elif isinstance(value, Enum):
        kinds = list(type(value))
        found = kinds[(kinds.index(value) + 1) % len(kinds)]
    elif isinstance(value, str):
        found = value + "x"
    elif isinstance(value, tuple):
        found = value[1:] if value else NEW.get(name, ("x",))
    elif isinstance(value, dict):
        words = name in {"greetings", "successors", "recorded_prompts"}
        found = dict(list(value.items())[1:]) if value else {"x": "y" if words else ("z",) if name == "music" else 1}
    elif value is None:
        found = Choice(go=Go.MESSAGE, target="general")
    else:
        first = fields(value)[0].name
        found = replace(value, **{first: other(getattr(value, first), first)})
    return found


def leaves(value: Any) -> list[tuple[str, ...]]:
    """Every place in a bundle that can be changed by itself."""
    found: list[tuple[str, ...]] = []
    if is_dataclass(value):
        for field in fields(value):
            found += [(field.name,), *((field.name, *rest) for rest in leaves(getattr(value, field.name)))]
    elif isinstance(value, dict):
        for key, inner in list(value.items())[:2]:
            found += [(key,), *((key, *rest) for rest in leaves(inner))]
    return found


def changed(value: Any, place: tuple[str, ...]) -> Any:
    head, rest = place[0], place[1:]
    inner = value[head] if isinstance(value, dict) else getattr(value, head)
    new = changed(inner, rest) if rest else other(inner, head)
    return {**value, head: new} if isinstance(value, dict) else replace(value, **{head: new})


PLACES = [place for place in leaves(SAMPLE) if place != ("number",)]


def test_there_are_places_of_every_kind() -> None:
    assert {place[0] for place in PLACES} == {field.name for field in fields(Bundle)} - {"number"}
    assert ("menus", "main", "choices", "1", "target") in PLACES


@given(st.lists(st.sampled_from(PLACES), min_size=1, max_size=4, unique=True))
def test_bundles_that_differ_give_a_sentence_at_least(places: list[tuple[str, ...]]) -> None:
    after = SAMPLE
    for place in places:
        try:
            after = changed(after, place)
        except (KeyError, AttributeError, IndexError):
            continue  # an earlier change took the place away
        except BadIncidentRules:
            continue  # no bundle can hold that
    differ = replace(after, number=SAMPLE.number) != SAMPLE
    assert bool(diff_bundles(SAMPLE, after)) is differ
    assert bool(diff_bundles(after, SAMPLE)) is differ
