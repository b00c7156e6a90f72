"""What the API says of who is there and who will be, in shapes; see `models`."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from router.web.models import Shape


class LevelView(Shape):
    """Agents of one level, by what their seats do."""

    level: int = Field(description="1 to 5; 0 where skills do not matter")
    ready: int
    talking: int = Field(description="a call reaches them, or they are in one")
    wrap_up: int
    not_ready: int = Field(description="also those who are ready and whose phone is away")
    signed_off: int


class SkillView(Shape):
    skill: str = Field(description="empty: everybody, whatever they can do")
    name: str
    ready: int
    talking: int
    levels: list[LevelView]
    heads: list[int] | None = Field(
        description="people by the roster at the start of each half hour from `heads_since` on; null: no roster"
    )


class GapView(Shape):
    of: str = Field(description="a skill or a role")
    since: datetime
    until: datetime
    have: int
    need: int


class MissingView(Shape):
    agent: str
    shift: str = Field(description="date and id of the shift")


class Availability(Shape):
    at: datetime | None = Field(description="when the router told this; null: it has not yet")
    skills: list[SkillView]
    heads_since: datetime | None = Field(description="a full or half hour; null: there is no roster")
    gaps: list[GapView] = Field(description="within 24 hours, by the roster")
    missing: list[MissingView] = Field(description="on the roster now and not signed on")
