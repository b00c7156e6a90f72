"""The commands, run as a person would, against a copy that is not there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from router.adapters.files.half_applied import mark_half_applied
from router.cli.app import app
from router.settings import Settings
from router.supervisor.copy_file import save_copy
from router.supervisor.programs import NAMES


@pytest.fixture(autouse=True)
def clean_environ(monkeypatch: pytest.MonkeyPatch) -> None:
    # Set first, so that what a command sets itself is taken back too.
    for name in ("HOTLINE_DATA", "HOTLINE_PORT_BASE"):
        monkeypatch.setenv(name, "")


@pytest.fixture
def runner() -> CliRunner:
    return CliRunner()


def test_status_of_nothing_says_so_for_every_process(runner: CliRunner, tmp_path: Path) -> None:
    result = runner.invoke(app, ["status", "--json", "--data", str(tmp_path / "d")])
    assert result.exit_code == 3
    found = json.loads(result.stdout)
    assert tuple(found["processes"]) == NAMES
    for row in found["processes"].values():
        assert row["ok"] is False
        assert row["pid"] is None
        assert row["detail"].startswith("not running")
    assert found["supervisor"]["ok"] is False
    assert (found["lines"], found["queues"], found["seats"]) == ([], [], [])
    assert found["paths"]["data"] == str(tmp_path / "d")


def test_status_for_people(runner: CliRunner, tmp_path: Path) -> None:
    result = runner.invoke(app, ["status", "--data", str(tmp_path)])
    assert result.exit_code == 3
    assert "No copy is supervised here" in result.stdout
    assert all(name in result.stdout for name in NAMES)


def test_status_tells_of_an_apply_that_was_broken_off(runner: CliRunner, tmp_path: Path) -> None:
    mark_half_applied(tmp_path / "bundles", 12)
    assert "Bundle 12 is half in force" in runner.invoke(app, ["status", "--data", str(tmp_path)]).stdout
    mark_half_applied(tmp_path / "bundles", 0)
    assert "half in force" not in runner.invoke(app, ["status", "--data", str(tmp_path)]).stdout


@pytest.mark.parametrize("arguments", [["--data", "{data}", "status"], ["status", "--data", "{data}"]])
def test_data_may_stand_before_or_after_the_command(runner: CliRunner, tmp_path: Path, arguments: list[str]) -> None:
    result = runner.invoke(app, [*(word.format(data=tmp_path) for word in arguments), "--json"])
    assert json.loads(result.stdout)["paths"]["data"] == str(tmp_path)


def test_ports_are_those_that_the_copy_wrote_down(runner: CliRunner, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, config=tmp_path, port_base=23_000, listen="0.0.0.0")
    settings.run.mkdir()
    save_copy(settings, {"redis": "8.0.6", "asterisk": "22.4.0"})
    result = runner.invoke(app, ["status", "--json", "--data", str(tmp_path)])
    found = json.loads(result.stdout)
    assert (found["sip"]["host"], found["sip"]["port"]) == ("127.0.0.1", 23_060)
    assert found["urls"]["api"] == "http://127.0.0.1:23080/v1"
    assert found["processes"]["redis"]["version"] == "8.0.6"
    assert found["supervisor"] == {"pid": os.getpid(), "ok": True}


def test_bad_settings_are_one_sentence(runner: CliRunner, tmp_path: Path) -> None:
    result = runner.invoke(app, ["status", "--data", str(tmp_path), "--port-base", "80"])
    assert result.exit_code == 2
    assert "port base 80 is out of range" in result.stderr


def test_logs_of_one_process(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/agi.log").write_text("one\ntwo\nthree\n")
    result = runner.invoke(app, ["logs", "agi", "-n", "2", "--data", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (0, "two\nthree\n")


def test_logs_of_all_are_labelled(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/agi.log").write_text("one\n")
    (tmp_path / "logs/redis.log").write_text("two\n")
    result = runner.invoke(app, ["logs", "--data", str(tmp_path)])
    assert result.stdout == "redis     two\nagi       one\n"


def test_logs_of_asterisk_hold_its_warnings(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs/asterisk.log").write_text("Asterisk Ready.\n")
    (tmp_path / "logs/asterisk-messages").write_text("WARNING no such file\n")
    result = runner.invoke(app, ["logs", "asterisk", "--data", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (0, "Asterisk Ready.\nWARNING no such file\n")


def test_logs_of_an_unknown_process(runner: CliRunner, tmp_path: Path) -> None:
    result = runner.invoke(app, ["logs", "no", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert "processes: up, redis, asterisk" in result.stderr


def test_logs_of_a_copy_that_was_never_started(runner: CliRunner, tmp_path: Path) -> None:
    result = runner.invoke(app, ["logs", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert f"no logs in {tmp_path / 'logs'}" in result.stderr


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["call", "12345"], "run ./hotline up first"),
        (["phone", "1001"], "run ./hotline up first"),
        (["seat", "ready", "1001"], "no token can be read"),
    ],
)
def test_commands_that_need_a_copy_say_so(runner: CliRunner, tmp_path: Path, command: list[str], said: str) -> None:
    result = runner.invoke(app, [*command, "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert said in result.stderr


def test_an_api_that_is_away_is_told(runner: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text('{"tokens": {"admin": {"token": "t", "role": "admin"}}}')
    result = runner.invoke(app, ["seat", "ready", "1001", "--data", str(tmp_path), "--port-base", "1024"])
    assert result.exit_code == 1
    assert "is the copy up?" in result.stderr


def test_up_without_a_runtime_says_what_to_do(
    runner: CliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HOTLINE_RUNTIME", raising=False)
    result = runner.invoke(app, ["up", "--data", str(tmp_path / "d")])
    assert result.exit_code == 1
    assert "HOTLINE_RUNTIME" in result.stderr
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize("scenario", ["nothing", "../unit", "/etc"])
def test_soak_of_what_is_no_scenario(runner: CliRunner, scenario: str) -> None:
    result = runner.invoke(app, ["soak", scenario, "--times", "1"])
    assert result.exit_code == 2
    assert "there is no scenario" in result.stderr


def modules_of(arguments: list[str], environ: Mapping[str, str]) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "router", *arguments],
        capture_output=True, text=True, env=dict(environ), check=False,
    )  # fmt: skip
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


def test_status_does_not_wait_for_what_it_does_not_need(tmp_path: Path) -> None:
    loaded = modules_of(["status", "--data", str(tmp_path)], os.environ)
    assert "router.cli.status_read" in loaded
    assert not loaded & {"numpy", "sqlalchemy", "alembic", "aiohttp", "aiohttp.web", "jinja2", "soundfile"}
