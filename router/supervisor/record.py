"""What a supervisor leaves behind about its children, so that the next one can take them over."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil


@dataclass(frozen=True, kw_only=True)
class ChildRecord:
    """One child. Process ids are used again: only together with `created` do they name a process."""

    name: str
    pid: int
    created: float
    """psutil's create_time, Unix seconds"""
    restarts: int = 0
    last_death: str = ""
    mark: Mapping[str, str] = field(default_factory=dict)
    """what it took in when it was started; see `router.supervisor.mark`"""


@dataclass(frozen=True, kw_only=True)
class Record:
    """All children, and the settings they were started with."""

    settings: Mapping[str, str] = field(default_factory=dict)
    children: tuple[ChildRecord, ...] = ()

    def child(self, name: str) -> ChildRecord | None:
        """The child of that name."""
        return next((child for child in self.children if child.name == name), None)


def record_path(run: Path) -> Path:
    """Where the record lies."""
    return run / "children.json"


def load_record(run: Path) -> Record:
    """The record; an empty one when there is none, or none that can be read."""
    try:
        body = json.loads(record_path(run).read_text())
        return Record(
            settings={str(key): str(value) for key, value in body["settings"].items()},
            children=tuple(ChildRecord(**child) for child in body["children"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Record()


def save_record(run: Path, settings: Mapping[str, str], children: Sequence[ChildRecord]) -> None:
    """Replace the record as a whole."""
    write_json(record_path(run), {"settings": dict(settings), "children": [asdict(child) for child in children]})


def write_json(path: Path, body: object) -> None:
    """Replace a file by another in one step: a reader sees the old one or the new one."""
    spare = path.with_name(f".{path.name}.{os.getpid()}")
    spare.write_text(json.dumps(body, indent=1, ensure_ascii=False))
    spare.replace(path)


def created(pid: int) -> float | None:
    """When the process was created; None when there is none, or a dead one that nobody has buried."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.Error:
        return None


def alive(child: ChildRecord) -> bool:
    """Whether that very process still runs."""
    found = created(child.pid)
    # Two clock ticks of tolerance: the figure is computed from the time of boot.
    return found is not None and abs(found - child.created) < 0.05
