"""Compiled bundles in a folder: `000001.json` upwards, never changed once written, each with its checksum beside it
(`000001.sha256`) and what it was compiled from (`000001.sources.json`); `assets/<sha256>.wav`, the sound files they
name; and `current`, the number in force."""

from __future__ import annotations

import errno
import hashlib
from dataclasses import replace
from pathlib import Path

from router.adapters import codec
from router.adapters.files.atomic import write_atomically
from router.domain.bundle import Bundle
from router.services.config_sources import Sources, Wanted


class BundleDamaged(Exception):
    """A stored bundle is missing, was changed, or cannot be read."""


class BundleStore:
    """The bundles of one copy."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def numbers(self) -> list[int]:
        """Numbers of all stored bundles, newest first, damaged ones too."""
        return sorted(
            (int(path.stem) for path in self._folder.glob("[0-9]*.json") if path.stem.isdigit()), reverse=True
        )

    def sources(self, number: int) -> Sources | None:
        """What a bundle was compiled from, as it was put last; None when that was not kept or cannot be read."""
        try:
            return codec.load(Sources, self._path(number, "sources.json").read_bytes())
        except (OSError, codec.BadMessage):
            return None

    def asset(self, sha256: str) -> Path:
        """Where a sound file lies, or would lie."""
        return self._folder / "assets" / f"{sha256}.wav"

    def load(self, number: int) -> Bundle:
        """A stored bundle, after its checksum was verified. Raises BundleDamaged."""
        try:
            content = self._path(number).read_bytes()
            expected = self._path(number, "sha256").read_text("ascii").strip()
        except FileNotFoundError as error:
            if number not in self.numbers():
                raise BundleDamaged(f"bundle {number} is not there") from error
            raise BundleDamaged(f"bundle {number} has lost its checksum") from error
        except (OSError, ValueError) as error:
            raise BundleDamaged(f"bundle {number} cannot be read ({type(error).__name__})") from error
        if hashlib.sha256(content).hexdigest() != expected:
            raise BundleDamaged(f"bundle {number} does not match its checksum")
        try:
            bundle = codec.load(Bundle, content)
        except codec.BadMessage as error:
            raise BundleDamaged(f"bundle {number} has not the shape this version reads") from error
        if bundle.number != number:
            raise BundleDamaged(f"bundle {number} says it is number {bundle.number}")
        return bundle

    def find(self, number: int) -> tuple[Bundle | None, str]:
        """A stored bundle and "", or None and what is wrong with it."""
        try:
            return self.load(number), ""
        except BundleDamaged as damaged:
            return None, str(damaged)

    def keep(self, wanted: Wanted) -> Bundle:
        """Store a configuration, without putting it in force: sound files, bundle, sources.

        Raises:
            OSError: the folder cannot be written, or a sound file is not what it was when it was read.
        """
        for sha256, path in wanted.recordings.items():
            if self.asset(sha256).exists():
                continue
            content = path.read_bytes()
            if hashlib.sha256(content).hexdigest() != sha256:
                raise OSError(errno.ESTALE, "it was changed while it was read", str(path))
            write_atomically(self.asset(sha256), content)
        stored = self.put(wanted.bundle)
        if wanted.sources != self.sources(stored.number):
            write_atomically(self._path(stored.number, "sources.json"), codec.dump(wanted.sources).encode())
        return stored

    def put(self, bundle: Bundle) -> Bundle:
        """Store a bundle under a number, without putting it in force. The same content keeps its number.

        Raises:
            OSError: the folder cannot be written.
        """
        for number in self.numbers():
            try:
                stored = self.load(number)
            except BundleDamaged:
                continue
            if stored == replace(bundle, number=number):
                return stored
        number = max([*self.numbers(), *self._checksums()], default=0) + 1
        while True:
            numbered = replace(bundle, number=number)
            content = codec.dump(numbered).encode()
            try:
                # The checksum is written first: a bundle without one would be taken for damaged.
                write_atomically(
                    self._path(number, "sha256"), hashlib.sha256(content).hexdigest().encode() + b"\n", exclusive=True
                )
                write_atomically(self._path(number), content, exclusive=True)
            except FileExistsError:
                number += 1
                continue
            return numbered

    def current(self) -> int | None:
        """The number in force; None when there is none or the file is damaged."""
        try:
            text = (self._folder / "current").read_text("ascii").strip()
        except (OSError, ValueError):
            return None
        return int(text) if text.isdigit() else None

    def set_current(self, number: int) -> None:
        """Put a stored bundle in force. Raises OSError."""
        if self.current() != number:
            write_atomically(self._folder / "current", f"{number}\n".encode())

    def _path(self, number: int, suffix: str = "json") -> Path:
        return self._folder / f"{number:06}.{suffix}"

    def _checksums(self) -> list[int]:
        return [int(path.stem) for path in self._folder.glob("[0-9]*.sha256") if path.stem.isdigit()]
