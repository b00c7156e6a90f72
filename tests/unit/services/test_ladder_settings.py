"""`ladders.yaml`: what it may say, and how a change of it is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.adapters.files.config_folder import read_texts
from router.domain.alarms.channel import Quiet
from router.domain.bundle import Bundle
from router.domain.ladder.settings import Ladder, Rule, Trigger
from router.services.config_document import ConfigRefused
from router.services.diff_bundles import diff_bundles
from router.settings import CHECKOUT

FILES = {path.name: path.read_text() for path in (CHECKOUT / "config").glob("*.yaml")}
GOOD = """\
shift:
  steps: [lead, 8019, on_call]
  quiet: {from: "22:00", until: "07:00"}
  when:
    - {trigger: waiting, seconds: 30, queues: [legal], hours: office}
    - {trigger: incident, can_wait: yes}
"""


def compiled(text: str, **more: str) -> Bundle:
    files = {**FILES, "ladders.yaml": text, **{f"{name}.yaml": content for name, content in more.items()}}
    return read_texts(files, {}).bundle


def refused(text: str, **more: str) -> list[str]:
    with pytest.raises(ConfigRefused) as caught:
        compiled(text, **more)
    return [str(problem) for problem in caught.value.problems]


def test_a_ladder_as_ops_staff_write_it() -> None:
    assert compiled(GOOD).ladders == {
        "shift": Ladder(
            id="shift",
            people=("lead", "8019", "on_call"),
            quiet=Quiet(start=22 * 60, until=7 * 60),
            rules=(
                Rule(trigger=Trigger.WAITING, seconds=30, queues=("legal",), hours="office"),
                Rule(trigger=Trigger.INCIDENT, can_wait=True),
            ),
        )
    }


def test_the_sample_that_stands_in_comments_is_good() -> None:
    lines = FILES["ladders.yaml"].splitlines()
    written = "\n".join(line[2:] for line in lines[lines.index("# shift:") :])
    assert {rule.trigger for rule in compiled(written).ladders["shift"].rules} == set(Trigger)


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("8019", "8999", "ladders.yaml:2: there is no agent `8999`"),
        ("8019", "boss", "ladders.yaml:2: `shift.steps.1`: 'boss' is nobody on a ladder; write an agent number, or"),
        ("8019", "lead", "ladders.yaml:2: `shift.steps`: 'lead' is in the list twice"),
        ("[legal]", "[lega]", "ladders.yaml:5: there is no queue `lega`; did you mean `legal`?"),
        ("hours: office", "hours: offise", "ladders.yaml:5: there is no entry in hours.yaml named `offise`"),
        ("seconds: 30, ", "", "ladders.yaml:5: `shift.when.0`: `waiting` needs `seconds`"),
        (
            "waiting",
            "wating",
            "ladders.yaml:5: `shift.when.0.trigger`: 'wating' is nothing that a ladder is climbed for",
        ),
        (
            "can_wait: yes",
            "queues: [legal]",
            "ladders.yaml:6: `shift.when.1`: `incident` is about no line and no queue",
        ),
        ("can_wait: yes", "seconds: 5", "ladders.yaml:6: `shift.when.1`: `incident` is acted upon at once"),
        ('  quiet: {from: "22:00", until: "07:00"}\n', "", "ladders.yaml:5: it can wait for the end of quiet hours"),
    ],
)
def test_what_is_wrong_is_refused_by_file_line_and_remedy(was: str, now: str, says: str) -> None:
    (problem,) = refused(GOOD.replace(was, now))
    assert problem.startswith(says)
    assert ";" in problem


def test_a_mobile_has_to_be_one_that_may_be_rung() -> None:
    agents = FILES["agents.yaml"] + '8990: {name: 钱伟, mobile: "13812345678"}\n'
    (problem,) = refused(GOOD, agents=agents)
    assert "the mobile of agent 8990 may not be rung; add it to `outbound_allowed` in site.yaml" in problem
    site = FILES["site.yaml"].replace("outbound_allowed: []", "") + 'outbound_allowed: ["138*"]\n'
    (problem,) = refused(GOOD, agents=agents, site=site)
    assert "agent 8990 has a mobile, and nothing says how to ring the outside; add outbound.yaml" in problem


def test_a_change_is_told_in_words() -> None:
    before = compiled(GOOD)
    ladder = before.ladders["shift"]
    rules = (replace(ladder.rules[0], seconds=60), ladder.rules[1])
    after = replace(before, ladders={"shift": replace(ladder, rules=rules, rounds=3, people=("lead",))})
    assert [str(change) for change in diff_bundles(before, after)] == [
        "ladder shift: people lead, 8019, on_call -> lead",
        "ladder shift: when: no longer waiting for 30 s in queue legal in hours office",
        "ladder shift: when: waiting for 60 s in queue legal in hours office",
        "ladder shift: rounds 2 -> 3",
    ]
    turned = replace(before, ladders={"shift": replace(ladder, rules=ladder.rules[::-1])})
    (change,) = diff_bundles(before, turned)
    assert "in another order, incident not in quiet hours; waiting" in str(change)
