"""Asterisk's raw recordings, and how each becomes an Ogg Opus file: citizen left, agent right."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
import soundfile

from router.adapters.files.atomic import sync_folder
from router.adapters.files.levels import Levels
from router.services.finish_recordings import (
    Finished,
    NoRoom,
    RawFile,
    RecordingEmpty,
    RecordingName,
    RecordingSpoilt,
)

RATE: Final = 8000
FRAME_BYTES: Final = 4
"""two channels of 16 bits: first the agent (whose leg is recorded), then the citizen"""
BLOCK_FRAMES: Final = RATE * 10
TOLERANCE_FRAMES: Final = RATE // 10
SPARE_BYTES: Final = 4 * 1024 * 1024
ASIDE: Final = "aside"
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO})


class RawRecordingFolder:
    """`router.services.finish_recordings.RawRecordings`."""

    def __init__(self, raw: Path, finished: Path, zone: Callable[[], ZoneInfo]) -> None:
        self._raw = raw
        self._finished = finished
        self._zone = zone

    def waiting(self) -> list[RawFile]:
        """What lies there now, oldest call first."""
        if not self._raw.is_dir():
            return []
        found = []
        for path in sorted(self._raw.glob("*.raw")):
            try:
                found.append(RawFile(name=path.stem, size=path.stat().st_size, writing=is_written(path)))
            except FileNotFoundError:
                continue
        return found

    def finish(self, name: RecordingName) -> Finished:
        """Make, verify and put in place the finished file. Raises RecordingEmpty, RecordingSpoilt, NoRoom."""
        raw = self._raw / f"{name.id}.raw"
        day = datetime.fromtimestamp(name.arrived, UTC).astimezone(self._zone())
        relative = Path(f"{day:%Y/%m/%d}") / f"{name.id}.opus"
        target = self._finished / relative
        part = target.with_name(f".{target.name}.part")
        try:
            frames = raw.stat().st_size // FRAME_BYTES
            if not frames:
                raise RecordingEmpty
            target.parent.mkdir(parents=True, exist_ok=True)
            room = shutil.disk_usage(target.parent).free
            if room < raw.stat().st_size // 4 + SPARE_BYTES:
                raise NoRoom(f"{room // 1024} KiB free")
            finished = _make(raw, part, frames, relative)
            os.replace(part, target)
            sync_folder(target.parent)
        except OSError as error:
            if error.errno in _FULL:
                raise NoRoom(os.strerror(error.errno or 0)) from error
            raise RecordingSpoilt(type(error).__name__) from error
        finally:
            part.unlink(missing_ok=True)
        return finished

    def remove(self, name: str) -> None:
        """Forget a raw file."""
        (self._raw / f"{name}.raw").unlink(missing_ok=True)

    def set_aside(self, name: str) -> None:
        """Keep a raw file out of the way, in the folder `aside` beside it."""
        aside = self._raw / ASIDE
        aside.mkdir(exist_ok=True)
        os.replace(self._raw / f"{name}.raw", aside / f"{name}.raw")


def is_written(path: Path) -> bool | None:
    """Whether a process has the file open for writing; None where the file system cannot say.

    Asked by taking a read lease for a moment: Linux grants none on a file that is open for writing.
    """
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return True if error.errno in {errno.EAGAIN, errno.EACCES} else None
    finally:
        os.close(handle)
    return False


def _make(raw: Path, part: Path, frames: int, relative: Path) -> Finished:
    part.unlink(missing_ok=True)
    try:
        _encode(raw, part)
        levels = _decode(part)
    except soundfile.SoundFileError as error:
        raise RecordingSpoilt(f"{type(error).__name__}") from error
    if abs(levels.frames - frames) > TOLERANCE_FRAMES:
        raise RecordingSpoilt(f"{levels.frames} of {frames} frames decode")
    digest = hashlib.sha256()
    with part.open("rb") as stream:
        while block := stream.read(1024 * 1024):
            digest.update(block)
        os.fsync(stream.fileno())
    citizen, agent = levels.channel(0), levels.channel(1)
    return Finished(
        path=str(relative),
        sha256=digest.hexdigest(),
        size=part.stat().st_size,
        seconds=round(levels.frames / RATE, 3),
        citizen_peak=citizen.peak,
        citizen_rms=citizen.rms,
        agent_peak=agent.peak,
        agent_rms=agent.rms,
    )


def _encode(raw: Path, part: Path) -> None:
    opus: dict[str, Any] = {"samplerate": RATE, "channels": 2, "format": "OGG", "subtype": "OPUS"}
    # In blocks: a talk can last hours, and the archiver's memory shall not.
    with raw.open("rb") as stream, soundfile.SoundFile(part, "w", **opus) as sound:
        while block := stream.read(BLOCK_FRAMES * FRAME_BYTES):
            whole = len(block) - len(block) % FRAME_BYTES
            agent_first = np.frombuffer(block[:whole], dtype="<i2").reshape(-1, 2)
            sound.write(agent_first[:, ::-1])


def _decode(part: Path) -> Levels:
    levels = Levels()
    with soundfile.SoundFile(part) as sound:
        if (sound.samplerate, sound.channels) != (RATE, 2):
            raise RecordingSpoilt(f"{sound.channels} channels at {sound.samplerate} Hz")
        for block in sound.blocks(blocksize=BLOCK_FRAMES, dtype="float32", always_2d=True):
            levels.add(block)
    return levels
