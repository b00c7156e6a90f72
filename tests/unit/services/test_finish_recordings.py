"""Which raw files are finished, when, and what is told where there is none."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from router.services.finish_recordings import (
    AGAIN_SECONDS,
    BLIND_SECONDS,
    LOOK_SECONDS,
    Finished,
    Finisher,
    MissingTalk,
    NoRoom,
    RawFile,
    RecordingEmpty,
    RecordingName,
    RecordingSpoilt,
    finish_recordings,
    parse_name,
)

NAME = "node1-1763776800.12-3"
RAW = f"{NAME}.raw"
DONE = Finished(
    path="p", sha256="s", size=1, seconds=1.0, citizen_peak=0.0, citizen_rms=0.0, agent_peak=0.0, agent_rms=0.0
)


class World:
    """Folder, archive and live state in memory."""

    def __init__(self, *, writing: bool | None = False, running: bool | None = False) -> None:
        self.files = {RAW: 3200}
        self.writing = writing
        self.is_running = running
        self.trouble: Exception | None = None
        self.log: list[str] = []
        self.lost: list[MissingTalk] = []
        self.away = False

    def waiting(self) -> list[RawFile]:
        return [
            RawFile(name=file.rpartition(".")[0], size=size, writing=self.writing, ending=f".{file.rpartition('.')[2]}")
            for file, size in self.files.items()
        ]

    def finish(self, name: RecordingName) -> Finished:
        if self.trouble is not None:
            raise self.trouble
        return DONE

    def remove(self, file: str) -> None:
        self.log.append(f"removed {file}")
        del self.files[file]

    def set_aside(self, file: str) -> None:
        self.log.append(f"aside {file}")
        del self.files[file]

    def recorded(self, name: RecordingName, finished: Finished, *, at: float) -> None:
        if self.away:
            raise ConnectionError
        self.log.append(f"recorded {name.id}")

    def not_recorded(self, talk: MissingTalk, reason: str, *, at: float, alarm: str = "") -> None:
        assert alarm
        self.log.append(f"not recorded {talk.id}: {reason}")
        self.lost = []

    def alarm(self, subject: str, text: str, *, at: float) -> None:
        self.log.append(f"alarm {subject}")

    def missing(self, before: float) -> Sequence[MissingTalk]:
        return self.lost

    def running(self, recording: str) -> bool | None:
        assert recording == RAW
        return self.is_running


def looked(world: World, *times: float) -> Finisher:
    finisher = Finisher(raw=world, archive=world, talks=world)
    for at in times:
        finish_recordings(finisher, now=1000.0 + at)
    return finisher


def test_a_quiet_file_is_recorded_before_its_raw_goes() -> None:
    world = World()
    looked(world, 0, 2)
    assert world.log == [f"recorded {NAME}", f"removed {RAW}"]


@pytest.mark.parametrize(
    ("writing", "running", "after", "done"),
    [
        (False, True, 1.9, False),  # not quiet for long enough
        (False, True, 2, True),  # the file system knows better than a stale live state
        (True, False, 3600, False),  # somebody has it open, however quiet
        (None, True, 3600, False),
        (None, False, 2, True),
        (None, None, BLIND_SECONDS - 1, False),
        (None, None, BLIND_SECONDS, True),
    ],
)
def test_when_a_file_is_finished(writing: bool | None, running: bool | None, after: float, done: bool) -> None:
    world = World(writing=writing, running=running)
    looked(world, 0, after)
    assert (world.log != []) is done


def test_a_growing_file_is_left_alone() -> None:
    world = World()
    finisher = looked(world, 0)
    for second in range(1, 6):
        world.files[RAW] += 32000
        finish_recordings(finisher, now=1000.0 + second)
    assert world.log == []


def test_an_empty_file() -> None:
    world = World()
    world.trouble = RecordingEmpty()
    looked(world, 0, 2)
    assert world.log == [f"not recorded {NAME}: empty", f"removed {RAW}"]


def test_a_message_of_which_nothing_was_said_is_no_failure() -> None:
    world = World()
    message = "node1-1763776800.12-m.alaw"
    world.files = {message: 0}
    world.trouble = RecordingEmpty()
    looked(world, 0, 2)
    assert world.log == [f"removed {message}"]


def test_a_spoilt_file_is_kept_aside() -> None:
    world = World()
    world.trouble = RecordingSpoilt("x")
    looked(world, 0, 2)
    assert world.log == [f"not recorded {NAME}: spoilt", f"aside {RAW}"]


def test_a_full_disk_is_told_once_and_tried_again() -> None:
    world = World()
    world.trouble = NoRoom("full")
    finisher = looked(world, 0, 2, 3, 4, 3 + AGAIN_SECONDS)
    assert world.log == [f"alarm {NAME}"]
    world.trouble = None
    finish_recordings(finisher, now=1000.0 + 3 * AGAIN_SECONDS)
    assert world.log[1:] == [f"recorded {NAME}", f"removed {RAW}"]


def test_raw_stays_while_the_archive_is_away() -> None:
    world = World()
    world.away = True
    finisher = looked(world, 0)
    with pytest.raises(ConnectionError):
        finish_recordings(finisher, now=1002.0)
    assert RAW in world.files
    world.away = False
    finish_recordings(finisher, now=1003.0)
    assert world.files == {}


@pytest.mark.parametrize("file", ["junk.raw", f"{NAME}.alaw", "node1-1763776800.12-m.raw", "node1-1.2-0m.alaw"])
def test_a_file_with_a_strange_name_is_set_aside(file: str) -> None:
    world = World()
    world.files = {file: 10}
    looked(world, 0, 2)
    assert world.log == [f"alarm {file.rpartition('.')[0]}", f"aside {file}"]


@pytest.mark.parametrize("file", ["node1-1763776800.12-m.alaw", "node1-1763776800.12-1p2.raw"])
def test_messages_and_later_parts_are_finished_too(file: str) -> None:
    world = World()
    world.files = {file: 10}
    looked(world, 0, 2)
    assert world.log == [f"recorded {file.rpartition('.')[0]}", f"removed {file}"]


def test_a_talk_without_a_file_is_told_but_not_while_its_file_waits() -> None:
    world = World(writing=True)
    talk = MissingTalk(id=NAME, call="c", segment=3, named=True)
    world.lost = [talk]
    finisher = looked(world, 0)
    assert world.log == []
    world.files = {}
    finish_recordings(finisher, now=1000.0 + LOOK_SECONDS)
    assert world.log == [f"not recorded {NAME}: no file"]
    world.lost = [MissingTalk(id="c-s1", call="c", segment=1, named=False)]
    finish_recordings(finisher, now=1000.0 + 2 * LOOK_SECONDS)
    assert world.log[1:] == ["not recorded c-s1: not started"]


def test_names() -> None:
    name = parse_name(NAME)
    assert name == RecordingName(id=NAME, call="node1-1763776800.12", segment=3, arrived=1763776800)
    later = parse_name("node1-1763776800.12-3p2")
    assert later is not None
    assert (later.call, later.segment, later.part, later.ending) == ("node1-1763776800.12", 3, 2, ".raw")
    message = parse_name("node1-1763776800.12-m")
    assert message is not None
    assert (message.call, message.segment, message.ending) == ("node1-1763776800.12", 0, ".alaw")
    for bad in (
        "",
        "x",
        "../node1-1.2-3",
        "node1-1.2",
        "node1-1.2-x",
        "node1-1.2-3\n",
        "node1-1.2-3p",
        "node1-1.2-m2",
        "node1-1.2-3m",
        "node1-" + "9" * 30 + ".2-3",
    ):
        assert parse_name(bad) is None
