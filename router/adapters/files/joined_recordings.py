"""Puts the recordings of one call's talks, and their parts, together into one file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from router.adapters.files.atomic import sync_folder
from router.adapters.files.opus import OpusFailed, read_opus, to_16_bits, write_opus
from router.adapters.files.raw_recordings import TOLERANCE_FRAMES, sync_and_hash

MARK: Final = "-all-"
CHANNELS: Final = 2


class JoinFailed(Exception):
    """The talks of a call could not be put together."""


def joined_path(call: str, parts: Sequence[tuple[Path, str]]) -> Path:
    """Where the joined file of these parts, (path, SHA-256) in order, lies: beside the first one. Other parts give
    another name, so that a part that comes late makes a new file."""
    digest = hashlib.sha256("".join(sha256 for _, sha256 in parts).encode()).hexdigest()
    return parts[0][0].with_name(f"{call}{MARK}{digest[:12]}.opus")


def joined_files(call: str, folder: Path) -> Iterator[Path]:
    """Every joined file of a call, also of former parts, and one that is half made."""
    for entry in folder.iterdir() if folder.is_dir() else ():
        if entry.name.lstrip(".").startswith(f"{call}{MARK}"):
            yield entry


def join_recordings(call: str, parts: Sequence[tuple[Path, str]]) -> Path:
    """The joined file, made now unless it is there. Citizen left, agent right, as in its parts.

    Raises:
        JoinFailed: a part cannot be read, there is no room, or the result does not decode to all that went in.
    """
    target = joined_path(call, parts)
    if target.is_file():
        return target
    half = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        frames = _write(half, [path for path, _ in parts])
        found = sum(len(block) for block in read_opus(half, CHANNELS))
        if abs(found - frames) > TOLERANCE_FRAMES * len(parts):
            raise JoinFailed(f"{found} of {frames} frames")
        sync_and_hash(half)
        for former in list(joined_files(call, target.parent)):
            if former != half:
                former.unlink(missing_ok=True)
        os.replace(half, target)
        sync_folder(target.parent)
    except OpusFailed as error:
        raise JoinFailed(str(error)) from error
    except OSError as error:
        raise JoinFailed(type(error).__name__) from error
    finally:
        half.unlink(missing_ok=True)
    return target


def _write(half: Path, parts: Sequence[Path]) -> int:
    frames = 0

    def blocks() -> Iterator[Any]:
        nonlocal frames
        for path in parts:
            for block in read_opus(path, CHANNELS):
                frames += len(block)
                yield to_16_bits(block)

    write_opus(half, CHANNELS, blocks())
    return frames
