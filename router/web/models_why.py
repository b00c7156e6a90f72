"""What the API says of why a call went where it went, in shapes; see `models`."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from router.web.models import Shape
from router.web.queries import Language


class StepView(Shape):
    at: datetime | None = Field(description="null: not on record; it stands where it belongs")
    kind: str = Field(
        description="arrived, queued, decided, undecided, offered, passed_on, fell_back, promised, rung, linked, "
        "talks, talk_ended, ended, goes_on"
    )
    text: str = Field(description="a sentence or a few")
    details: list[str] = Field(description="of a decision, with `full`: a line for each who came next, and the verdict")


class StoryView(Shape):
    call: str
    language: Language
    steps: list[StepView] = Field(description="in order")
