"""What a demo says: events as they happen, and the summary at its end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from router.cli.app import app
from router.cli.demo import MARK
from router.cli.demo_events import events_between
from router.cli.demo_summary import Summary, show_summary
from router.cli.demo_surge import Surge
from router.demo.callback_order import Order
from router.demo.reconcile import Balance, Difference
from router.demo.reconcile_callbacks import CallbackBalance
from router.domain.call import Call, CallState, Segment
from router.domain.outbound import Owed

WAITS = Call(
    id="node1-1.1", node="node1", channel="c", line="l", caller="13900000012", arrived_at=100.0, queued_at=103.0,
    queue="legal", state=CallState.QUEUED, segments=(Segment(number=1, queue="legal", queued_at=103.0),),
)  # fmt: skip
TALKS = replace(
    WAITS,
    state=CallState.TALKING,
    talked_at=115.0,
    segments=(replace(WAITS.segments[0], talked_at=115.0, seat="1003"),),
)
SUMMARY = Summary(
    seed=1, seconds=60.0, ready_after=3.0, first_talk_after=None, troubles=(), cpu_phones=1.0, cpu_copy=2.0,
    balance=Balance(seen={"answered": 2}, stored={"answered": 2}, others=0, differences=()),
)  # fmt: skip
SURGE = Surge(
    per_minute=60.0, drained_after=80.0, cancelled=2, replay="9 entries, 4 decisions, no difference", replayed=True,
    callbacks=CallbackBalance(
        promised=5, elsewhere=1, reached=3, again=1, used_place=0, rings={"busy": 1, "accepted": 3}, wrong=(),
        order=Order(made=3, pairs=2, passed_over=()),
    ),
)  # fmt: skip


def test_a_talk_is_told_once_with_its_wait_and_without_the_number() -> None:
    assert list(events_between([WAITS], [TALKS])) == ["citizen 139******12 → legal, waited 12 s → seat 1003"]
    assert list(events_between([TALKS], [TALKS])) == []
    assert list(events_between([], [WAITS])) == []


def test_a_callback_that_an_agent_has_taken_is_told_as_one() -> None:
    owed = replace(WAITS, state=CallState.OWED, owed=Owed(number="13900000099", since=110.0))
    (event,) = events_between([owed], [replace(TALKS, owed=owed.owed)])
    assert event == "citizen 139******12 is to be called back, waited 12 s → seat 1003"
    first = replace(TALKS.segments[0], ended_at=130.0)
    again = replace(TALKS, owed=owed.owed, segments=(first, replace(TALKS.segments[0], number=2)))
    (event,) = events_between([replace(owed, segments=(first,))], [again])
    assert event == "citizen 139******12 is to be called back, tried again → seat 1003"


def test_a_call_in_the_fallback_is_told_with_the_reason() -> None:
    fallen = replace(WAITS, state=CallState.FALLBACK, fallback_reason="beat")
    (event,) = events_between([WAITS], [fallen])
    assert "fallback: beat" in event


@pytest.mark.parametrize("trouble", [(), ("seat 1001: no",)])
def test_a_summary_is_good_only_without_troubles(trouble: tuple[str, ...]) -> None:
    assert replace(SUMMARY, troubles=trouble).good is not bool(trouble)


def test_a_difference_is_shown_with_its_call_and_without_the_number() -> None:
    difference = Difference(number="13900000012", call="node1-1.9", seen="answered", stored="cut_off")
    summary = replace(SUMMARY, balance=replace(SUMMARY.balance, differences=(difference,)))
    console = Console(width=120, color_system=None)
    with console.capture() as captured:
        show_summary(summary, console)
    assert "node1-1.9 of 139******12: the phones saw answered, the archive: cut_off" in captured.get()
    assert "agree" not in captured.get()
    assert (summary.good, summary.to_json()["balance"]["differences"][0]["number"]) == (False, "139******12")


@pytest.mark.parametrize(
    ("callbacks", "replayed", "said"),
    [
        ({}, True, "All 3 were made in the order of arrival (2 pairs compared)."),
        ({}, False, "Replay: 9 entries"),
        ({"wrong": ("node1-1.9: the callback is still owed",)}, True, "node1-1.9: the callback is still owed"),
        ({"order": Order(made=3, pairs=2, passed_over=(("a", "b"),))}, True, "a was due and had arrived before b"),
    ],
)
def test_a_surge_is_good_only_when_all_three_accounts_are(callbacks: dict[str, Any], replayed: bool, said: str) -> None:
    surge = replace(SURGE, replayed=replayed, callbacks=replace(SURGE.callbacks, **callbacks))
    summary = replace(SUMMARY, surge=surge)
    console = Console(width=120, color_system=None)
    with console.capture() as captured:
        show_summary(summary, console)
    assert said in captured.get()
    assert summary.good is (replayed and not callbacks)
    assert summary.to_json()["surge"]["cancelled"] == 2


def test_a_surge_begins_in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_DATABASE_URL", "")
    (tmp_path / MARK).touch()
    (tmp_path / "config").mkdir()
    result = CliRunner().invoke(app, ["demo", "--surge", "--data", str(tmp_path), "--port-base", "2000"])
    assert result.exit_code == 2
    assert "give a surge an empty folder" in result.stderr


def test_a_folder_that_no_demo_made_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOTLINE_DATA", "HOTLINE_PORT_BASE", "HOTLINE_DATABASE_URL"):
        monkeypatch.setenv(name, "")
    (tmp_path / "archive.sqlite3").touch()
    result = CliRunner().invoke(app, ["demo", "--data", str(tmp_path)])
    assert (result.exit_code, [path.name for path in tmp_path.iterdir()]) == (2, ["archive.sqlite3"])
    assert "no demo made" in result.stderr
