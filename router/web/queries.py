"""What may be asked of the API: query parameters and bodies. Nothing is coerced in a body, nothing unknown accepted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr

from router.domain.call import Outcome

ID = r"^[A-Za-z0-9_.\-]{1,64}$"


class Nothing(BaseModel):
    """No parameters; a body may be left out or be {}."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SignOnBody(BaseModel):
    """An agent sits down. `pin` may be left out by tokens that may set any seat."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    agent: str = Field(pattern=ID)
    pin: SecretStr | None = Field(None, min_length=1, max_length=32)


class PauseBody(BaseModel):
    """No calls, for one of the site's reasons."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    reason: str = Field(pattern=ID)


class Scope(StrEnum):
    """Which calls."""

    ALL = "all"
    LIVE = "live"
    HISTORY = "history"


class Spanned(BaseModel):
    """A stretch of a list that is newest first; `since` is included, `until` is not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    limit: int = Field(50, ge=1, le=500)
    cursor: str | None = Field(None, max_length=200)

    @property
    def span(self) -> tuple[float | None, float | None]:
        """Since and until in Unix seconds."""

        def seconds(moment: datetime | None) -> float | None:
            return None if moment is None else moment.timestamp()

        return seconds(self.since), seconds(self.until)


class AlarmsQuery(Spanned):
    """Filters of alarms, all of which must hold."""

    code: str | None = Field(None, pattern=ID)
    subject: str | None = Field(None, pattern=r"^[^\x00-\x1f]{1,128}$")


class CallsQuery(Spanned):
    """Filters of calls, all of which must hold; the span is that of the arrival."""

    scope: Scope = Scope.ALL
    line: str | None = Field(None, pattern=ID)
    queue: str | None = Field(None, pattern=ID)
    seat: str | None = Field(None, pattern=ID)
    outcome: Outcome | None = None
