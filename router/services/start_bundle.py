"""Which bundle a copy starts with: the one in force. The folder counts at the first start, and when it is asked for."""

from __future__ import annotations

from collections.abc import Callable

from router.domain.bundle import Bundle
from router.services.config_document import ConfigRefused
from router.services.config_sources import Wanted
from router.services.same_content import same_content
from router.services.stored_bundles import StoredBundles

SEE = "./hotline config diff shows it, ./hotline config apply puts it in force"


def start_bundle(
    read_config: Callable[[], Wanted], store: StoredBundles, *, take_folder: bool = False
) -> tuple[Bundle, tuple[str, ...]]:
    """The bundle to run, now in force, and sentences that must be shouted when it is not what the folder says.

    With `take_folder` the folder counts, as an apply does, provided that it is good.

    Raises:
        ConfigRefused: the configuration is bad and no good bundle is stored.
        OSError: the first bundle cannot be stored.
    """
    told: list[str] = []
    bundle = _in_force(store, told)
    try:
        wanted = read_config()
    except ConfigRefused as refused:
        if bundle is None:
            raise
        told.append(f"the configuration folder is bad; bundle {bundle.number} runs on")
        told.extend(str(problem) for problem in refused.problems)
    else:
        differs = bundle is not None and not same_content(bundle, wanted.bundle)
        if bundle is None or (differs and take_folder):
            bundle = _keep(wanted, store, bundle, told)
        elif differs:
            told.append(f"the configuration folder differs from bundle {bundle.number}, which runs on; {SEE}")
    try:
        store.set_current(bundle.number)
    except OSError as error:
        if store.current() is None:
            raise
        told.append(f"bundle {bundle.number} cannot be put in force on disk ({error.strerror})")
    return bundle, tuple(told)


def _keep(wanted: Wanted, store: StoredBundles, former: Bundle | None, told: list[str]) -> Bundle:
    try:
        return store.keep(wanted)
    except OSError as error:
        if former is None:
            raise
        told.append(
            f"the configuration cannot be stored ({error.strerror}); bundle {former.number} runs on; "
            "make room or give the right to write"
        )
        return former


def _in_force(store: StoredBundles, told: list[str]) -> Bundle | None:
    """The bundle in force, or the nearest good one before it."""
    limit = store.current()
    if limit is not None:
        bundle, wrong = store.find(limit)
        if bundle is not None:
            return bundle
        told.append(wrong)
    for number in store.numbers():
        if limit is not None and number >= limit:
            continue
        bundle, wrong = store.find(number)
        if bundle is not None:
            if limit is not None:
                told.append(f"bundle {number}, the last good one before it, runs instead")
            return bundle
        told.append(wrong)
    return None
