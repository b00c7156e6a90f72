"""The number in force on disk, for an apply."""

from __future__ import annotations

from dataclasses import dataclass

from router.domain.bundle import Bundle
from router.services.apply_parts import Tell
from router.services.stored_bundles import StoredBundles


@dataclass(frozen=True, kw_only=True)
class InForceStep:
    """The number in force on disk: what the menu reads at each call, and every process at its start."""

    store: StoredBundles
    name: str = "bundle"

    async def prepare(self, bundle: Bundle, tell: Tell) -> None:
        """Nothing to do ahead: the bundle is stored."""

    async def use(self, bundle: Bundle) -> None:
        self.store.set_current(bundle.number)
