"""What the floor keeps in mind for its ladders."""

from __future__ import annotations

from collections.abc import Mapping

from router.domain.ladder.climb import Climb
from router.domain.ladder.settings import Trigger
from router.domain.shifts.duty import Duties


class LadderBook:
    """Climbs that go on, and what they are climbed for. Changed event by event, as the board is."""

    def __init__(self, climbs: Mapping[str, Climb]) -> None:
        self.climbs = dict(climbs)
        """by id"""
        self.long_waiting: set[str] = {
            call for one in climbs.values() if one.trigger is Trigger.WAITING for call in one.calls
        }
        """calls that may have waited for longer than a rule allows"""
        self.helps: dict[str, int] = {
            call: 0 for one in climbs.values() if one.trigger is Trigger.HELP and one.runs for call in one.calls
        }
        """call whose agent asks for help to the number of the talk; 0: whichever runs"""
        self.on_call = ""
        """number that the dialplan rings by itself when nobody at a seat answers and no router is there"""
        self.roster: Duties | None = None
        """who works when, also where the roster leads no seats; None: there is none"""
        self.nobody_since: float | None = None
        """since when nobody is signed on; None: somebody is"""
        self.troubles: dict[Trigger, Mapping[str, str]] = {}
        """parts that are down, incidents that go on, each to what there is to say; a trigger that is not here: nobody
        has looked yet"""

    def connects(self, call: str) -> bool:
        """Whether somebody has accepted, and is being connected with this call."""
        return any(one.connects == call for one in self.climbs.values())
