"""What a supervisor does about processes that run on something old, and about those that hang."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from router.supervisor.happening import Happening, What
from router.supervisor.program import Program
from router.supervisor.record import load_record
from router.supervisor.silence import Sign, Watch
from tests.integration.supervised import fake, gone, pids, settings_for, until
from tests.integration.test_supervisor import Watch as Supervised
from tests.integration.test_supervisor import another, watching


def marked(data: Path, name: str, mark: dict[str, str]) -> Program:
    return replace(fake(data, name), mark=lambda: mark)


def mark_of(data: Path, name: str) -> dict[str, str] | None:
    child = load_record(data / "run").child(name)
    return None if child is None else dict(child.mark)


def of(watch: Supervised, what: What) -> list[Happening]:
    return [found for found in watch.told if found.what is what]


async def test_what_runs_on_something_old_is_ended_gently_and_started_anew_alone(tmp_path: Path) -> None:
    with another(tmp_path) as former:
        former.kill()
        former.wait()
        (old,) = pids(tmp_path, "alpha")
        (kept,) = pids(tmp_path, "beta")
        async with watching(
            settings_for(tmp_path), [marked(tmp_path, "alpha", {"bundle": "2"}), fake(tmp_path, "beta")]
        ) as watch:
            assert watch.missing == []
            assert gone(old)
            assert pids(tmp_path, "beta") == [kept]
            (renewed,) = of(watch, What.RENEWED)
            assert (renewed.process, renewed.pid) == ("alpha", old)
            assert renewed.detail == "bundle unknown then, 2 now"
            assert not watch.has(What.KILLED, "alpha")
            assert not watch.has(What.DIED, "alpha")
            child = load_record(tmp_path / "run").child("alpha")
            assert child is not None
            assert (child.pid, child.restarts, child.mark) == (pids(tmp_path, "alpha")[1], 0, {"bundle": "2"})


async def test_what_runs_on_the_same_is_left_alone(tmp_path: Path) -> None:
    mark = {"bundle": "2", "code": "a"}
    with another(tmp_path, "bundle=2", "code=a") as former:
        assert mark_of(tmp_path, "alpha") == mark
        former.kill()
        former.wait()
        async with watching(
            settings_for(tmp_path), [marked(tmp_path, name, mark) for name in ("alpha", "beta")]
        ) as watch:
            assert [len(pids(tmp_path, name)) for name in ("alpha", "beta")] == [1, 1]
            assert not of(watch, What.RENEWED)


async def test_what_can_take_changes_in_goes_on(tmp_path: Path) -> None:
    asked: list[Sequence[str]] = []

    async def adapt(changed: Sequence[str]) -> frozenset[str]:
        asked.append(changed)
        return frozenset({"dialplan"})

    now = {"dialplan": "2", "modules": "2", "same": "1"}
    adapting = [replace(marked(tmp_path, name, now), adapt=adapt, renew=False) for name in ("alpha",)]
    with another(tmp_path, "dialplan=1", "modules=1", "same=1") as former:
        former.kill()
        former.wait()
        async with watching(settings_for(tmp_path), [*adapting, fake(tmp_path, "beta")]) as watch:
            assert watch.missing == []
            assert asked == [("dialplan", "modules")]
            assert len(pids(tmp_path, "alpha")) == 1
            assert [found.detail for found in of(watch, What.RELOADED)] == ["dialplan"]
            assert [found.detail for found in of(watch, What.OUTDATED)] == ["modules"]
            # Said again by the next supervisor, as it is still so.
            assert mark_of(tmp_path, "alpha") == {"dialplan": "2", "modules": "1", "same": "1"}

            os.kill(pids(tmp_path, "alpha")[0], signal.SIGKILL)
            await until(lambda: len(pids(tmp_path, "alpha")) == 2)
            await until(lambda: mark_of(tmp_path, "alpha") == now)


@pytest.mark.parametrize(("taken", "lives"), [(["bundle"], 1), ([], 2)])
async def test_what_takes_in_all_is_left_alone_and_else_started_anew(
    tmp_path: Path, taken: list[str], lives: int
) -> None:
    async def adapt(changed: Sequence[str]) -> frozenset[str]:
        return frozenset(taken).intersection(changed)

    adapting = replace(marked(tmp_path, "alpha", {"bundle": "2"}), adapt=adapt)
    with another(tmp_path, "bundle=1") as former:
        former.kill()
        former.wait()
        async with watching(settings_for(tmp_path), [adapting, fake(tmp_path, "beta")]) as watch:
            assert watch.missing == []
            assert len(pids(tmp_path, "alpha")) == lives
            assert len(of(watch, What.RENEWED)) == lives - 1
            assert mark_of(tmp_path, "alpha") == {"bundle": "2"}


async def test_another_log_level_of_asterisk_refuses_nobody(tmp_path: Path) -> None:
    with another(tmp_path) as former:
        former.kill()
        former.wait()
        settings = replace(settings_for(tmp_path), asterisk_log="warning,error")
        async with watching(settings, [fake(tmp_path, "alpha"), fake(tmp_path, "beta")]) as watch:
            assert watch.has(What.ADOPTED, "alpha")


async def test_marks_that_cannot_be_read_keep_nobody_from_being_taken_over(tmp_path: Path) -> None:
    def unreadable() -> dict[str, str]:
        raise PermissionError(13, "Permission denied")

    with another(tmp_path) as former:
        former.kill()
        former.wait()
        programs = [replace(fake(tmp_path, "alpha"), mark=unreadable), fake(tmp_path, "beta")]
        async with watching(settings_for(tmp_path), programs) as watch:
            assert watch.missing == []
            assert watch.has(What.OUTDATED, "alpha")
            assert len(pids(tmp_path, "alpha")) == 1


async def stopped(pid: int) -> Sign:
    """A fake speaks as long as it is not stopped."""
    return Sign.SILENT if psutil.Process(pid).status() == psutil.STATUS_STOPPED else Sign.HEARD


LISTEN = Watch(sign=stopped, limit=0.2, first=0.2, kill=True, every=0.05)


async def test_what_hangs_is_killed_and_started_anew(tmp_path: Path) -> None:
    programs = [replace(fake(tmp_path, name), watch=LISTEN) for name in ("alpha", "beta")]
    async with watching(settings_for(tmp_path), programs) as watch:
        (first,) = pids(tmp_path, "alpha")
        os.kill(first, signal.SIGSTOP)
        await until(lambda: len(pids(tmp_path, "alpha")) == 2)
        assert gone(first)
        (hung,) = of(watch, What.HUNG)
        assert (hung.process, hung.pid) == ("alpha", first)
        assert [found.detail for found in of(watch, What.DIED)] == ["signal SIGKILL; starts again now"]
        assert len(pids(tmp_path, "beta")) == 1


async def test_what_hangs_with_calls_in_it_is_only_told_of(tmp_path: Path) -> None:
    program = replace(fake(tmp_path, "alpha"), watch=replace(LISTEN, kill=False))
    async with watching(settings_for(tmp_path), [program]) as watch:
        (first,) = pids(tmp_path, "alpha")
        os.kill(first, signal.SIGSTOP)
        await until(lambda: watch.has(What.SILENT, "alpha"))
        os.kill(first, signal.SIGCONT)
        await until(lambda: watch.has(What.ANSWERS, "alpha"))
        assert len(of(watch, What.SILENT)) == 1
        assert pids(tmp_path, "alpha") == [first]
        assert not gone(first)


async def test_looks_that_fail_kill_nobody(tmp_path: Path) -> None:
    looks = 0

    async def shaky(_pid: int) -> Sign:
        nonlocal looks
        looks += 1
        raise RuntimeError("cannot look")

    program = replace(fake(tmp_path, "alpha"), watch=replace(LISTEN, sign=shaky, limit=0.0, first=0.0))
    async with watching(settings_for(tmp_path), [program]) as watch:
        await until(lambda: looks >= 5)
        assert not of(watch, What.HUNG)
        assert len(pids(tmp_path, "alpha")) == 1


async def test_a_log_that_grows_is_cut_while_its_process_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("router.supervisor.supervisor.LOGS_SECONDS", 0.05)
    async with watching(settings_for(tmp_path), [fake(tmp_path, "alpha")]) as watch:
        log = tmp_path / "logs/alpha.log"
        with log.open("r+b") as file:
            file.truncate(60_000_000)
        await until(lambda: watch.has(What.LOG_SET_ASIDE))
        assert log.stat().st_size == 0
        assert (tmp_path / "logs/alpha.log.1").stat().st_size == 60_000_000
