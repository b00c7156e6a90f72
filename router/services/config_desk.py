"""What may be asked about configurations from elsewhere than the command line: by number, and by changed files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from router.domain.bundle import Bundle
from router.domain.errors import BundleUnavailable
from router.services.apply_config import apply_config, rollback_config
from router.services.apply_parts import Applied, ApplyParts
from router.services.bundle_log import Adoption, BundleLog
from router.services.config_sources import Sources, Wanted
from router.services.diff_bundles import Change, diff_bundles
from router.services.stored_bundles import StoredBundles

ReadTexts = Callable[[Mapping[str, str], Mapping[str, str]], Wanted]
"""File name to text, path of a stored sound file to its SHA-256: compiled. Raises ConfigRefused."""


@dataclass(frozen=True, kw_only=True)
class ConfigDesk:
    """The configurations of one copy that runs."""

    store: StoredBundles
    log: BundleLog
    read_texts: ReadTexts
    parts: Callable[[str, str], ApplyParts]
    """given the actor and the note"""

    def current(self) -> int:
        """The number in force; 0: none."""
        return self.store.current() or 0

    def history(self) -> list[Adoption]:
        """Who put which in force, oldest first."""
        return self.log.all()

    def bundle(self, number: int) -> Bundle:
        """A stored bundle. Raises BundleUnavailable."""
        bundle, wrong = self.store.find(number)
        if bundle is None:
            raise BundleUnavailable(wrong)
        return bundle

    def sources(self, number: int) -> Sources:
        """What a bundle was compiled from. Raises BundleUnavailable, also when that was not kept."""
        sources = self.store.sources(number)
        if sources is None:
            raise BundleUnavailable(f"what bundle {number} was compiled from was not kept")
        return sources

    def diff(self, before: int, after: int) -> tuple[Change, ...]:
        """What the second changes against the first. Raises BundleUnavailable."""
        return diff_bundles(self.bundle(before), self.bundle(after))

    def wanted(self, files: Mapping[str, str]) -> Wanted:
        """The configuration in force with some files replaced or added; all others, and all sounds, as they are.

        Raises:
            ConfigRefused: with every problem, by file and line.
            BundleUnavailable: the files in force were not kept.
        """
        kept = self.sources(self.current())
        return self.read_texts({**kept.files, **files}, kept.assets)

    async def apply(
        self,
        files: Mapping[str, str],
        *,
        expected: int | None,
        note: str,
        actor: str,
        successors: Mapping[str, str] | None = None,
    ) -> Applied:
        """Put `wanted(files)` in force. Raises as `wanted` and `apply_config`."""
        return await apply_config(
            self.parts(actor, note),
            self.wanted(files),
            expected=expected,
            note=note,
            actor=actor,
            successors=successors,
        )

    async def rollback(
        self,
        number: int | None,
        *,
        expected: int | None,
        note: str,
        actor: str,
        successors: Mapping[str, str] | None = None,
    ) -> Applied:
        """Put a stored bundle in force again, or the one before. Raises as `rollback_config`."""
        return await rollback_config(
            self.parts(actor, note), number, expected=expected, note=note, actor=actor, successors=successors
        )
