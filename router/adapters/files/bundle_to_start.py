"""What a copy starts with: the bundle that its folders give it."""

from __future__ import annotations

import time

from router.adapters.files.bundle_log import FileBundleLog
from router.adapters.files.bundle_store import BundleStore
from router.adapters.files.config_folder import read_folder
from router.domain.bundle import Bundle
from router.services.bundle_log import Adoption
from router.services.compile_bundle import Voice
from router.services.former_bundle import last_in_force
from router.services.start_bundle import start_bundle
from router.settings import Settings


def bundle_to_start(
    settings: Settings, voice: Voice | None = None, *, take_folder: bool = False
) -> tuple[Bundle, tuple[str, ...]]:
    """The bundle to run, stored and in force, and the sentences to shout (empty when all is well).

    With `take_folder` the configuration folder counts, not the bundle in force. Another bundle than before is logged.

    Raises:
        router.services.config_document.ConfigRefused: a bad configuration and no good bundle before it.
        OSError: the first bundle cannot be written.
    """
    store = BundleStore(settings.bundles)
    former = store.current()
    bundle, told = start_bundle(lambda: read_folder(settings.config, voice), store, take_folder=take_folder)
    log = FileBundleLog(settings.bundles)
    if former != bundle.number or last_in_force(log.all()) != bundle.number:
        if former == bundle.number:
            note = "in force, and nobody had written down by whom"
        else:
            note = "the configuration folder, at start" if take_folder or former is None else "the last good one"
        adoption = Adoption(
            at=time.time(), actor="start", verb="start", number=bundle.number, former=former or 0, note=note
        )
        log.add(adoption)
    return bundle, told
