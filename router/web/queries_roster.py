"""What may be asked about the roster, and done to it: query parameters and bodies; see `queries`."""

from __future__ import annotations

import datetime
import re
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from router.domain.shifts.role import Role
from router.web.queries import NOTE, NOTE_LENGTH

_ISO: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _date(value: Any) -> datetime.date:
    """Written out in full: a number would be taken for seconds."""
    if not (isinstance(value, str) and _ISO.fullmatch(value)):
        raise ValueError("write a date such as 2026-10-01")
    return datetime.date.fromisoformat(value)


Day = Annotated[datetime.date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
Word = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]{1,64}$")]
FileName = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f/\\]{1,80}$")]


class DatesQuery(BaseModel):
    """One date, or those from one to another, both included."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: Day | None = Field(None, description="one date")
    first: Day | None = Field(None, alias="from", description="the first date")
    last: Day | None = Field(None, alias="to", description="the last date; left out: the first")


class RosterQuery(DatesQuery):
    """Left out: today, and everybody whom the token may see."""

    person: Word | None = Field(None, description="an agent's number, or a name that only one has")


class RosterLogQuery(BaseModel):
    """A page of the journal, newest first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: int = Field(50, ge=1, le=500)
    cursor: str | None = Field(None, max_length=200, description="`next` of the page before")


class EditBody(BaseModel):
    """Why; goes on record."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    note: str = Field("", max_length=NOTE_LENGTH, pattern=NOTE)


class SwapBody(EditBody):
    """Two agents take each other's place; the roles stay with the places."""

    agent: Word = Field(description="number, or a name that only one has")
    date: Day
    shift: Word = Field(description="id or name")
    other: Word
    other_date: Day | None = Field(None, description="left out: the same date")
    other_shift: Word | None = Field(None, description="left out: the only one that the other works then")
    even_so: bool = Field(False, description="even if somebody rests too little or has too many nights")


class LeaveBody(EditBody):
    """An agent is away, and works no shift that begins on these dates."""

    agent: Word
    first: Day
    last: Day | None = Field(None, description="left out: the first")
    back: bool = Field(False, description="the leave is taken back; the shifts it cost stay away")


class ExtraBody(EditBody):
    """An agent works one shift more."""

    agent: Word
    date: Day
    shift: Word
    role: Annotated[Role, Field(strict=False)] = Role.AGENT
    even_so: bool = Field(False, description="even if the agent rests too little or has too many nights")


class ImportQuery(BaseModel):
    """Beside the file that is the body."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: FileName | None = Field(None, description="what the file is called, for the report")
    note: str = Field("", max_length=NOTE_LENGTH, pattern=NOTE, description="why; goes on record")


class CheckQuery(BaseModel):
    """Beside the file that is the body."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: FileName | None = Field(None, description="what the file is called, for the report")
