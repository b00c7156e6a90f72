"""The site's time zone, from the bundle in force."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from router.adapters.files.bundle_store import BundleStore


class SiteZone:
    """Reads the zone again when another bundle is put in force; UTC before the first."""

    def __init__(self, store: BundleStore) -> None:
        self._store = store
        self._number: int | None = None
        self._zone = ZoneInfo("UTC")

    def __call__(self) -> ZoneInfo:
        """The zone now."""
        number = self._store.current()
        if number is not None and number != self._number:
            bundle, _ = self._store.find(number)
            if bundle is not None:
                self._zone, self._number = ZoneInfo(bundle.site.timezone), number
        return self._zone
