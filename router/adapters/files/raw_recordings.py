"""Asterisk's raw recordings, and how each becomes an Ogg Opus file: a talk has citizen left, agent right."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np

from router.adapters.files.atomic import sync_folder
from router.adapters.files.levels import Levels
from router.adapters.files.opus import RATE, OpusFailed, read_opus, write_opus
from router.services.finish_recordings import (
    MESSAGE,
    TALK,
    Finished,
    NoRoom,
    RawFile,
    RecordingEmpty,
    RecordingName,
    RecordingSpoilt,
)

BLOCK_FRAMES: Final = RATE * 10
TOLERANCE_FRAMES: Final = RATE // 10
SPARE_BYTES: Final = 4 * 1024 * 1024
ASIDE: Final = "aside"
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO})


@dataclass(frozen=True, kw_only=True)
class _Shape:
    """How a raw file is written."""

    channels: int
    frame_bytes: int
    decode: Callable[[bytes], Any]


def _talk(block: bytes) -> Any:
    """Two channels of 16 bits: first the agent (whose leg is recorded), then the citizen."""
    return np.frombuffer(block, dtype="<i2").reshape(-1, 2)[:, ::-1]


def _message(block: bytes) -> Any:
    """One channel of A-law (G.711) to 16 bits."""
    return _ALAW[np.frombuffer(block, dtype=np.uint8)]


def _alaw_table() -> Any:
    """What each of the 256 codes stands for, by ITU-T G.711."""
    code = np.arange(256, dtype=np.int32) ^ 0x55
    exponent, mantissa = (code >> 4) & 7, code & 15
    level = np.where(exponent == 0, (mantissa << 4) + 8, ((mantissa << 4) + 0x108) << np.maximum(exponent - 1, 0))
    return np.where(code & 0x80, level, -level).astype(np.int16)


_ALAW: Final = _alaw_table()
_SHAPES: Final = {
    TALK: _Shape(channels=2, frame_bytes=4, decode=_talk),
    MESSAGE: _Shape(channels=1, frame_bytes=1, decode=_message),
}


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
        for path in sorted(path for ending in (TALK, MESSAGE) for path in self._raw.glob(f"*{ending}")):
            try:
                size, writing = path.stat().st_size, is_written(path)
            except FileNotFoundError:
                continue
            found.append(RawFile(name=path.stem, size=size, writing=writing, ending=path.suffix))
        return found

    def finish(self, name: RecordingName) -> Finished:
        """Make, verify and put in place the finished file. Raises RecordingEmpty, RecordingSpoilt, NoRoom."""
        raw = self._raw / f"{name.id}{name.ending}"
        day = datetime.fromtimestamp(name.arrived, UTC).astimezone(self._zone())
        relative = Path(f"{day:%Y/%m/%d}") / f"{name.id}.opus"
        target = self._finished / relative
        part = target.with_name(f".{target.name}.part")
        try:
            shape = _SHAPES[name.ending]
            frames = raw.stat().st_size // shape.frame_bytes
            if not frames:
                raise RecordingEmpty
            target.parent.mkdir(parents=True, exist_ok=True)
            room = shutil.disk_usage(target.parent).free
            if room < raw.stat().st_size // shape.frame_bytes + SPARE_BYTES:
                raise NoRoom(f"{room // 1024} KiB free")
            finished = _make(raw, part, shape, relative)
            os.replace(part, target)
            sync_folder(target.parent)
        except OSError as error:
            if error.errno in _FULL:
                raise NoRoom(os.strerror(error.errno or 0)) from error
            raise RecordingSpoilt(type(error).__name__) from error
        finally:
            part.unlink(missing_ok=True)
        return finished

    def remove(self, file: str) -> None:
        """Forget a raw file, unless it is being written anew: a caller's second try at a message has the same name."""
        path = self._raw / file
        try:
            if not is_written(path):
                path.unlink()
        except FileNotFoundError:
            return

    def set_aside(self, file: str) -> None:
        """Keep a raw file out of the way, in the folder `aside` beside it."""
        aside = self._raw / ASIDE
        aside.mkdir(exist_ok=True)
        os.replace(self._raw / file, aside / file)


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


def _make(raw: Path, part: Path, shape: _Shape, relative: Path) -> Finished:
    part.unlink(missing_ok=True)
    frames = raw.stat().st_size // shape.frame_bytes
    try:
        _encode(raw, part, shape)
        levels = _decode(part, shape, frames)
    except OpusFailed as error:
        raise RecordingSpoilt(str(error)) from error
    if abs(levels.frames - frames) > TOLERANCE_FRAMES:
        raise RecordingSpoilt(f"{levels.frames} of {frames} frames decode")
    citizen = levels.channel(0)
    agent = levels.channel(1) if shape.channels == 2 else None
    return Finished(
        path=str(relative),
        sha256=sync_and_hash(part),
        size=part.stat().st_size,
        seconds=round(levels.frames / RATE, 3),
        citizen_peak=citizen.peak,
        citizen_rms=citizen.rms,
        agent_peak=agent.peak if agent else None,
        agent_rms=agent.rms if agent else None,
        channels=shape.channels,
        peaks=levels.peaks(),
    )


def sync_and_hash(path: Path) -> str:
    """SHA-256 of a file that is on the disk when this returns."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1024 * 1024):
            digest.update(block)
        os.fsync(stream.fileno())
    return digest.hexdigest()


def _encode(raw: Path, part: Path, shape: _Shape) -> None:
    write_opus(part, shape.channels, _blocks(raw, shape))


def _blocks(raw: Path, shape: _Shape) -> Iterator[Any]:
    # In blocks: a talk can last hours, and the archiver's memory shall not.
    with raw.open("rb") as stream:
        while block := stream.read(BLOCK_FRAMES * shape.frame_bytes):
            yield shape.decode(block[: len(block) - len(block) % shape.frame_bytes])


def _decode(part: Path, shape: _Shape, frames: int) -> Levels:
    levels = Levels(shape.channels, expected=frames)
    for block in read_opus(part, shape.channels):
        levels.add(block)
    return levels
