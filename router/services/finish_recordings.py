"""Finishes recordings: from Asterisk's raw file to a checked one that the archive knows. Raw goes last."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

QUIET_SECONDS: Final = 2.0
"""A file that has not grown for this long may be finished"""
BLIND_SECONDS: Final = 60.0
"""... or for this long when nobody can say whether the talk still runs"""
MISSING_SECONDS: Final = 15.0
"""A talk that has been over for this long and has no file has none"""
LOOK_SECONDS: Final = 5.0
"""Talks without a file are looked for this often"""
AGAIN_SECONDS: Final = 30.0
"""A recording that found no room is tried again after this"""
_CALL: Final = r"(?P<call>[A-Za-z0-9]{1,32}-(?P<arrived>[0-9]{1,12})\.[0-9]{1,12})"
_NAME: Final = re.compile(rf"{_CALL}-(?:(?P<segment>[0-9]{{1,6}})(?:p(?P<part>[0-9]{{1,4}}))?|m)")
TALK: Final = ".raw"
"""ending of a talk: two channels of 16 bits at 8 kHz"""
MESSAGE: Final = ".alaw"
"""ending of a message: one channel of A-law at 8 kHz"""


@dataclass(frozen=True, kw_only=True)
class RecordingName:
    """What a recording's file name says."""

    id: str
    call: str
    segment: int
    """0: a message"""
    arrived: int
    """Unix second in which the call began: gives the day that the recording lies under"""
    part: int = 1

    @property
    def ending(self) -> str:
        """Of the raw file."""
        return TALK if self.segment else MESSAGE


@dataclass(frozen=True, kw_only=True)
class RawFile:
    """A raw recording as it lies there."""

    name: str
    """without the ending"""
    size: int
    """bytes"""
    writing: bool | None
    """whether somebody has it open for writing; None: cannot be told here"""
    ending: str = TALK

    @property
    def file(self) -> str:
        """The whole file name."""
        return f"{self.name}{self.ending}"


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A finished recording, verified by decoding. Levels in dB below full scale."""

    path: str
    sha256: str
    size: int
    seconds: float
    citizen_peak: float
    citizen_rms: float
    agent_peak: float | None
    """None: a message has one voice"""
    agent_rms: float | None
    channels: int = 2
    peaks: bytes = b""
    """how it looks: a byte per point, 255 is full scale, the citizen's points before the agent's"""


@dataclass(frozen=True, kw_only=True)
class MissingTalk:
    """A talk, a part of one, or a message, that is over and has no recording yet."""

    id: str
    call: str
    segment: int
    named: bool
    """the dialplan had begun a recording"""
    part: int = 1


class RecordingEmpty(Exception):
    """There is no sound in it."""


class RecordingSpoilt(Exception):
    """What was written does not decode to what was recorded."""


class NoRoom(Exception):
    """The disk is full, or cannot be written."""


class RawRecordings(Protocol):
    """The folder of raw recordings and the one of finished ones."""

    def waiting(self) -> Sequence[RawFile]: ...

    def finish(self, name: RecordingName) -> Finished:
        """Make and verify the finished file. Raises RecordingEmpty, RecordingSpoilt, NoRoom."""
        ...

    def remove(self, file: str) -> None:
        """Forget a raw file, unless it is being written anew."""
        ...

    def set_aside(self, file: str) -> None:
        """Keep a raw file out of the way."""
        ...


class RecordingArchive(Protocol):
    """Where recordings are written down. Raises the adapter's own error when it is away."""

    def recorded(self, name: RecordingName, finished: Finished, *, at: float) -> None: ...

    def not_recorded(self, talk: MissingTalk, reason: str, *, at: float, alarm: str = "") -> None: ...

    def alarm(self, subject: str, text: str, *, at: float) -> None: ...

    def missing(self, before: float) -> Sequence[MissingTalk]:
        """Talks that ended before this and have no recording, not even a lost one."""
        ...


class Talks(Protocol):
    """What the live state says."""

    def running(self, recording: str) -> bool | None:
        """Whether the talk or message that this raw file name belongs to still runs; None: nobody knows."""
        ...


def parse_name(stem: str) -> RecordingName | None:
    """The parts of `<call>-<segment>`, `<call>-<segment>p<part>` or `<call>-m`; None when it is something else."""
    found = _NAME.fullmatch(stem)
    if found is None:
        return None
    return RecordingName(
        id=stem,
        call=found["call"],
        segment=int(found["segment"] or 0),
        part=int(found["part"] or 1),
        arrived=int(found["arrived"]),
    )


@dataclass(kw_only=True)
class Finisher:
    """Remembers, between one look and the next, how large each file was and when it may be tried again."""

    raw: RawRecordings
    archive: RecordingArchive
    talks: Talks
    sizes: dict[str, tuple[int, float]] = field(default_factory=dict)
    """name to size and the time since which it has had it"""
    again: dict[str, float] = field(default_factory=dict)
    """name to the time before which it is not tried again"""
    looked_at: float = 0.0

    def settled(self, file: RawFile, now: float) -> bool:
        """Whether nobody will write to this file any more."""
        size, since = self.sizes.get(file.name, (-1, now))
        if size != file.size:
            self.sizes[file.name] = (file.size, now)
            return False
        quiet = now - since
        if quiet < QUIET_SECONDS or file.writing or self.again.get(file.name, now) > now:
            return False
        if file.writing is False:
            return True
        running = self.talks.running(file.file)
        return quiet >= BLIND_SECONDS if running is None else not running


def finish_recordings(finisher: Finisher, *, now: float) -> int:
    """Finish every recording that is ready, and write down talks that have none. How many were finished."""
    files = finisher.raw.waiting()
    names = {file.name for file in files}
    finisher.sizes = {name: seen for name, seen in finisher.sizes.items() if name in names}
    finisher.again = {name: at for name, at in finisher.again.items() if name in names}
    done = sum(_finish(finisher, file, now) for file in files if finisher.settled(file, now))
    if now - finisher.looked_at >= LOOK_SECONDS:
        finisher.looked_at = now
        _tell_missing(finisher, names, now)
    return done


def _tell_missing(finisher: Finisher, names: set[str], now: float) -> None:
    for talk in finisher.archive.missing(now - MISSING_SECONDS):
        if talk.id not in names:
            reason = "no file" if talk.named else "not started"
            text = f"{_what(talk.segment)} was not recorded: {reason}"
            finisher.archive.not_recorded(talk, reason, at=now, alarm=text)


def _finish(finisher: Finisher, file: RawFile, now: float) -> int:
    name = parse_name(file.name)
    if name is None or name.ending != file.ending:
        finisher.archive.alarm(file.name, "a file among the recordings has no call's name; set aside", at=now)
        finisher.raw.set_aside(file.file)
        return 0
    lost = MissingTalk(id=name.id, call=name.call, segment=name.segment, part=name.part, named=True)
    try:
        finished = finisher.raw.finish(name)
    except RecordingEmpty:
        if not name.segment:
            # A key pressed before the first word; a message that was told and has no file is missed all the same.
            finisher.raw.remove(file.file)
            return 0
        text = f"{_what(name.segment)} was not recorded: its file is empty"
        finisher.archive.not_recorded(lost, "empty", at=now, alarm=text)
        finisher.raw.remove(file.file)
        return 0
    except RecordingSpoilt as spoilt:
        text = f"a recording cannot be finished ({spoilt}); the raw file is set aside"
        finisher.archive.not_recorded(lost, "spoilt", at=now, alarm=text)
        finisher.raw.set_aside(file.file)
        return 0
    except NoRoom as full:
        if file.name not in finisher.again:
            finisher.archive.alarm(name.id, f"a recording waits for room on the disk ({full})", at=now)
        finisher.again[file.name] = now + AGAIN_SECONDS
        return 0
    finisher.archive.recorded(name, finished, at=now)
    finisher.raw.remove(file.file)
    return 1


def _what(segment: int) -> str:
    return "a talk" if segment else "a message"
