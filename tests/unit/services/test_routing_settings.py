"""What ops staff write about routing reaches the engine, or is refused with its line and a remedy."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.adapters.files.config_folder import compile_folder, read_texts
from router.domain.bundle import Bundle, Line, Queue, Site
from router.domain.routing.clause import Clause
from router.domain.routing.policy import FALLBACK, CallerRule, Overflow, SeatRule, Step, Target, TargetKind
from router.services.bundle_shape import LineShape, QueueShape, SiteShape
from router.services.bundle_words import Shape
from router.services.check_policy import check_engine_policy
from router.services.config_document import ConfigRefused, Document
from router.settings import CHECKOUT

FILES = {path.name: path.read_text() for path in (CHECKOUT / "config").glob("*.yaml")}
ALL_OF_IT = """
wages:
  name: 工资
  skills: {legal: 4, social_insurance: 1}
  prefers: {cantonese: 1}
  steps:
    - {after_seconds: 30, skills: {legal: 2}}
    - {after_seconds: 90, any: {legal: 1, hardship: 1}}
    - {after_seconds: 180, in_order: [{legal: 5}, {activities: 1}]}
    - {after_seconds: 240}
  weight_seconds: 60
  seat_rule: fewest_calls
  same_agent_seconds: 20
  reserve: 1
  overflow:
    - {after_seconds: 300, queue: general}
    - {waiting: 20, message: legal}
    - {nobody: yes, waiting: 50, fallback: yes}
  longest_seconds: 600
  last_resort: {message: legal}
"""


def compiled(file: str, old: str, new: str) -> Bundle:
    """The sample with one thing replaced."""
    assert old in FILES[file]
    return read_texts({**FILES, file: FILES[file].replace(old, new, 1)}, {}).bundle


def problems(file: str, old: str, new: str) -> list[str]:
    with pytest.raises(ConfigRefused) as refused:
        compiled(file, old, new)
    return [str(problem) for problem in refused.value.problems]


def test_a_queue_with_all_of_it() -> None:
    bundle = read_texts({**FILES, "queues.yaml": FILES["queues.yaml"] + ALL_OF_IT}, {}).bundle
    assert bundle.queues["wages"] == Queue(
        id="wages",
        name="工资",
        skills={"legal": 4, "social_insurance": 1},
        prefers={"cantonese": 1},
        steps=(
            Step(after=30.0, tiers=(Clause(all={"legal": 2}),)),
            Step(after=90.0, tiers=(Clause(any={"legal": 1, "hardship": 1}),)),
            Step(after=180.0, tiers=(Clause(all={"legal": 5}), Clause(all={"activities": 1}))),
            Step(after=240.0, tiers=(Clause(),)),
        ),
        weight_seconds=60,
        seat_rule=SeatRule.FEWEST_CALLS,
        same_agent_seconds=20,
        reserve=1,
        overflows=(
            Overflow(to=Target(kind=TargetKind.QUEUE, id="general"), after=300.0),
            Overflow(to=Target(kind=TargetKind.MESSAGE, id="legal"), waiting=20),
            Overflow(to=FALLBACK, waiting=50, nobody=True),
        ),
        longest_seconds=600,
        last_resort=Target(kind=TargetKind.MESSAGE, id="legal"),
    )


def test_the_site_and_a_line_have_their_say() -> None:
    assert compiled("site.yaml", "callers: oldest", "callers: target_ratio").site.callers is CallerRule.TARGET_RATIO
    assert compiled("site.yaml", "repeat_priority_seconds: 0", "repeat_priority_seconds: 30").site == replace(
        compile_folder(CHECKOUT / "config").site, repeat_priority_seconds=30
    )
    line = compiled("lines.yaml", "priority_seconds: 0", "priority_seconds: 90").lines["union_rights"]
    assert line.priority_seconds == 90


@pytest.mark.parametrize(
    ("shape", "made"),
    [
        (SiteShape, Site(name="x", timezone="UTC", languages=("en",))),
        (LineShape, Line(id="x", number="100", name="x", queue="x", language="en", greeting="x")),
        (QueueShape, Queue(id="x", name="x")),
    ],
)
def test_what_is_left_out_is_as_in_every_bundle_without_it(shape: type[Shape], made: object) -> None:
    # A bundle that was stored before a setting was there has the domain's default.
    written = {name: field.default for name, field in shape.model_fields.items() if not field.is_required()}
    plain = {name: default for name, default in written.items() if isinstance(default, (int, str))}
    assert len(plain) >= 4
    assert plain == {name: getattr(made, name) for name in plain}


CASES = [
    ("queues.yaml", "30, skills: {legal: 1}", "30, skills: {lgal: 1}", "queues.yaml:25:", "did you mean `legal`?"),
    ("queues.yaml", "30, skills: {legal: 1}", "30, any: {lgal: 1}", "queues.yaml:25:", "did you mean `legal`?"),
    ("queues.yaml", "30, skills: {legal: 1}", "30, in_order: [{lgal: 1}]", "queues.yaml:25:", "did you mean `legal`?"),
    ("queues.yaml", "30, skills: {legal: 1}", "30, skils: {legal: 1}", "queues.yaml:25:", "did you mean `skills`?"),
    ("queues.yaml", "30, skills: {legal: 1}", "30, any: {}", "queues.yaml:25:", "one at least"),
    ("queues.yaml", "30, skills: {legal: 1}", "30, skills: {legal: 1}, any: {legal: 1}", "queues.yaml:25:", "2 ways"),
    ("queues.yaml", "30, skills: {legal: 1}", "30, skills: {legal: 5, english: 5}", "queues.yaml:25:", "nobody has"),
    ("queues.yaml", "30, skills: {legal: 1}", "30, in_order: [{legal: 1}, {legal: 5, english: 5}]",
     "queues.yaml:25:", "from 30 s on: legal >= 5, english >= 5; lower the level"),
    ("queues.yaml", "{after_seconds: 90}", "{after_seconds: 30}", "queues.yaml:26:", "from 30 s after the one from 30"),
    ("queues.yaml", "{after_seconds: 90}", "{after_seconds: 0}", "queues.yaml:26:", "out of range"),
    ("queues.yaml", "- {after_seconds: 90} ", "- {} ", "queues.yaml:26:", "`legal.steps.1.after_seconds` is missing"),
    ("queues.yaml", "nobody: yes, message: legal", "nobody: yes, message: legl", "queues.yaml:29:", "mean `legal`?"),
    ("queues.yaml", "nobody: yes, message: legal", "nobdy: yes, message: legal", "queues.yaml:29:", "mean `nobody`?"),
    ("queues.yaml", "nobody: yes, message: legal", "nobody: yes, queue: genral", "queues.yaml:29:", "mean `general`?"),
    ("queues.yaml", "nobody: yes, message: legal", "nobody: yes", "queues.yaml:29:", "leads nowhere"),
    ("queues.yaml", "nobody: yes, message: legal", "nobody: yes, fallback: yes, queue: general",
     "queues.yaml:29:", "2 things at once (queue, fallback)"),
    ("queues.yaml", "nobody: yes, message: legal", "message: legal", "queues.yaml:29:", "without a condition"),
    ("queues.yaml", "nobody: yes, message: legal", "nobody: no, message: legal", "queues.yaml:29:", "a condition"),
    ("queues.yaml", "nobody: yes, message: legal", "nobody: yes, queue: legal", "queues.yaml:29:", "to itself"),
    ("queues.yaml", "nobody: yes, message: legal", "nobody: yes, queue: expert",
     "queues.yaml:29:", "in a circle: legal -> expert -> legal; let one"),
    ("queues.yaml", "agent_seconds: 20 ", "agent_seconds: 20\n  longest_seconds: 90", "queues.yaml:28:",
     "callers leave queue `legal` after 90 s, and it has a step from 90 s; write more than 90"),
    ("queues.yaml", "queue: legal}\n", "queue: legal}\n  longest_seconds: 60\n", "queues.yaml:88:",
     "an overflow after 60 s"),
    ("queues.yaml", "agent_seconds: 20 ", "agent_seconds: 20\n  last_resort: {fallback: yes}", "queues.yaml:28:",
     "nobody ever goes there"),
    ("queues.yaml", "agent_seconds: 20 ", "agent_seconds: 20\n  longest_seconds: 900\n  last_resort: {message: x}",
     "queues.yaml:29:", "no queue `x`"),
    ("queues.yaml", "agent_seconds: 20 ", "agent_seconds: 20\n  reserve: 13", "queues.yaml:28:",
     "reserves 13 seats, and 12 agents have its skills"),
    ("queues.yaml", "{social_insurance: 2}", "{insurance: 2}", "queues.yaml:46:", "did you mean `social_insurance`?"),
    ("queues.yaml", "longest_idle", "idlest", "queues.yaml:11:", "is no rule; there is: best_level, fewest_calls"),
    ("queues.yaml", "rule: longest_idle", "rule: longest_idl", "queues.yaml:11:", "did you mean `longest_idle`?"),
    ("queues.yaml", "seat_rule: longest_idle", "weight_seconds: 601", "queues.yaml:11:", "from 0 to 600"),
    ("site.yaml", "callers: oldest", "callers: youngest", "site.yaml:21:", "is no rule"),
    ("site.yaml", "at_most_seconds: 300", "at_most_seconds: 601", "site.yaml:23:", "from 0 to 600"),
    ("lines.yaml", "priority_seconds: 0", "priority_seconds: -1", "lines.yaml:24:", "not a whole number"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0].partition('.')[0]}: {case[2]}")
def test_a_mistake_is_told_with_its_line_and_a_remedy(case: tuple[str, str, str, str, str]) -> None:
    file, old, new, where, what = case
    found = problems(file, old, new)
    assert any(one.startswith(where) and what in one for one in found), found


def test_a_queue_is_served_when_somebody_meets_a_later_step() -> None:
    bundle = compiled("queues.yaml", "skills: {legal: 2}", "skills: {legal: 5, english: 5}")
    assert bundle.queues["legal"].skills == {"legal": 5, "english": 5}


def test_what_a_key_asks_for_counts_at_every_step() -> None:
    # Anybody may serve `legal` in the end, but for those who pressed for a skill that nobody has so well.
    asks = "skills: {english: 2}", "skills: {english: 4, cantonese: 5}"
    (found,) = problems("menus.yaml", f"general, {asks[0]}", f"legal, {asks[1]}")
    assert found == (
        "menus.yaml:11: nobody can serve queue `legal`: no agent has legal >= 2, english >= 4, cantonese >= 5, "
        "nor what will do later; lower the level, or give an agent these skills in agents.yaml"
    )


def test_a_queue_that_others_pass_on_to_cannot_go() -> None:
    text = FILES["queues.yaml"]
    rest = text.partition("legal:\n")[0] + "membership:" + text.partition("membership:")[2]
    with pytest.raises(ConfigRefused) as refused:
        read_texts({**FILES, "queues.yaml": rest}, {})
    found = [str(problem) for problem in refused.value.problems]
    assert any("there is no queue `legal`" in one and one.startswith("queues.yaml:") for one in found), found


def test_what_the_engine_would_refuse_is_told_by_its_queue() -> None:
    sample = compile_folder(CHECKOUT / "config")
    documents = {name: Document(file=name, lines={("legal",): 7}) for name in ("queues.yaml", "site.yaml")}
    assert list(check_engine_policy(sample, documents)) == []
    legal = replace(sample.queues["legal"], weight_seconds=900)
    bad = replace(sample, queues={**sample.queues, "legal": legal}, site=replace(sample.site, fair_after_seconds=-1))
    assert [(found.file, found.line, found.what) for found in check_engine_policy(bad, documents)] == [
        ("queues.yaml", 7, "queue legal: weight 900: give 0 to 600 seconds"),
        ("site.yaml", 1, "fair_after -1: give 0 seconds or more"),
    ]
