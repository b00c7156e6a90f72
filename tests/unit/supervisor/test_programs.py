import sys
from pathlib import Path

import pytest

from asterisk_conf.runtime import Runtime
from router.settings import Settings
from router.supervisor.adopt_bundle import adopt_bundle
from router.supervisor.programs import NAMES, asterisk_argv, build_environ, build_programs, redis_argv


@pytest.fixture
def runtime(tmp_path: Path) -> Runtime:
    for name in ("usr/lib64/ld-linux-x86-64.so.2", "usr/sbin/asterisk", "usr/bin/redis-server"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "usr/lib/x86_64-linux-gnu/asterisk/modules").mkdir(parents=True)
    return Runtime(root=tmp_path)


@pytest.fixture
def settings() -> Settings:
    return Settings(data=Path("/d"), config=Path("/c"), port_base=23_000, listen="192.0.2.7")


def test_programs_are_those_of_the_architecture_in_their_order(settings: Settings, runtime: Runtime) -> None:
    programs = build_programs(settings, runtime)
    assert tuple(program.name for program in programs) == NAMES
    assert NAMES == ("redis", "asterisk", "agi", "ami", "router", "archiver", "api")
    assert [program.after for program in programs] == [(), *[("redis",)] * 6]


def test_redis_has_no_port_keeps_every_second_and_evicts_nothing(settings: Settings, runtime: Runtime) -> None:
    argv = redis_argv(settings, runtime)
    options = dict(zip(argv[4::2], argv[5::2], strict=True))
    assert argv[0].endswith("ld-linux-x86-64.so.2")
    assert options["--port"] == "0"
    assert options["--unixsocket"] == "/d/run/redis.sock"
    assert options["--unixsocketperm"] == "700"
    assert (options["--appendonly"], options["--appendfsync"]) == ("yes", "everysec")
    assert options["--maxmemory-policy"] == "noeviction"
    assert options["--dir"] == "/d/redis"


def test_asterisk_runs_in_the_foreground_with_its_own_file(settings: Settings, runtime: Runtime) -> None:
    assert asterisk_argv(settings, runtime)[4:] == ["-C", "/d/asterisk/asterisk.conf", "-f", "-n"]
    assert asterisk_argv(settings, runtime, "-rx", "core show uptime")[4:] == [
        "-C", "/d/asterisk/asterisk.conf", "-rx", "core show uptime",
    ]  # fmt: skip


def test_python_programs_are_modules_of_this_python(settings: Settings, runtime: Runtime) -> None:
    argvs = {program.name: program.argv for program in build_programs(settings, runtime)}
    assert argvs["agi"] == (sys.executable, "-m", "agi_scripts")
    assert argvs["ami"] == (sys.executable, "-m", "router.adapters.ami")
    assert argvs["router"] == (sys.executable, "-m", "router", "run")
    assert argvs["archiver"] == (sys.executable, "-m", "router", "archive")
    assert argvs["api"] == (sys.executable, "-m", "router", "serve")


def test_only_sip_and_the_api_are_looked_for_on_the_outer_address(settings: Settings, runtime: Runtime) -> None:
    ports = {
        (program.name, port.number): (port.host, port.kind)
        for program in build_programs(settings, runtime)
        for port in program.ports
    }
    assert ports == {
        ("asterisk", 23_060): ("192.0.2.7", "udp"),
        ("asterisk", 23_002): ("127.0.0.1", "tcp"),
        ("agi", 23_001): ("127.0.0.1", "tcp"),
        ("api", 23_080): ("192.0.2.7", "tcp"),
    }


def test_marks_say_what_each_took_in(runtime: Runtime, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "d", config=tmp_path)
    for path, text in ((settings.bundles / "current", "3"), (settings.asterisk / "pjsip.conf", "[1001]")):
        path.parent.mkdir(parents=True)
        path.write_text(text)
    marks = {program.name: program.mark() for program in build_programs(settings, runtime)}
    assert marks["redis"] == {}
    assert set(marks["asterisk"]) == {"pjsip.conf"}
    assert marks["router"]["bundle"] == "3"
    # They look at the bundle in force each time: a new one is no reason to start them anew.
    assert {name for name, mark in marks.items() if set(mark) == {"code"}} == {"agi", "ami", "archiver", "api"}


def test_only_the_products_own_processes_are_killed_when_they_hang(settings: Settings, runtime: Runtime) -> None:
    watches = {program.name: program.watch for program in build_programs(settings, runtime)}
    assert {name for name, watch in watches.items() if watch and watch.kill} == set(NAMES) - {"redis", "asterisk"}
    assert all(watches.values())


def test_asterisk_takes_changes_in_while_it_runs_and_the_router_another_bundle(
    settings: Settings, runtime: Runtime
) -> None:
    programs = build_programs(settings, runtime)
    assert [program.name for program in programs if program.adapt] == ["asterisk", "router"]
    # Calls live in Asterisk, and Redis holds what is going on: neither is ever ended because it is out of date.
    assert [program.name for program in programs if not program.renew] == ["asterisk"]


@pytest.mark.parametrize("changed", [["code"], ["bundle", "code"], ["bundle"]])
async def test_a_router_that_cannot_be_told_takes_nothing_in(tmp_path: Path, changed: list[str]) -> None:
    # No bundle and no Redis: it is started anew instead.
    assert await adopt_bundle(Settings(data=tmp_path, config=tmp_path), changed) == frozenset()


def test_the_environment_carries_settings_and_runtime_over_what_was_inherited(
    settings: Settings, runtime: Runtime
) -> None:
    environ = build_environ(settings, runtime, inherited={"HOTLINE_DATA": "/other", "LANG": "C"})
    assert environ["HOTLINE_DATA"] == "/d"
    assert environ["HOTLINE_RUNTIME"] == str(runtime.root)
    assert environ["LANG"] == "C"
