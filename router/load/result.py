"""All that is said of a load run once it is over."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from router.load.reconcile import Balance
from router.load.strike import Strike
from router.load.watch import Life
from router.web.masking import mask_number


@dataclass(frozen=True, kw_only=True)
class Result:
    seed: int
    per_minute: float
    seconds: float
    """from the first caller to the last"""
    balance: Balance
    strikes: tuple[Strike, ...]
    lives: tuple[Life, ...]
    busy: float
    """mean share of the machine's processors in use, percent, other programs included"""
    own: float
    """the same of the copy and its phones alone"""
    helped: int
    """how often the lead had to send somebody back to work"""
    most_calls: int
    troubles: tuple[str, ...]

    @property
    def unhealed(self) -> list[Strike]:
        """Faults that could not be brought about, or after which something was not well for a minute."""
        return [hit for hit in self.strikes if hit.well_after is None]

    @property
    def good(self) -> bool:
        """All accounts agree, nothing leaks, every fault healed."""
        grown = any(life.wrong for life in self.lives)
        return self.balance.good and not grown and not self.unhealed and not self.troubles

    def to_json(self) -> dict[str, Any]:
        differences = [{**asdict(found), "number": mask_number(found.number)} for found in self.balance.differences]
        return {
            "good": self.good,
            "seed": self.seed,
            "per_minute": self.per_minute,
            "seconds": round(self.seconds, 1),
            "busy_percent": round(self.busy, 1),
            "own_percent": round(self.own, 1),
            "most_calls": self.most_calls,
            "helped": self.helped,
            "calls": self.balance.calls,
            "outcomes": dict(self.balance.outcomes),
            "by_log": self.balance.by_log,
            "differences": differences,
            "strays": list(self.balance.strays),
            "strikes": [asdict(hit) for hit in self.strikes],
            "processes": [life_row(life) for life in self.lives],
            "troubles": list(self.troubles),
        }  # fmt: skip


def life_row(life: Life) -> dict[str, Any]:
    """One process as a row: memory in MB, its slope in MB/h, from the first sample to the last."""
    first, last = life.samples[0], life.samples[-1]
    return {
        "name": life.name,
        "seconds": round(life.seconds),
        "rss_first": round(first.rss, 1),
        "rss_last": round(last.rss, 1),
        "slope": None if life.slope is None else round(life.slope, 1),
        "files_first": first.files,
        "files_last": last.files,
        "threads_first": first.threads,
        "threads_last": last.threads,
        "wrong": life.wrong,
    }
