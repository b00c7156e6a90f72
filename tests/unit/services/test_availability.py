"""Who is there, counted as it changes; and how that is told to the API and to people."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.cli.availability_show import sentence, show_availability
from router.domain.bundle import Agent, Bundle
from router.domain.errors import StateLost
from router.domain.seat import Seat, SeatState, TalkKind
from router.domain.shifts.ahead import look_ahead
from router.domain.shifts.plan import Need, SkillNeed
from router.services.availability import Counted, missing_from, state_of, to_fields
from router.web.availability_view import availability_view
from tests.unit.domain import sample
from tests.unit.domain.shifts.house import calendar, local, roster, shift, work

AGENTS = {"8001": {"legal": 3}, "8002": {"legal": 1}, "8003": {}}
HOUSE: Bundle = replace(
    sample.bundle(), agents={key: Agent(id=key, name=key, skills=skills) for key, skills in AGENTS.items()}
)
READY = Seat(id="1001", agent="8001", state=SeatState.READY, reachable=True)
TALKS = Seat(id="1002", agent="8002", state=SeatState.TALKING, kind=TalkKind.OFFERED, call="c")
NOBODY = Seat(id="1003")


@pytest.mark.parametrize(
    ("seat", "state"),
    [
        (READY, "ready"),
        (replace(READY, reachable=False), "not_ready"),
        (replace(READY, state=SeatState.RINGING), "talking"),
        (TALKS, "talking"),
        (replace(TALKS, agent=""), ""),
        (replace(READY, state=SeatState.WRAP_UP), "wrap_up"),
        (NOBODY, ""),
    ],
)
def test_what_a_seat_counts_as(seat: Seat, state: str) -> None:
    assert state_of(seat) == state


def test_everybody_is_counted_once_and_by_level() -> None:
    counted = Counted(HOUSE, [READY, TALKS, NOBODY])
    now = counted.now()
    assert now[""]["0"] == {"ready": 1, "talking": 1, "wrap_up": 0, "not_ready": 0, "signed_off": 1}
    assert (now["legal"]["3"]["ready"], now["legal"]["1"]["talking"], now["legal"]["1"]["signed_off"]) == (1, 1, 0)


def test_counting_on_is_counting_anew() -> None:
    counted = Counted(HOUSE, [READY, TALKS])
    moved = [replace(READY, agent="8003"), replace(TALKS, state=SeatState.SIGNED_OFF, agent="")]
    counted.take(moved)
    assert counted.now() == Counted(HOUSE, moved).now()
    counted.changed = False
    counted.take([replace(moved[0], version=9)])
    assert not counted.changed, "nothing that is told has changed"


def test_ahead_are_heads_per_half_hour_and_the_gaps() -> None:
    need = Need(skills={"legal": SkillNeed(heads=2)})
    house = calendar(shift("a", "08:00-12:00", need=need, breaks=()), shift("b", "10:00-12:00"))
    planned = roster(work("8001", "12", "a"), work("8003", "12", "a"), work("8002", "12", "b"))
    found = look_ahead(house, planned, AGENTS, local("2026-10-12 07:40"))
    assert found.since == local("2026-10-12 07:30").timestamp()
    assert found.heads["legal"][:11] == (0, 1, 1, 1, 1, 2, 2, 2, 2, 0, 0)
    assert found.heads[""][1:6] == (2, 2, 2, 2, 3)
    assert len(found.heads["legal"]) == 48
    (gap,) = found.gaps
    assert gap == ("legal", local("2026-10-12 08:00").timestamp(), local("2026-10-12 10:00").timestamp(), 1, 2)


def test_from_the_router_to_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    house = calendar(shift("a", "02:00-04:00", need=Need(skills={"legal": SkillNeed(heads=2)})))
    ahead = look_ahead(house, roster(work("8001", "13", "a")), AGENTS, local("2026-10-12 20:00"))
    missing = {"8002 2026-10-12/a": True, "8001 2026-10-11/a": False}
    fields = to_fields(5.0, Counted(HOUSE, [READY, TALKS]), ahead, missing)
    assert missing_from(fields) == missing
    view = availability_view(fields, HOUSE)
    assert [skill.skill for skill in view.skills] == ["", "legal"]
    assert [(one.agent, one.shift) for one in view.missing] == [("8002", "2026-10-12/a")]
    legal = view.skills[1]
    assert (legal.name, legal.ready, legal.talking) == ("Legal", 1, 1)
    assert [(level.level, level.ready, level.talking) for level in legal.levels] == [(1, 0, 1), (3, 1, 0)]
    told = sentence(legal, view.gaps)
    assert told.startswith("legal: 1 ready, 1 talking; gap ")
    assert told.endswith(" (1 of 2)")
    show_availability(view)
    shown = capsys.readouterr().out
    assert told in shown
    assert "missing: agent 8002, 2026-10-12/a" in shown


def test_without_a_roster_only_now_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    view = availability_view(to_fields(5.0, Counted(HOUSE, [READY]), None, {}), HOUSE)
    assert (view.heads_since, view.gaps, view.skills[0].heads, view.skills[0].ready) == (None, [], None, 1)
    show_availability(view)
    assert "there is no roster" in capsys.readouterr().out


def test_a_router_that_has_told_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    show_availability(availability_view({}, None))
    assert "has not told yet" in capsys.readouterr().out


@pytest.mark.parametrize("fields", [{"at": "x"}, {"at": "1"}, {"at": "1", "now": "[]", "ahead": "3", "missing": "{}"}])
def test_what_another_version_left_is_refused(fields: dict[str, str]) -> None:
    with pytest.raises(StateLost):
        availability_view(fields, None)
    assert missing_from({"missing": "{"}) == {}
