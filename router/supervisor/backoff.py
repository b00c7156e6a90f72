"""How long to wait before a program that died is started again."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(kw_only=True)
class Backoff:
    """At once after the first death, then doubling up to a limit. A long life makes a death the first again.

    Seconds throughout.
    """

    base: float = 0.25
    limit: float = 10.0
    healthy: float = 30.0
    """a life of this long is a success"""
    deaths: int = 0

    def after_death(self, lived: float) -> float:
        """Seconds to wait now that a life of `lived` seconds is over."""
        if lived >= self.healthy:
            self.deaths = 0
        self.deaths += 1
        if self.deaths == 1:
            return 0.0
        # The exponent is capped so that a night of deaths does not make a number too large for a float.
        return min(self.limit, self.base * 2.0 ** min(self.deaths - 2, 32))
