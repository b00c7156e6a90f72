"""`hotline top`: what it works out, and that it fits where it is shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from router.adapters.sql.read import StoredAlarm
from router.cli.app import app
from router.cli.top_show import fit, share, show_top
from router.cli.top_today import Day, Today, midnight
from router.cli.top_view import TopView, top_view
from router.cli.top_words import WORDS, words_of
from router.domain.bundle import Agent, Bundle, Queue, SeatPlace, Site
from router.domain.call import Call, CallState
from router.domain.seat import Seat, SeatState

NOW = 1_000_000.0
NAMES = [str(number) for number in range(1001, 1025)]
BUNDLE = Bundle(
    number=7,
    site=Site(name="示范市公共服务热线", timezone="Asia/Shanghai", languages=("zh-CN",)),
    lines={},
    queues={
        "general": Queue(id="general", name="综合受理"),
        "legal": Queue(id="legal", name="法律维权", skills={"legal": 2}),
    },
    skills={"legal": "劳动法律"},
    seats={name: SeatPlace(id=name, name=name) for name in NAMES},
    agents={
        "8001": Agent(id="8001", name="王芳", skills={"legal": 1}),
        "8002": Agent(id="8002", name="李强", skills={"legal": 2}),
    },
    texts={},
)


def seat(name: str, state: SeatState, agent: str = "8002", **more: object) -> Seat:
    return Seat(id=name, state=state, agent=agent, since=NOW - 65, reachable=True, **more)  # type: ignore[arg-type]


def call(name: str, state: CallState, queue: str, queued: float, **more: object) -> Call:
    return Call(
        id=name, node="node1", channel="c", line="l", caller="13900000012", arrived_at=NOW - 90, state=state,
        queue=queue, queued_at=NOW - queued, **more,  # type: ignore[arg-type]
    )  # fmt: skip


def look(**given: object) -> TopView:
    seats = {
        "1001": seat("1001", SeatState.READY, "8001"),
        "1002": seat("1002", SeatState.TALKING, call="a"),
        "1003": seat("1003", SeatState.NOT_READY, reason="meal"),
    }
    calls = [
        call("a", CallState.TALKING, "legal", 60, talked_at=NOW - 50),
        call("b", CallState.QUEUED, "legal", 40),
        call("c", CallState.OFFERED, "legal", 5),
    ]
    alarm = StoredAlarm(id=1, at=NOW, code="seat_failing", subject="1009", text="three offers\nfailed")
    today = Today(days={"legal": Day(answered=8, in_target=7, abandoned=1)}, alarms=(alarm,))
    return top_view(BUNDLE, seats, calls, today, now=NOW, **given)  # type: ignore[arg-type]


def drawn(view: TopView, width: int, height: int | None = None, language: str = "en", **more: list[str]) -> list[str]:
    console = Console(width=width, height=height, color_system=None)
    with console.capture() as captured:
        console.print(show_top(view, WORDS[language], width=width, height=height, **more))
    return captured.get().splitlines()


def test_a_queue_counts_its_callers_and_the_seats_that_may_serve_it() -> None:
    general, legal = look().queues
    assert (legal.waiting, legal.longest) == (2, 40.0)
    assert (legal.ready, legal.talking) == (0, 1)
    assert (general.ready, general.talking) == (1, 1)
    assert (legal.answered, legal.in_target, legal.abandoned) == (8, 7, 1)


def test_a_queue_that_is_no_more_shows_while_somebody_waits_there() -> None:
    view = top_view(BUNDLE, {}, [call("x", CallState.QUEUED, "former", 3)], Today(), now=NOW)
    assert [line.queue for line in view.queues] == ["general", "legal", "former"]


def test_seats_stand_busy_ones_first_and_none_is_left_out() -> None:
    seats = look().seats
    assert [line.seat for line in seats[:4]] == ["1002", "1001", "1003", "1004"]
    assert {line.seat for line in seats} == set(NAMES)
    assert (seats[0].about, seats[2].about) == ("legal", "meal")


@pytest.mark.parametrize("language", list(WORDS))
@pytest.mark.parametrize("width", [60, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int, language: str) -> None:
    lines = drawn(look(problems=("redis",)), width, language=language, events=["x" * 300])
    console = Console(width=width)
    assert max(console.render_str(line).cell_len for line in lines) <= width


@pytest.mark.parametrize("height", [10, 24, 50])
def test_no_more_rows_than_there_are_but_for_queues_and_seats(height: int) -> None:
    least = len(drawn(look(), 80, 1))
    lines = drawn(look(), 80, height, events=["event"] * 40, notes=["note"] * 4)
    assert len(lines) <= max(height, least)


def test_every_language_has_every_word() -> None:
    assert {frozenset(words) for words in WORDS.values()} == {frozenset(WORDS["en"])}
    assert words_of("zh") is WORDS["zh-CN"]


def test_the_last_events_are_kept_and_the_newest_alarms() -> None:
    assert fit(["e1", "e2", "e3", "e4"], ["n1"], ["a1", "a2"], 5) == ["a1", "e2", "e3", "e4", "n1"]
    assert fit(["e1", "e2", "e3", "e4"], [], ["a1"], 2) == ["e3", "e4"]
    assert fit(["e1"], ["n1"], ["a1"], -3) == []


def test_a_share_is_never_rounded_up() -> None:
    assert (share(996, 1000), share(0, 0), share(3, 3)) == ("99 %", "", "100 %")


def test_midnight_is_the_sites_own() -> None:
    # 2026-03-01 00:30 in Shanghai is still February in UTC.
    assert midnight(1_772_296_200.0, "Asia/Shanghai") == 1_772_294_400.0
    assert midnight(1_772_296_200.0, "UTC") == 1_772_236_800.0


@pytest.fixture
def runner(monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    for name in ("HOTLINE_DATA", "HOTLINE_PORT_BASE"):
        monkeypatch.setenv(name, "")
    return CliRunner()


def test_top_of_nothing_says_so_and_makes_nothing(runner: CliRunner, tmp_path: Path) -> None:
    result = runner.invoke(app, ["top", "--data", str(tmp_path / "d")])
    assert result.exit_code == 0
    assert "live state does not answer" in result.stdout
    assert not (tmp_path / "d").exists()


def test_top_as_json(runner: CliRunner, tmp_path: Path) -> None:
    found = json.loads(runner.invoke(app, ["top", "--json", "--data", str(tmp_path)]).stdout)
    assert (found["bundle"], found["problems"]) == (None, ["redis"])


def test_a_language_without_headings_is_refused(runner: CliRunner, tmp_path: Path) -> None:
    result = runner.invoke(app, ["top", "--language", "tlh", "--data", str(tmp_path)])
    assert (result.exit_code, "en, zh-CN" in result.stderr) == (2, True)
