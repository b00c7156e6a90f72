"""A supervisor and tiny real processes."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import pytest

from asterisk_conf.runtime import find_runtime
from router.settings import CHECKOUT, Settings
from router.supervisor.copy_file import load_copy
from router.supervisor.drain import Drain
from router.supervisor.errors import AnotherRuns, CannotStart, OtherSettings
from router.supervisor.happening import Happening, What
from router.supervisor.logfile import last_lines
from router.supervisor.program import Program
from router.supervisor.programs import build_programs
from router.supervisor.record import load_record
from router.supervisor.supervisor import Supervisor
from tests.integration.supervised import fake, gone, pids, settings_for, until


class Watch:
    """A supervisor that runs, and what it told."""

    def __init__(self, settings: Settings, programs: Sequence[Program], drain: Drain | None = None) -> None:
        self.told: list[Happening] = []
        self.missing: list[str] | None = None
        self.supervisor = Supervisor(settings, programs, report=self.told.append, drain=drain)
        self.task: asyncio.Task[None] | None = None

    def has(self, what: What, process: str = "") -> bool:
        return any(found.what is what and found.process == process for found in self.told)

    def is_up(self) -> bool:
        if self.task is not None and self.task.done():
            self.task.result()
        return self.missing is not None

    def began(self, missing: Sequence[str]) -> None:
        self.missing = list(missing)

    async def end(self) -> None:
        assert self.task is not None
        self.supervisor.signalled()
        await self.task


@asynccontextmanager
async def watching(
    settings: Settings, programs: Sequence[Program], drain: Drain | None = None, *, ready_seconds: float = 30.0
) -> AsyncIterator[Watch]:
    watch = Watch(settings, programs, drain)
    watch.task = asyncio.create_task(watch.supervisor.run(watch.began, ready_seconds=ready_seconds))
    try:
        await until(watch.is_up)
        yield watch
    finally:
        if not watch.task.done():
            watch.supervisor.signalled()
            watch.supervisor.signalled()
        await asyncio.gather(watch.task, return_exceptions=True)


@contextmanager
def another(data: Path, *marks: str) -> Iterator[subprocess.Popen[str]]:
    """A supervisor in a process of its own, once it is up. Its children are ended, whatever becomes of it.

    `marks` as `name=value`: what its children took in.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.supervised", str(data), *marks],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if line.startswith("up"):
                break
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        for child in load_record(data / "run").children:
            if not gone(child.pid):
                os.killpg(child.pid, signal.SIGKILL)


async def test_programs_are_started_in_order_and_nothing_is_left(tmp_path: Path) -> None:
    programs = [fake(tmp_path, "alpha"), fake(tmp_path, "beta", after=["alpha"])]
    async with watching(settings_for(tmp_path), programs) as watch:
        assert watch.missing == []
        order = [(found.what, found.process) for found in watch.told]
        assert order.index((What.READY, "alpha")) < order.index((What.STARTED, "beta"))
        copy = load_copy(tmp_path)
        assert copy is not None
        assert copy.pid == os.getpid()
        await watch.end()
    stopped = [found.process for found in watch.told if found.what is What.STOPPED]
    assert stopped == ["beta", "alpha"]
    assert all(gone(pid) for name in ("alpha", "beta") for pid in pids(tmp_path, name))
    assert load_copy(tmp_path) is None
    assert load_record(tmp_path / "run").children == ()
    assert last_lines(tmp_path / "logs/beta.log", 1) == ["beta speaks"]


async def test_a_program_that_died_is_started_again_alone(tmp_path: Path) -> None:
    programs = [fake(tmp_path, "alpha"), fake(tmp_path, "beta", after=["alpha"])]
    async with watching(settings_for(tmp_path), programs) as watch:
        (first,) = pids(tmp_path, "alpha")
        os.kill(first, signal.SIGKILL)
        await until(lambda: len(pids(tmp_path, "alpha")) == 2)
        await until(lambda: sum(found.what is What.READY for found in watch.told) == 3)
        (death,) = [found for found in watch.told if found.what is What.DIED]
        assert (death.process, death.pid) == ("alpha", first)
        assert "signal SIGKILL" in death.detail
        child = load_record(tmp_path / "run").child("alpha")
        assert child is not None
        assert (child.pid, child.restarts) == (pids(tmp_path, "alpha")[1], 1)
        assert child.last_death == "signal SIGKILL"
        assert len(pids(tmp_path, "beta")) == 1


async def test_a_program_that_always_dies_is_tried_again_and_told_as_missing(tmp_path: Path) -> None:
    programs = [fake(tmp_path, "alpha"), fake(tmp_path, "mortal", "mortal")]
    never = [programs[0], Program(**{**vars(programs[1]), "ready": _never})]
    async with watching(settings_for(tmp_path), never, ready_seconds=1.5) as watch:
        assert watch.missing == ["mortal"]
        await until(lambda: len(pids(tmp_path, "mortal")) >= 4)
        details = [found.detail for found in watch.told if found.what is What.DIED]
        assert details[0] == "exit code 7; starts again now"
        assert details[1] == "exit code 7; starts again in 0.25 s"
        assert not gone(pids(tmp_path, "alpha")[0])


async def _never(_pid: int) -> bool:
    return False


async def test_a_program_that_is_not_there_does_not_end_the_rest(tmp_path: Path) -> None:
    absent = Program(**{**vars(fake(tmp_path, "absent")), "argv": (str(tmp_path / "nothing"),)})
    async with watching(settings_for(tmp_path), [fake(tmp_path, "alpha"), absent], ready_seconds=1.0) as watch:
        assert watch.missing == ["absent"]
        assert any("could not be started" in found.detail for found in watch.told if found.what is What.DIED)
        assert not gone(pids(tmp_path, "alpha")[0])


async def test_a_check_that_never_comes_back_does_not_keep_a_program_from_being_started_again(tmp_path: Path) -> None:
    async def lost(_pid: int) -> bool:
        with suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await asyncio.Event().wait()
        return False

    mortal = Program(**{**vars(fake(tmp_path, "mortal", "mortal")), "ready": lost})
    async with watching(settings_for(tmp_path), [mortal], ready_seconds=0.1):
        await until(lambda: len(pids(tmp_path, "mortal")) >= 3)


async def test_a_check_that_raises_has_not_said_yes(tmp_path: Path) -> None:
    answers = iter([RuntimeError("not yet"), None])

    async def shaky(_pid: int) -> bool:
        if error := next(answers, None):
            raise error
        return True

    async with watching(
        settings_for(tmp_path), [Program(**{**vars(fake(tmp_path, "alpha")), "ready": shaky})]
    ) as watch:
        assert watch.missing == []


async def test_what_a_dead_program_left_behind_is_ended_with_it(tmp_path: Path) -> None:
    async with watching(settings_for(tmp_path), [fake(tmp_path, "alpha", "family")]):
        grandchild = int((tmp_path / "alpha.grandchild").read_text())
        os.kill(pids(tmp_path, "alpha")[0], signal.SIGKILL)
        await until(lambda: gone(grandchild))


async def test_children_outlive_a_killed_supervisor_and_are_taken_over(tmp_path: Path) -> None:
    with another(tmp_path) as former:
        former.kill()
        former.wait()
        before = {name: pids(tmp_path, name) for name in ("alpha", "beta")}
        assert not any(gone(found[0]) for found in before.values())

        programs = [fake(tmp_path, "alpha"), fake(tmp_path, "beta", after=["alpha"])]
        async with watching(settings_for(tmp_path), programs) as watch:
            assert watch.has(What.ADOPTED, "alpha")
            assert watch.has(What.ADOPTED, "beta")
            assert watch.missing == []
            assert {name: pids(tmp_path, name) for name in before} == before

            os.kill(before["beta"][0], signal.SIGKILL)
            await until(lambda: len(pids(tmp_path, "beta")) == 2)
            await watch.end()
        assert all(gone(pid) for name in before for pid in pids(tmp_path, name))


async def test_a_child_that_died_meanwhile_is_started_and_the_rest_taken_over(tmp_path: Path) -> None:
    with another(tmp_path) as former:
        former.kill()
        former.wait()
        os.kill(pids(tmp_path, "alpha")[0], signal.SIGKILL)
        await until(lambda: gone(pids(tmp_path, "alpha")[0]))
        async with watching(settings_for(tmp_path), [fake(tmp_path, "alpha"), fake(tmp_path, "beta")]) as watch:
            assert watch.has(What.STARTED, "alpha")
            assert watch.has(What.ADOPTED, "beta")
            assert len(pids(tmp_path, "beta")) == 1


async def test_a_second_supervisor_is_refused_with_the_first_ones_pid(tmp_path: Path) -> None:
    with another(tmp_path) as first:
        with pytest.raises(AnotherRuns) as caught:
            async with watching(settings_for(tmp_path), [fake(tmp_path, "alpha")]):
                pass
        assert caught.value.pid == first.pid
        assert str(first.pid) in str(caught.value)
        assert [len(pids(tmp_path, name)) for name in ("alpha", "beta")] == [1, 1]
        copy = load_copy(tmp_path)
        assert copy is not None
        assert copy.pid == first.pid


async def test_living_children_under_other_settings_are_left_alone(tmp_path: Path) -> None:
    with another(tmp_path) as former:
        former.kill()
        former.wait()
        with pytest.raises(OtherSettings):
            async with watching(settings_for(tmp_path, 23_000), [fake(tmp_path, "alpha")]):
                pass
        assert not gone(pids(tmp_path, "alpha")[0])
        assert load_copy(tmp_path) is not None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_the_supervisor_and_all_its_children(tmp_path: Path, number: signal.Signals) -> None:
    with another(tmp_path) as process:
        process.send_signal(number)
        out, _ = process.communicate(timeout=60)
        assert out.splitlines()[-1] == "ended"
        assert process.returncode == 0
        assert all(gone(pid) for name in ("alpha", "beta") for pid in pids(tmp_path, name))


async def test_a_deaf_program_is_killed_when_its_time_is_over(tmp_path: Path) -> None:
    async with watching(settings_for(tmp_path), [fake(tmp_path, "alpha", "deaf", stop=0.3)]) as watch:
        await watch.end()
        assert watch.has(What.KILLED, "alpha")
        assert gone(pids(tmp_path, "alpha")[0])


async def test_the_second_signal_does_not_wait(tmp_path: Path) -> None:
    # Far longer than a test may take: only the second signal can end these.
    deaf = [fake(tmp_path, name, "deaf", stop=3600.0) for name in ("alpha", "beta")]
    async with watching(settings_for(tmp_path), deaf) as watch:
        watch.supervisor.signalled()
        watch.supervisor.signalled()
        assert watch.task is not None
        await watch.task
        assert all(gone(pids(tmp_path, name)[0]) for name in ("alpha", "beta"))


class FakeDrain:
    """Calls that go on until the test lets them end."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.count: int | None = 2
        self.lifted = False

    async def begin(self) -> None:
        self.begun.set()

    async def lift(self) -> None:
        self.lifted = True

    async def live_calls(self) -> int | None:
        return self.count


async def test_the_first_signal_lets_calls_end(tmp_path: Path) -> None:
    drain = FakeDrain()
    async with watching(settings_for(tmp_path, drain_seconds=3600.0), [fake(tmp_path, "alpha")], drain) as watch:
        ending = asyncio.create_task(watch.end())
        await until(lambda: watch.has(What.DRAINING))
        assert drain.begun.is_set()
        drain.count = None
        await until(lambda: sum(found.what is What.DRAINING for found in watch.told) == 2)
        assert not gone(pids(tmp_path, "alpha")[0])
        drain.count = 0
        await ending
        assert gone(pids(tmp_path, "alpha")[0])


async def test_only_what_was_taken_over_has_its_drain_lifted(tmp_path: Path) -> None:
    drain = FakeDrain()
    with another(tmp_path) as former:
        former.kill()
        former.wait()
        async with watching(settings_for(tmp_path), [fake(tmp_path, "alpha"), fake(tmp_path, "beta")], drain) as watch:
            assert drain.lifted
            drain.count = 0
            await watch.end()
    fresh = FakeDrain()
    async with watching(settings_for(tmp_path), [fake(tmp_path, "alpha")], fresh):
        assert not fresh.lifted


async def test_the_drain_has_a_limit(tmp_path: Path) -> None:
    async with watching(settings_for(tmp_path, drain_seconds=0.2), [fake(tmp_path, "alpha")], FakeDrain()) as watch:
        await watch.end()
        assert gone(pids(tmp_path, "alpha")[0])


async def test_a_program_that_dies_while_calls_end_is_started_again(tmp_path: Path) -> None:
    drain = FakeDrain()
    async with watching(settings_for(tmp_path, drain_seconds=3600.0), [fake(tmp_path, "alpha")], drain) as watch:
        ending = asyncio.create_task(watch.end())
        await drain.begun.wait()
        os.kill(pids(tmp_path, "alpha")[0], signal.SIGKILL)
        await until(lambda: len(pids(tmp_path, "alpha")) == 2)
        drain.count = 0
        await ending


async def test_the_second_signal_cuts_the_drain_short(tmp_path: Path) -> None:
    async with watching(settings_for(tmp_path, drain_seconds=3600.0), [fake(tmp_path, "alpha")], FakeDrain()) as watch:
        ending = asyncio.create_task(watch.end())
        await until(lambda: watch.has(What.DRAINING))
        watch.supervisor.signalled()
        await ending
        assert gone(pids(tmp_path, "alpha")[0])


async def test_nothing_is_started_when_preparing_fails(tmp_path: Path) -> None:
    def prepare() -> Sequence[str]:
        raise CannotStart("lines.yaml:3: no such queue")

    watch = Watch(settings_for(tmp_path), [fake(tmp_path, "alpha")])
    with pytest.raises(CannotStart, match=r"lines\.yaml:3"):
        await watch.supervisor.run(watch.began, prepare=prepare)
    assert pids(tmp_path, "alpha") == []
    assert load_copy(tmp_path) is None


async def test_warnings_of_preparing_are_told(tmp_path: Path) -> None:
    watch = Watch(settings_for(tmp_path), [fake(tmp_path, "alpha")])
    watch.task = asyncio.create_task(watch.supervisor.run(watch.began, prepare=lambda: ["the last good bundle runs"]))
    await until(watch.is_up)
    await watch.end()
    assert [found.detail for found in watch.told if found.what is What.WARNED] == ["the last good bundle runs"]


async def test_real_redis_is_ready_when_it_answers_and_comes_back_with_its_data(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    redis = build_programs(settings, find_runtime())[0]
    async with watching(settings, [redis]) as watch:
        first = next(found.pid for found in watch.told if found.what is What.READY)
        assert await redis.ready(first)
        assert not await redis.ready(first + 1)
        os.kill(first, signal.SIGKILL)
        await until(lambda: sum(found.what is What.READY for found in watch.told) == 2)
        await watch.end()
    assert not settings.redis_socket.exists()
