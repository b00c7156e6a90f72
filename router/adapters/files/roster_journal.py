"""The roster's edits in a file, one line of JSON each: only ever appended to, so that the past stays as it was."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pydantic import TypeAdapter

from router.adapters.files.atomic import sync_folder
from router.adapters.files.file_stamp import Stamp, file_stamp
from router.domain.errors import Conflict
from router.domain.shifts.edits import Back, Edit, Entry, Extra, Import, Leave, Swap
from router.domain.shifts.refusals import RosterDamaged

_KINDS: dict[str, type[Edit]] = {"import": Import, "swap": Swap, "leave": Leave, "back": Back, "extra": Extra}
_KIND_OF = {edit: kind for kind, edit in _KINDS.items()}
_EDITS: dict[str, TypeAdapter[Edit]] = {kind: TypeAdapter(edit) for kind, edit in _KINDS.items()}
_ENTRY = TypeAdapter(Entry)


class FileRosterJournal:
    """`<folder>/journal.jsonl`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "journal.jsonl"
        self._kept: tuple[Stamp | None, tuple[Entry, ...]] | None = None

    def entries(self) -> tuple[Entry, ...]:
        """All, by number. May be asked by several threads.

        Raises:
            RosterDamaged: with the line.
        """
        # Taken before it is read: what is added meanwhile is read once more.
        stamp, kept = file_stamp(self._path), self._kept
        if kept is not None and kept[0] == stamp:
            return kept[1]
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise RosterDamaged(f"{self._path.name}: {error.strerror}") from error
        entries = tuple(self._read(content))
        self._kept = (stamp, entries)
        return entries

    def append(self, entry: Entry) -> None:
        """Put an edit on record; two processes at once come one after the other.

        Raises:
            Conflict: its number is not the next.
            RosterDamaged: what is there cannot be read.
            OSError: no space, no right.
        """
        new = not self._path.exists()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._locked() as stream:
            content = stream.read()
            whole = content.rpartition(b"\n")[0] + b"\n" if b"\n" in content else b""
            if entry.number != sum(1 for _ in self._read(whole)) + 1:
                raise Conflict
            # What a power cut left of a line was never acknowledged to anybody.
            stream.truncate(len(whole))
            stream.seek(len(whole))
            stream.write(_line(entry))
            stream.flush()
            os.fsync(stream.fileno())
        if new:
            sync_folder(self._path.parent)

    @contextmanager
    def _locked(self) -> Iterator[IO[bytes]]:
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o640)
        with os.fdopen(handle, "r+b") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield stream

    def _read(self, content: bytes) -> Iterator[Entry]:
        lines = content.split(b"\n")
        # What follows the last line's end is empty, or what a power cut left of a line.
        for number, line in enumerate(lines[:-1], start=1):
            try:
                entry = _entry(line)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise RosterDamaged(f"{self._path.name}, line {number}") from error
            if entry.number != number:
                raise RosterDamaged(f"{self._path.name}, line {number}: entry {entry.number}")
            yield entry


def _line(entry: Entry) -> bytes:
    body = _ENTRY.dump_python(entry, mode="json")
    return json.dumps({"kind": _KIND_OF[type(entry.edit)], **body}, ensure_ascii=False).encode() + b"\n"


def _entry(line: bytes) -> Entry:
    body = json.loads(line)
    edit = _EDITS[body.pop("kind")].validate_python(body.pop("edit"))
    return _ENTRY.validate_python({**body, "edit": edit})
