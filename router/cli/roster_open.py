"""What every roster command needs: the bundle, the shifts file, the journal, and words made into values."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from router.adapters.files.config_folder import compile_folder
from router.adapters.files.roster_journal import FileRosterJournal
from router.adapters.files.shifts_file import read_shifts
from router.adapters.files.start import bundle_in_force
from router.cli.options import copy_settings, fail
from router.domain.errors import Refusal, UnknownAgent
from router.domain.shifts.calendar import Calendar
from router.domain.shifts.refusals import ShiftNeeded, UnknownShift
from router.domain.shifts.role import Role
from router.services import roster_words
from router.services.config_document import ConfigRefused
from router.services.edit_roster import Signature
from router.services.roster_house import RosterHouse

WORDS = (UnknownAgent, UnknownShift, ShiftNeeded)
"""Refusals of a word of the command itself."""


def open_house(data: Path | None, port_base: int | None, shifts: Path | None) -> RosterHouse:
    """The bundle in force, or else what the configuration folder says, with the shifts file and the journal. Ends the
    program when one of them cannot be used."""
    settings, _ = copy_settings(data, port_base)
    folder = settings.data / "roster"
    path = shifts or folder / "shifts.yaml"
    if not path.is_file():
        fail(f"there is no shifts file {path}; docs/shifts.md tells how to write one, --shifts names another", code=2)
    try:
        bundle = bundle_in_force(settings) or compile_folder(settings.config)
        plan, days = read_shifts(path, skills=bundle.skills, lines=bundle.lines)
    except ConfigRefused as refusal:
        fail(refusal.message, code=2)
    calendar = Calendar(plan=plan, zone=ZoneInfo(bundle.site.timezone), days=days)
    return RosterHouse(bundle=bundle, calendar=calendar, journal=FileRosterJournal(folder))


@contextmanager
def refusing() -> Iterator[None]:
    """Says refusals, and a disk that does not take a file, as sentences."""
    try:
        yield
    except WORDS as refusal:
        fail(refusal.message, code=2)
    except Refusal as refusal:
        fail(refusal.message)
    except OSError as error:
        fail(f"the file cannot be written ({error.strerror}: {error.filename})")


def day_of(word: str | None, zone: tzinfo) -> date:
    """The date meant; today when there is none."""
    today = datetime.now(zone).date()
    if word is None or word == "today":
        return today
    if word == "tomorrow":
        return today + timedelta(days=1)
    return roster_words.to_date(word) or fail(f"{word!r} is not a date; write one such as 2026-10-01", code=2)


def role_of(word: str) -> Role:
    """The role meant."""
    found = roster_words.role(word)
    return fail(f"no role {word!r}; write one of {', '.join(Role)}", code=2) if found is None else found


def signature(author: str | None, note: str) -> Signature:
    """Who does it, now."""
    return Signature(author=author or getpass.getuser(), at=datetime.now(UTC), note=note)
