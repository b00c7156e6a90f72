"""Reads Asterisk's channel event log by byte offset. The columns are told in `asterisk_conf/README.md`."""

from __future__ import annotations

import csv
import json
import math
import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from router.services.archive_records import Rejected
from router.services.cel_facts import CelRow
from router.services.import_cel import CelChunk, CelPosition

CHUNK_BYTES: Final = 1024 * 1024
ROTATE_BYTES: Final = 64 * 1024 * 1024
QUIET_SECONDS: Final = 5.0
COLUMNS: Final = 11
EVENTS: Final = "CHAN_START|ANSWER|BRIDGE_ENTER|BRIDGE_EXIT|HANGUP|CHAN_END|LINKEDID_END|USER_DEFINED"  # as in cel.conf
_ROW_START: Final = re.compile(rf'"(?:{EVENTS})","')


def read_spool(path: Path, position: CelPosition, *, clock: Callable[[], float] = time.time) -> CelChunk:
    """The rows after a position, up to 1 MiB. A half-written last line is left for the next time.

    A log that was moved away is read to its end first, where it lies in the same folder; one that is shorter than the
    position was emptied, and is read from its start. Raises OSError.
    """
    source, offset = _locate(path, position, clock())
    if source is None:
        return CelChunk(rows=(), rejected=(), position=position)
    with source.open("rb") as stream:
        inode = os.fstat(stream.fileno()).st_ino
        stream.seek(offset)
        raw = stream.read(CHUNK_BYTES)
    whole = raw[: raw.rfind(b"\n") + 1]
    if not whole and len(raw) == CHUNK_BYTES:
        whole = raw  # a "line" of a MiB is junk: step over it
    rows, rejected, at = [], [], offset
    for line in whole.split(b"\n"):
        if line.strip():
            row, wrong = parse_line(line.decode(errors="replace"))
            if row is not None:
                rows.append(row)
            if wrong:
                body = line[:500].decode(errors="replace")
                rejected.append(Rejected(source="cel", place=str(at), reason=wrong, body=body))
        at += len(line) + 1
    moved = CelPosition(inode=inode, offset=offset + len(whole), at=position.at)
    return CelChunk(rows=rows, rejected=rejected, position=moved)


def rotate_spool(path: Path, position: CelPosition) -> bool:
    """Move a log aside that has grown large and was read to its end. Asterisk opens it anew for every row."""
    status = _status(path)
    if status is None or status.st_size < ROTATE_BYTES:
        return False
    if (status.st_ino, status.st_size) != (position.inode, position.offset):
        return False
    path.rename(path.with_name(f"{path.name}.read"))
    return True


def _locate(path: Path, position: CelPosition, now: float) -> tuple[Path | None, int]:
    status = _status(path)
    if status is not None and status.st_ino == position.inode:
        return path, position.offset if status.st_size >= position.offset else 0
    former = _former(path, position)
    if former is not None:
        size, written = former.stat().st_size, former.stat().st_mtime
        if size > position.offset or now - written < QUIET_SECONDS:
            return former, min(position.offset, size)
        if former.name == f"{path.name}.read" and status is not None:
            former.unlink()
    return (path, 0) if status is not None else (None, 0)


def _former(path: Path, position: CelPosition) -> Path | None:
    """The log that was being read, under another name by now."""
    if not position.inode or not path.parent.is_dir():
        return None
    with os.scandir(path.parent) as entries:
        return next(
            (Path(e.path) for e in entries if e.inode() == position.inode and e.is_file() and e.name != path.name), None
        )


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def parse_line(line: str) -> tuple[CelRow | None, str]:
    """The row of one line, and what is wrong with the line.

    A row that was broken off by a full disk or a crash has the next one glued to it: that one is still read.
    """
    row = _parse(line)
    if row is not None:
        return row, ""
    starts = [found.start() for found in _ROW_START.finditer(line)]
    for start in reversed(starts):
        glued = _parse(line[start:])
        if start and glued is not None:
            return glued, "broken off"
    return None, "unreadable"


def _parse(line: str) -> CelRow | None:
    try:
        (columns,) = csv.reader([line], strict=True)
        if len(columns) != COLUMNS or not re.fullmatch(EVENTS, columns[0]):
            return None
        at = float(columns[2])
        if not math.isfinite(at) or not 0 < at < 1e11:
            return None
        return CelRow(
            event=columns[0],
            fact=columns[1] if columns[0] == "USER_DEFINED" else "",
            at=at,
            channel_id=columns[3],
            channel=columns[5],
            values=_values(columns[10]),
        )
    except (csv.Error, ValueError, RecursionError):
        return None


def _values(extra: str) -> dict[str, str]:
    """`{"extra": "Key=value|Key=value"}` of a fact, or Asterisk's own keys as they are."""
    loaded: Any = json.loads(extra) if extra.strip() else {}
    if not isinstance(loaded, dict):
        return {}
    pairs = str(loaded.get("extra", "")).split("|")
    told = {name: value for name, sign, value in (pair.partition("=") for pair in pairs) if sign}
    return {name: str(value) for name, value in loaded.items() if name != "extra"} | told
