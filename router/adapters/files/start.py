"""What a copy starts with: the bundle that its folders give it."""

from __future__ import annotations

from router.adapters.files.bundle_store import BundleStore
from router.adapters.files.config_folder import compile_folder
from router.domain.bundle import Bundle
from router.services.apply_bundle import apply_bundle
from router.settings import Settings


def bundle_to_start(settings: Settings) -> tuple[Bundle, tuple[str, ...]]:
    """The bundle to run, stored and in force, and the sentences to shout (empty when all is well).

    Raises:
        router.services.config_document.ConfigRefused: a bad configuration and no good bundle before it.
        OSError: the first bundle cannot be written.
    """
    return apply_bundle(lambda: compile_folder(settings.config), BundleStore(settings.bundles))


def bundle_in_force(settings: Settings) -> Bundle | None:
    """The bundle that runs now, its checksum verified; None when there is none or it is damaged."""
    store = BundleStore(settings.bundles)
    number = store.current()
    return None if number is None else store.find(number)[0]
