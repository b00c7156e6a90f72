"""Memory, open files and threads of every process, sampled while a run lasts."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field

import psutil

from router.load.slope import slope_per_hour
from router.settings import Settings
from router.supervisor.record import load_record

PHONES = "phones"
"""the process of the run itself"""
MB = 1024.0 * 1024.0
LIMITS = {"agi": 20.0, "ami": 20.0, "router": 20.0, "archiver": 20.0, "api": 20.0, "redis": 60.0, "asterisk": 60.0}
"""MB per hour after warm-up; Redis fills its capped streams, Asterisk its pools"""
GROWTH = 24
"""more open files or threads at the end of a life, when all have hung up, than at its beginning that count as a leak"""

SAME_LOOK = 2.0
"""seconds that one look at all processes takes at most"""


@dataclass(frozen=True, kw_only=True)
class Sample:
    at: float
    """monotonic seconds"""
    rss: float
    """MB"""
    cpu: float
    """seconds of processor time since its start"""
    files: int
    threads: int


@dataclass(frozen=True, kw_only=True)
class Life:
    """One process from its start to its end, and what it grew."""

    name: str
    pid: int
    samples: tuple[Sample, ...]
    to_the_end: bool = True
    """it lived when all had hung up; one that was killed before then was in the middle of its work"""

    @property
    def seconds(self) -> float:
        return self.samples[-1].at - self.samples[0].at

    @property
    def slope(self) -> float | None:
        """MB per hour; None: too short to say."""
        return slope_per_hour([(sample.at, sample.rss) for sample in self.samples])

    @property
    def wrong(self) -> str:
        """Which limit it passed; empty: none, or nothing can be said."""
        limit = LIMITS.get(self.name)
        slope = self.slope
        if limit is None or slope is None:
            return ""
        if self.seconds >= 1200.0 and slope > limit:
            return f"memory grows by {slope:.0f} MB/h, limit {limit:.0f}"
        if not self.to_the_end:
            return ""
        early, last = self.samples[0], self.samples[-1]
        for what, grown in (("open files", last.files - early.files), ("threads", last.threads - early.threads)):
            if grown > GROWTH:
                return f"{grown} more {what}, limit {GROWTH}"
        return ""


@dataclass(kw_only=True)
class Watch:
    """`look` every 10 s."""

    settings: Settings
    busy: list[float] = field(default_factory=list)
    """share of the machine's processors in use between two looks, percent; others' work counts too"""
    samples: dict[tuple[str, int], list[Sample]] = field(default_factory=dict)

    def look(self) -> None:
        """One sample of each process."""
        self.busy.append(psutil.cpu_percent())
        children = load_record(self.settings.run).children
        for name, pid in (*((child.name, child.pid) for child in children), (PHONES, os.getpid())):
            try:
                process = psutil.Process(pid)
                with process.oneshot():
                    used = process.cpu_times()
                    sample = Sample(
                        at=time.monotonic(),
                        cpu=used.user + used.system, rss=process.memory_info().rss / MB,
                        files=process.num_fds(), threads=process.num_threads(),
                    )  # fmt: skip
            except psutil.Error:
                continue
            self.samples.setdefault((name, pid), []).append(sample)

    def own_share(self) -> float:
        """Processor time of the copy and of the phones, percent of what the machine had in the time watched."""
        every = [sample.at for samples in self.samples.values() for sample in samples]
        if len(every) < 2 or max(every) == min(every):
            return 0.0
        used = sum(samples[-1].cpu - samples[0].cpu for samples in self.samples.values())
        return 100.0 * used / ((max(every) - min(every)) * (os.cpu_count() or 1))

    def lives(self) -> list[Life]:
        """The longest life of each process."""
        longest: dict[str, Life] = {}
        last_look = max((samples[-1].at for samples in self.samples.values()), default=0.0)
        for (name, pid), samples in self.samples.items():
            lived = samples[-1].at > last_look - SAME_LOOK
            life = Life(name=name, pid=pid, samples=tuple(samples), to_the_end=lived)
            if name not in longest or life.seconds > longest[name].seconds:
                longest[name] = life
        return list(longest.values())
