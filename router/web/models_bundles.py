"""What the API says of configurations, in shapes; see `models`."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from router.web.models import ConfigProblem, Shape


class AdoptionView(Shape):
    number: int
    former: int = Field(description="the bundle in force before; 0: none")
    at: datetime
    actor: str
    verb: str = Field(description="apply, rollback, start")
    note: str
    failed: str = Field(description="why it was taken back; empty: it came into force")


class Bundles(Shape):
    current: int = Field(description="the bundle in force; give it as `If-Match`")
    history: list[AdoptionView] = Field(description="newest first")


class BundleView(Shape):
    number: int
    in_force: bool
    files: dict[str, str] = Field(description="name to text, as it was applied")
    sounds: dict[str, str] = Field(description="path to SHA-256 of the recordings that belong to it")
    successors: dict[str, str] = Field(description="former queue to the one that took its callers")


class ChangeView(Shape):
    what: str
    says: str


class BundleDiff(Shape):
    before: int
    after: int
    changes: list[ChangeView] = Field(description="in the hotline's own words")


class BundleCheck(Shape):
    good: bool
    problems: list[ConfigProblem]
    changes: list[ChangeView] = Field(description="against the bundle in force")


class BundleApplied(Shape):
    number: int = Field(description="the bundle in force now")
    former: int
    changes: list[str] = Field(description="in the hotline's own words; empty: it was in force already")
