import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from rich.console import Console

from asterisk_conf.runtime import Runtime, is_safe
from asterisk_conf.selftest import UnknownBinary
from router.cli import voices
from router.cli.logs import Tail
from router.cli.status_show import duration
from router.cli.test import pytest_arguments
from router.cli.up_report import UpReport
from router.cli.voices import DROPS, UNKNOWN
from router.settings import Settings
from router.supervisor.happening import Happening, What


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"), (59.9, "59 s"), (60, "1:00"), (185, "3:05"), (3600, "1:00:00"), (36_305, "10:05:05"),
        (86_400, "1 d 0 h"), (93_600, "1 d 2 h"), (-5, "0 s"),
    ],
)  # fmt: skip
def test_duration(seconds: float, said: str) -> None:
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("version", "safe"),
    [("22.4.1", True), ("22.10.1", True), ("23.0.0", True), ("22.4.0", False), ("20.14.0", False), ("unknown", False)],
)
def test_is_safe(version: str, safe: bool) -> None:
    assert is_safe(version) is safe


def test_versions_come_from_the_note_of_the_builder(tmp_path: Path) -> None:
    (tmp_path / "versions.txt").write_text("suite forky\nasterisk 22.10.1\nredis 8.0.6\npackage asterisk 1:22.10.1-1\n")
    assert Runtime(root=tmp_path).versions() == {"asterisk": "22.10.1", "redis": "8.0.6"}


@pytest.mark.parametrize(
    ("given", "cores", "arguments"),
    [
        ([], 2, ["-n", "8", "--dist", "loadfile", "--no-loadscope-reorder"]),
        ([], 64, ["-n", "8", "--dist", "loadfile", "--no-loadscope-reorder"]),
        ([], 1, []),
        (
            ["tests/unit", "-k", "x"],
            2,
            ["-n", "8", "--dist", "loadfile", "--no-loadscope-reorder", "tests/unit", "-k", "x"],
        ),
        (["-n0"], 2, ["-n0"]),
        (["--pdb"], 2, ["--pdb"]),
    ],
)
def test_pytest_is_spread_over_the_cores_unless_told_otherwise(
    given: list[str], cores: int, arguments: list[str]
) -> None:
    assert pytest_arguments(given, cores) == arguments


def test_a_tail_gives_whole_new_lines_and_follows_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "agi.log"
    path.write_text("old\n")
    tail = Tail(path)
    assert tail.read() == []
    with path.open("a") as file:
        file.write("one\ntw")
    assert tail.read() == ["one"]
    with path.open("a") as file:
        file.write("o\n")
    assert tail.read() == ["two"]
    path.write_text("")
    assert tail.read() == []
    path.write_text("cut\n")
    assert tail.read() == ["cut"]
    path.rename(tmp_path / "agi.log.1")
    assert tail.read() == []
    path.write_text("three\n")
    assert tail.read() == ["three"]


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    yield
    structlog.reset_defaults()


class GoneTerminal(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(5, "Input/output error")


HAPPENING = Happening(what=What.DIED, process="agi", pid=7, detail="signal SIGKILL; [now]")


def test_a_death_is_told_and_logged(tmp_path: Path) -> None:
    out = io.StringIO()
    report = UpReport(Settings(data=tmp_path, config=tmp_path), began=0.0, console=Console(file=out, width=200))
    report.happened(HAPPENING)
    report.ended()
    assert "agi (7) died: signal SIGKILL; [now]" in out.getvalue()
    entry = json.loads((tmp_path / "logs/up.log").read_text())
    assert (entry["event"], entry["process"], entry["pid"]) == ("process_died", "agi", 7)


@pytest.mark.parametrize("what", list(What))
def test_every_happening_is_logged_and_those_for_people_are_told(tmp_path: Path, what: What) -> None:
    out = io.StringIO()
    report = UpReport(Settings(data=tmp_path, config=tmp_path), began=0.0, console=Console(file=out, soft_wrap=True))
    report.happened(Happening(what=what, process="agi", pid=7, detail="pjsip.conf [x]"))
    logged = json.loads((tmp_path / "logs/up.log").read_text())
    report.ended()
    assert (logged["event"], logged["detail"]) == (what.value, "pjsip.conf [x]")
    said = out.getvalue().removesuffix("Stopped; nothing is left running.\n")
    assert bool(said) is (what not in {What.STARTED, What.STOPPED, What.LOG_SET_ASIDE})
    assert "{" not in said


@pytest.mark.parametrize(
    ("found", "said"), [(True, DROPS), (False, ""), (UnknownBinary(), UNKNOWN), (PermissionError(), UNKNOWN)]
)
def test_an_asterisk_that_loses_voices_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, found: bool | Exception, said: str
) -> None:
    def detect(_runtime: Runtime) -> bool:
        if isinstance(found, Exception):
            raise found
        return found

    monkeypatch.setattr(voices, "detect_voice_trap", detect)
    assert voices.tell_voices(Runtime(root=tmp_path)) == said


def test_commands_can_be_run_as_they_are_shown(tmp_path: Path) -> None:
    out = io.StringIO()
    report = UpReport(Settings(data=tmp_path, config=tmp_path), began=0.0, console=Console(file=out, soft_wrap=True))
    report.started([])
    report.ended()
    assert f"./hotline logs --follow --data {tmp_path}" in out.getvalue()


def test_what_other_parts_log_goes_to_the_same_file(tmp_path: Path) -> None:
    report = UpReport(Settings(data=tmp_path, config=tmp_path), began=0.0, console=Console(file=io.StringIO()))
    structlog.get_logger().info("secrets_written", seats=6)
    report.ended()
    assert json.loads((tmp_path / "logs/up.log").read_text())["event"] == "secrets_written"


def test_a_terminal_that_has_gone_is_written_to_in_vain(tmp_path: Path) -> None:
    report = UpReport(Settings(data=tmp_path, config=tmp_path), began=0.0, console=Console(file=GoneTerminal()))
    report.happened(HAPPENING)
    report.ended()
    assert (tmp_path / "logs/up.log").read_text()
