"""The bundle that a copy runs."""

from __future__ import annotations

from router.adapters.files.bundle_store import BundleStore
from router.domain.bundle import Bundle
from router.settings import Settings


def bundle_in_force(settings: Settings) -> Bundle | None:
    """The bundle that runs now, its checksum verified; None when there is none or it is damaged."""
    store = BundleStore(settings.bundles)
    number = store.current()
    return None if number is None else store.find(number)[0]
