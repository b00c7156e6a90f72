"""The one door from AGI scripts to the router's data: the bundle in force, read from its file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from router.adapters.codec import BadMessage, load
from router.domain.bundle import Bundle
from router.settings import Settings


class BundleUnavailable(Exception):
    """There is no readable bundle in force."""


def load_bundle_in_force(settings: Settings) -> Bundle:
    """The bundle that `current` names; a number is read from its file once, as a bundle never changes.

    Raises:
        BundleUnavailable: none is in force, or its file cannot be read.
    """
    try:
        number = int((settings.bundles / "current").read_text())
        return _load(settings.bundles / f"{number:06d}.json")
    except (OSError, ValueError, BadMessage) as error:
        raise BundleUnavailable(f"{type(error).__name__}: {error}") from error


@lru_cache(maxsize=8)
def _load(path: Path) -> Bundle:
    return load(Bundle, path.read_bytes())
