"""A copy in memory that bundles are applied to: steps that can be told to fail, and a store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from router.domain.bundle import Bundle
from router.domain.errors import InUse
from router.services.apply_parts import ApplyParts, ApplyRunning, StepFailed, Tell
from router.services.bundle_log import Adoption
from router.services.config_sources import Sources, Wanted


class MemoryBundles:
    """Stored bundles."""

    def __init__(self) -> None:
        self.bundles: dict[int, Bundle] = {}
        self.kept: dict[int, Sources] = {}
        self.number: int | None = None

    def numbers(self) -> list[int]:
        return sorted(self.bundles, reverse=True)

    def find(self, number: int) -> tuple[Bundle | None, str]:
        found = self.bundles.get(number)
        return found, "" if found else f"bundle {number} cannot be read"

    def sources(self, number: int) -> Sources | None:
        return self.kept.get(number)

    def keep(self, wanted: Wanted) -> Bundle:
        for number, stored in self.bundles.items():
            if stored == replace(wanted.bundle, number=number):
                self.kept[number] = wanted.sources
                return stored
        number = len(self.bundles) + 1
        self.bundles[number] = replace(wanted.bundle, number=number)
        self.kept[number] = wanted.sources
        return self.bundles[number]

    def current(self) -> int | None:
        return self.number

    def set_current(self, number: int) -> None:
        self.number = number


@dataclass(kw_only=True)
class MemoryStep:
    """Does as the bundle says; fails as often as it is told to."""

    name: str
    fail_prepare: int = 0
    fail_use: int = 0
    error: BaseException | None = None
    prepared: list[int] = field(default_factory=list)
    used: Bundle | None = None
    order: list[str] = field(default_factory=list)

    async def prepare(self, bundle: Bundle, tell: Tell) -> None:
        self.order.append(f"prepare {self.name} {bundle.number}")
        if self.fail_prepare:
            self.fail_prepare -= 1
            raise self.error or StepFailed("no")
        self.prepared.append(bundle.number)
        tell(self.name, 1, 1)

    async def use(self, bundle: Bundle) -> None:
        self.order.append(f"use {self.name} {bundle.number}")
        if self.fail_use:
            self.fail_use -= 1
            # Half done: what a step leaves behind when it fails is not the former state.
            self.used = None
            raise self.error or StepFailed("no")
        self.used = bundle


@dataclass(kw_only=True)
class InForce:
    """The number in force."""

    store: MemoryBundles
    name: str = "bundle"

    async def prepare(self, bundle: Bundle, tell: Tell) -> None:
        assert bundle.number in self.store.bundles

    async def use(self, bundle: Bundle) -> None:
        self.store.set_current(bundle.number)


class MemoryLog:
    """Adoptions in order."""

    def __init__(self) -> None:
        self.kept: list[Adoption] = []

    def add(self, adoption: Adoption) -> None:
        self.kept.append(adoption)

    def all(self) -> list[Adoption]:
        return list(self.kept)


class MemoryCopy:
    """Everything that an apply works with."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.prompts = MemoryStep(name="prompts", order=self.order)
        self.asterisk = MemoryStep(name="asterisk", order=self.order)
        self.router = MemoryStep(name="router", order=self.order)
        self.store = MemoryBundles()
        self.log = MemoryLog()
        self.held = False
        self.at = 1_000.0
        self.parts = ApplyParts(
            store=self.store,
            log=self.log,
            steps=(self.prompts, self.asterisk, InForce(store=self.store), self.router),
            hold=self.hold,
            now=self.now,
        )

    def now(self) -> float:
        self.at += 1.0
        return self.at

    @contextmanager
    def hold(self) -> Iterator[None]:
        if self.held:
            raise ApplyRunning
        self.held = True
        try:
            yield
        finally:
            self.held = False

    def in_force(self) -> Bundle | None:
        """The bundle that all parts are as; AssertionError when they are of two minds."""
        used = {step.used.number if step.used else 0 for step in (self.prompts, self.asterisk, self.router)}
        assert used == {self.store.number or 0}, used
        return self.router.used


IN_USE = InUse("queue legal: 3 calls")
