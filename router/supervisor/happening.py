"""What the supervisor tells about its children."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """What happened; the log's event name."""

    STARTED = "process_started"  # has a process id
    ADOPTED = "process_adopted"  # was taken over from an earlier supervisor
    RENEWED = "process_renewed"  # was taken over, runs on something old, and is started anew
    RELOADED = "process_reloaded"  # was taken over and has taken in what changed
    OUTDATED = "process_outdated"  # was taken over and keeps something old until its next start
    READY = "process_ready"  # does its work
    HUNG = "process_hung"  # lives, says nothing, and is killed for it
    SILENT = "process_silent"  # lives, says nothing, and is left alone
    ANSWERS = "process_answers"  # says something again
    DIED = "process_died"  # ended without being asked
    STOPPED = "process_stopped"  # ended as asked
    KILLED = "process_killed"  # had to be killed
    WARNED = "warning"  # the copy can start, but somebody should know
    NOTED = "note"  # nothing is wrong, and somebody should know
    LOG_SET_ASIDE = "log_set_aside"  # a log had grown large
    LOG_KEPT = "log_not_set_aside"  # a log has grown large and could not be set aside
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
