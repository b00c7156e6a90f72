"""What history knows of who sits where, for a router whose live state was lost."""

from __future__ import annotations

import structlog

from router.adapters.sql.engine import ArchiveAway, ArchiveRejects, open_engine
from router.adapters.sql.read import last_epoch, last_sign_ons

log = structlog.get_logger()


class SqlSignOns:
    """`router.ports.SignOns` on the archive. An archive that does not answer knows nothing: it is never waited for."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)

    def last_sign_ons(self) -> dict[str, tuple[str, str, str]]:
        """Seat to (agent, state, reason) of its open interval."""
        try:
            found = last_sign_ons(self._engine)
        except (ArchiveAway, ArchiveRejects) as error:
            log.warning("sign_ons_unknown", why=str(error))
            return {}
        return {seat: (known.agent, known.state, known.reason) for seat, known in found.items()}

    def last_epoch(self) -> int:
        """The highest epoch on record, 0 when none."""
        try:
            return last_epoch(self._engine)
        except (ArchiveAway, ArchiveRejects) as error:
            log.warning("epoch_unknown", why=str(error))
            return 0
