"""Every fault there is, by name."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Final

from router.load.faults.ami_cut import AMI_CUT
from router.load.faults.clock_step import CLOCK_STEP
from router.load.faults.disk_full import DISK_FULL
from router.load.faults.processes import ASTERISK, killed, stopped
from router.load.faults.sql_away import SQL_AWAY
from router.load.faults.stage import Fault

PROCESSES: Final = ("agi", "ami", "router", "archiver", "api", "redis", ASTERISK)
EVERY: Final[Mapping[str, Fault]] = {
    fault.name: fault
    for fault in (
        *(killed(name) for name in PROCESSES),
        stopped("redis"),
        stopped("ami"),
        AMI_CUT,
        DISK_FULL,
        CLOCK_STEP,
        SQL_AWAY,
        *(killed(*pair) for pair in combinations(PROCESSES, 2)),
    )
}


class UnknownFault(Exception):
    """There is no fault of that name."""


def choose(text: str) -> tuple[Fault, ...]:
    """`all`, `none`, or names joined by commas, in the order given; `singles` and `pairs` stand for the kills of those.

    Raises:
        UnknownFault: with the name.
    """
    chosen: list[Fault] = []
    for name in filter(None, (part.strip() for part in text.split(","))):
        if name == "all":
            chosen += EVERY.values()
        elif name == "pairs":
            chosen += [fault for fault in EVERY.values() if "+" in fault.name]
        elif name == "singles":
            chosen += [EVERY[f"kill-{process}"] for process in PROCESSES]
        elif name in EVERY:
            chosen.append(EVERY[name])
        elif name != "none":
            raise UnknownFault(name)
    return tuple(chosen)
