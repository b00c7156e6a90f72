"""What the supervisor tells about its children."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """What happened; the log's event name."""

    STARTED = "process_started"  # has a process id
    ADOPTED = "process_adopted"  # was taken over from an earlier supervisor
    READY = "process_ready"  # does its work
    DIED = "process_died"  # ended without being asked
    STOPPED = "process_stopped"  # ended as asked
    KILLED = "process_killed"  # had to be killed
    WARNED = "warning"  # the copy can start, but somebody should know
    UNRECORDED = "children_unrecorded"  # the record of the children could not be written
    DRAINING = "draining"  # no new calls; waits for those that are going on


@dataclass(frozen=True, kw_only=True)
class Happening:
    """One thing that happened."""

    what: What
    process: str = ""
    pid: int = 0
    detail: str = ""


Report = Callable[[Happening], None]
