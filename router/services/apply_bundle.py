"""Puts a bundle in force at start: the configuration as it is when it is good, else the last good one, loudly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from router.domain.bundle import Bundle
from router.services.config_document import ConfigRefused


class StoredBundles(Protocol):
    """Where compiled bundles are kept."""

    def numbers(self) -> list[int]:
        """Numbers of all stored bundles, newest first."""
        ...

    def find(self, number: int) -> tuple[Bundle | None, str]:
        """A stored bundle and "", or None and what is wrong with it."""
        ...

    def put(self, bundle: Bundle) -> Bundle:
        """Store a bundle; the same content keeps its number. Raises OSError."""
        ...

    def current(self) -> int | None:
        """The number in force."""
        ...

    def set_current(self, number: int) -> None:
        """Put a stored bundle in force. Raises OSError."""
        ...


def apply_bundle(compile_config: Callable[[], Bundle], store: StoredBundles) -> tuple[Bundle, tuple[str, ...]]:
    """The bundle to run, now in force, and sentences that must be shouted when it is not what the configuration says.

    Raises:
        ConfigRefused: the configuration is bad and there is no good bundle to fall back to.
        OSError: the first bundle cannot be stored.
    """
    told: list[str] = []
    damaged = _damage_in_force(store)
    if damaged:
        told.append(damaged)
    try:
        wanted = compile_config()
    except ConfigRefused as refused:
        bundle = _last_good(store, told)
        if bundle is None:
            raise
        told.append(f"the configuration is refused; bundle {bundle.number}, the last good one, runs instead")
        told.extend(str(problem) for problem in refused.problems)
    else:
        try:
            bundle = store.put(wanted)
        except OSError as error:
            former = _last_good(store, told)
            if former is None:
                raise
            bundle = former
            told.append(
                f"the configuration cannot be stored ({error.strerror}); bundle {bundle.number}, "
                "the last good one, runs instead; make room or give the right to write"
            )
    try:
        store.set_current(bundle.number)
    except OSError as error:
        if store.current() is None:
            raise
        told.append(f"bundle {bundle.number} cannot be put in force on disk ({error.strerror})")
    return bundle, tuple(told)


def _damage_in_force(store: StoredBundles) -> str:
    number = store.current()
    if number is None:
        return ""
    bundle, wrong = store.find(number)
    return "" if bundle else wrong


def _last_good(store: StoredBundles, told: list[str]) -> Bundle | None:
    """The bundle in force, or the nearest good one before it."""
    limit = store.current()
    for number in store.numbers():
        if limit is not None and number > limit:
            continue
        bundle, wrong = store.find(number)
        if bundle is not None:
            return bundle
        if wrong not in told:
            told.append(wrong)
    return None
