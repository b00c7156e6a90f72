"""How many callers there are, counted by Asterisk: neither the router nor Redis is asked."""

from __future__ import annotations

from agi_scripts.session import Session
from asterisk_conf import names


class Counts:
    """See `ivr.crowd.Crowd`. What cannot be counted is 0: a caller is rather let in than turned away."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def calls(self, line: str) -> int:
        return self._count(line, names.GROUP_LINE)

    def waiting(self, queue: str) -> int:
        return self._count(queue, names.GROUP_WAITING)

    def waiting_line(self, line: str) -> int:
        return self._count(line, names.GROUP_WAITING_LINE)

    def _count(self, group: str, category: str) -> int:
        said = self._session.get_full_variable(f"${{GROUP_COUNT({group}@{category})}}")
        return int(said) if said.isdecimal() else 0
