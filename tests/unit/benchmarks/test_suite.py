"""Which benchmarks run, and what comes of their values."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from asterisk_conf.render import TEMPLATES
from router.adapters.files.config_folder import compile_folder
from router.benchmarks import suite
from router.benchmarks.callers import Crowd, scenario_of
from router.benchmarks.errors import BenchFailed
from router.benchmarks.figures import figure
from router.benchmarks.queue_side import way_in
from router.benchmarks.small_house import ASKED_LINE, LINE, NOBODYS_LINE, agent_of, seat_names, write_house
from router.cli.app import app
from router.cli.bench_run import run_parts
from router.cli.bench_show import notes, show
from router.supervisor.voice import voice


def test_the_spread_of_a_measurement() -> None:
    found = figure([5.0, 1.0, 2.0, 4.0, 3.0])
    assert found == {"n": 5, "min": 1.0, "p50": 3.0, "p90": 4.6, "p99": 4.96, "max": 5.0}


def test_nothing_measured_is_no_figure() -> None:
    with pytest.raises(BenchFailed):
        figure([])


def test_the_house_is_a_good_configuration_of_any_size(tmp_path: Path) -> None:
    bundle = compile_folder(write_house(tmp_path / "config", 120), voice)
    assert tuple(bundle.seats) == seat_names(120)
    open_line, walled = bundle.line_by_number(LINE), bundle.line_by_number(NOBODYS_LINE)
    assert open_line is not None
    assert walled is not None
    assert bundle.queues[open_line.queue].skills == {}
    needed = bundle.queues[walled.queue].skills
    present = [bundle.agents[agent_of(seat)] for seat in seat_names(120)]
    assert needed
    assert not any(agent.skills.keys() & needed.keys() for agent in present)
    assert bundle.lines[ASKED_LINE].menu


def test_a_part_is_found_by_each_of_its_names() -> None:
    assert len(suite.parts_of("", with_growth=False)) == len(suite.PARTS)
    assert suite.parts_of("", with_growth=True)[-1] is suite.GROWTH
    for name in suite.NAMES:
        (part,) = suite.parts_of(name, with_growth=False)
        assert name in part.gives


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    done = CliRunner().invoke(app, ["bench", "--only", "speed"])
    assert done.exit_code == 2
    assert "freed_to_invite_ms" in done.output


def test_a_part_that_fails_leaves_nulls_and_the_others_run(monkeypatch: pytest.MonkeyPatch) -> None:
    async def breaks(_bench: Any) -> Any:
        raise BenchFailed("no luck")

    async def works(_bench: Any) -> Any:
        return 7

    runtime = SimpleNamespace(versions=lambda: {"asterisk": "22", "redis": "8"})
    monkeypatch.setattr("asterisk_conf.runtime.find_runtime", lambda: runtime)
    report, failed = run_parts((suite.named("a", breaks), suite.named("b", works)), port_base=20_000)
    assert (report["a"], report["b"]) == (None, 7)
    assert failed == ["a: no luck"]
    assert report["machine"]["asterisk"] == "22"


def test_silent_callers_and_callers_with_a_voice() -> None:
    silent, speaking = scenario_of(None), scenario_of(Path("/tmp/voice.alaw"))
    assert "rtp_stream" not in silent
    assert "[media_port]" in silent
    assert 'rtp_stream="/tmp/voice.alaw,-1,8,PCMA/8000"' in speaking
    assert "[rtpstream_audio_port]" in speaking
    assert "[media_port]" not in speaking


@pytest.mark.parametrize(("rate", "words"), [(10, ("-r", "10")), (0.5, ("-r", "5", "-rp", "10000"))])
def test_slow_crowds_come_at_their_rate_too(rate: float, words: tuple[str, ...]) -> None:
    assert Crowd(count=1, rate=rate).rate_words == words


def test_app_queue_takes_calls_where_the_platform_does() -> None:
    template = (TEMPLATES / "pjsip.conf.j2").read_text()
    dialplan = "\n".join(path.read_text() for path in (TEMPLATES / "dialplan").glob("*.j2"))
    assert f"\n[{way_in(template)}]\n" in dialplan
    with pytest.raises(BenchFailed):
        way_in("[inbound](leg)\n\n[seat](leg)\ncontext = seats\n")


SPREAD = {"n": 3, "min": 1.0, "p50": 2.0, "p90": 3.0, "p99": 4.0, "max": 5.0}
REPORT: dict[str, Any] = {
    "machine": {
        "cpu": "some", "cores": 2, "load": 0.1, "asterisk": "22", "redis": "8", "python": "3.11", "machine": "x"
    },
    "freed_to_invite_ms": {"hotline": SPREAD, "app_queue": {**SPREAD, "p50": 500.0}},
    "queued_to_invite_ms": None,
    "head_of_line": {
        "hotline": {"served_behind": True, "after_ms": 20.0, "looked_s": 15.0},
        "app_queue": {"served_behind": False, "after_ms": None, "looked_s": 15.0},
    },
    "cpu_ms_per_call": {
        "hotline": 50.0, "app_queue": 25.0, "by_process": {"hotline": {"asterisk": 50.0}},
        "idle_percent": {"hotline": 2.0, "app_queue": 0.4},
        "without_archiver": {"hotline": 40.0, "app_queue": 25.0}, "recording_floor_ms": {"5": 12.0, "60": 140.0},
    },
    "growth": [{"waiting": 10, "seats": 10, "hotline": {"freed_to_invite_ms": SPREAD, "cpu_percent": 3.0}}],
}  # fmt: skip


def test_the_report_is_shown_with_gaps_where_a_part_failed(capsys: pytest.CaptureFixture[str]) -> None:
    show(REPORT)
    said = capsys.readouterr().out
    assert "freed seat's BYE" in said
    assert "queued caller" not in said
    assert "2.00" in said  # the ratio of the CPU


def test_what_the_tables_have_no_column_for_is_said() -> None:
    said = notes(REPORT)
    assert "A freed seat rings again 250 times sooner than by app_queue." in said
    assert any("without the archiver: 40.0 ms, 1.60 times app_queue" in line for line in said)
    assert any("12.0 ms for 5 s of talk and 140.0 ms for 60 s of talk" in line for line in said)
    assert any(line.startswith("app_queue: behind a head caller") and "not served" in line for line in said)
