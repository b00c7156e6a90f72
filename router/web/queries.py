"""What may be asked of the API: query parameters and bodies. Nothing is coerced in a body, nothing unknown accepted."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr, StringConstraints
from pydantic.config import JsonDict

from router.domain.call import Outcome
from router.domain.listening import ListenMode

ID = r"^[A-Za-z0-9_.\-]{1,64}$"


CODE = r"^[0-9]{1,6}$"
NOTE = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"
NOTE_LENGTH = 1000
ONLY_THESE: JsonDict = {"additionalProperties": False}
"""names that do not fit the pattern are refused, which the description has to say by itself"""


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


class TagBody(BaseModel):
    """What a call was about. `seat`: who says so; left out: the seat that is in the call, or was last."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    topic: str = Field(pattern=CODE)
    place: str = Field("", pattern=r"^[0-9]{0,6}$")
    seat: str | None = Field(None, pattern=ID)


class ListenBody(BaseModel):
    """A lead's phone is let into a talk. `seat`: the lead's; `note`: why, which stays on record."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    seat: str = Field(pattern=ID)
    mode: Literal["listen", "whisper", "barge"] = "listen"
    note: str = Field("", pattern=NOTE, max_length=NOTE_LENGTH)

    @property
    def listen_mode(self) -> ListenMode:
        return ListenMode(self.mode)


class TakeOverBody(BaseModel):
    """A lead takes a talk over. `seat`: the lead's; `note`: why, which stays on record."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    seat: str = Field(pattern=ID)
    note: str = Field("", pattern=NOTE, max_length=NOTE_LENGTH)


class PausedBody(BaseModel):
    """Silence in the recording of the seat's talk, or sound again."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    paused: bool


class ForceState(StrEnum):
    """What a seat can be made to be."""

    READY = "ready"
    NOT_READY = "not_ready"
    SIGNED_OFF = "signed_off"
    SIGNED_ON = "signed_on"


class ForceBody(BaseModel):
    """Somebody else's seat is set, on record. `reason`: one of the site's, for `not_ready`; `agent`: who sits down, for
    `signed_on`."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "allOf": [
                {
                    "if": {"properties": {"state": {"const": "not_ready"}}},
                    "then": {"required": ["reason"], "properties": {"reason": {"minLength": 1}}},
                },
                {
                    "if": {"properties": {"state": {"const": "signed_on"}}},
                    "then": {"required": ["agent"], "properties": {"agent": {"minLength": 1}}},
                },
            ],
        },
    )

    state: ForceState
    reason: str = Field("", pattern=r"^[A-Za-z0-9_.\-]{0,64}$", strict=True)
    agent: str = Field("", pattern=r"^[0-9]{0,8}$", strict=True)
    note: str = Field(max_length=NOTE_LENGTH, min_length=1, pattern=NOTE, strict=True)


class NoteBody(BaseModel):
    """What came of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    note: str = Field("", max_length=NOTE_LENGTH, pattern=NOTE)


FILE_NAME = r"^[a-z][a-z_]{0,30}\.yaml$"
FileName = Annotated[str, StringConstraints(pattern=FILE_NAME)]
Id = Annotated[str, StringConstraints(pattern=ID)]
FileText = Annotated[str, StringConstraints(max_length=2_000_000)]


class CheckBody(BaseModel):
    """Files of a configuration; those that are not named stay as they are in force."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    files: dict[FileName, FileText] = Field(max_length=20, json_schema_extra=ONLY_THESE)


class RollbackBody(BaseModel):
    """Why, and for queues that go: who takes their callers."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    note: str = Field(min_length=1, max_length=NOTE_LENGTH, pattern=NOTE)
    successors: dict[Id, Id] = Field(default_factory=dict, max_length=100, json_schema_extra=ONLY_THESE)


class ApplyBody(CheckBody, RollbackBody):
    """The same, to be put in force."""


class SwitchBody(BaseModel):
    """On or off."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    on: bool


LANGUAGE_TAG = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$"
Said = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=NOTE)]
LanguageTag = Annotated[str, StringConstraints(pattern=LANGUAGE_TAG)]


class AnnounceBody(BaseModel):
    """What callers are told of an incident. `lines`: whose, empty: every line's. `text`: language to words; where it
    has none, topic and place are named. `until`: at the longest, 24 hours ahead at most; null: 24 hours."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    lines: list[Id] = Field(default_factory=list, max_length=100)
    text: dict[LanguageTag, Said] = Field(default_factory=dict, max_length=10, json_schema_extra=ONLY_THESE)
    until: AwareDatetime | None = None


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
    cursor: str | None = Field(None, max_length=200, description="`next` of the page before")

    @property
    def span(self) -> tuple[float | None, float | None]:
        """Since and until in Unix seconds."""

        def seconds(moment: datetime | None) -> float | None:
            return None if moment is None else moment.timestamp()

        return seconds(self.since), seconds(self.until)


class MessageStatus(StrEnum):
    """Whether somebody has dealt with a message."""

    OPEN = "open"
    DONE = "done"


class MessagesQuery(Spanned):
    """Filters of messages, all of which must hold; the span is that of leaving them."""

    status: MessageStatus | None = None
    line: str | None = Field(None, pattern=ID)
    queue: str | None = Field(None, pattern=ID)


TYPES = r"^[a-z_]{1,32}(\.[a-z_]{1,32})?(,[a-z_]{1,32}(\.[a-z_]{1,32})?){0,31}$"
EVENT_ID = r"^[0-9]{1,19}(-[0-9]{1,19})?$"


class EventsQuery(BaseModel):
    """Which events, and from where on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    after: str | None = Field(None, pattern=EVENT_ID, description="id of the last event seen; left out: from now on")
    types: str | None = Field(
        None, pattern=TYPES, description="names, or heads of names such as `call`, parted by commas; left out: all"
    )

    @property
    def heads(self) -> frozenset[str]:
        """The types one by one."""
        return frozenset(self.types.split(",")) if self.types else frozenset()


class Hello(EventsQuery):
    """The first message of a listener that sent no token as a header."""

    token: SecretStr = Field(min_length=1, max_length=200)


class AccessesQuery(Spanned):
    """Filters of hearings, all of which must hold."""

    call: str | None = Field(None, pattern=ID)
    actor: str | None = Field(None, pattern=r"^[^\x00-\x1f]{1,128}$")


class HearQuery(BaseModel):
    """How sound is sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    download: bool = Field(False, description="as a file to be kept, which goes on record as such")


class Language(StrEnum):
    """In which sentences are told."""

    CHINESE = "zh-CN"
    ENGLISH = "en"


class WhyQuery(BaseModel):
    """How a call's story is told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: Language | None = Field(None, description="left out: the house's first")
    full: bool = Field(False, description="with who came next at each decision and why, and the rules applied again")


class PeaksQuery(BaseModel):
    """How wide a player is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    points: int = Field(800, ge=1, le=2000)


class AlarmsQuery(Spanned):
    """Filters of alarms, all of which must hold."""

    code: str | None = Field(None, pattern=ID)
    subject: str | None = Field(None, pattern=r"^[^\x00-\x1f]{1,128}$")


class IncidentsQuery(Spanned):
    """Filters of incidents; the span is that of when they were seen."""

    open: bool = Field(False, description="only those that go on")


class LinkageBody(BaseModel):
    """Which sister service."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    to: str = Field(pattern=ID, description="id of the linkage")
    seat: str | None = Field(None, pattern=ID, description="the one that talks in the call; left out: it is looked up")


class HelpBody(BaseModel):
    """Who wants help."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seat: str | None = Field(None, pattern=ID, description="the one that talks in the call; left out: it is looked up")


class EscalationsQuery(Spanned):
    """Filters of climbed ladders; the span is that of when they began."""

    open: bool = Field(False, description="only those that go on")


class FollowersQuery(BaseModel):
    """A stretch of the list, newest first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: int = Field(50, ge=1, le=500)
    cursor: str | None = Field(None, max_length=200, description="`next` of the page before")


class CallsQuery(Spanned):
    """Filters of calls, all of which must hold; the span is that of the arrival."""

    scope: Scope = Scope.ALL
    line: str | None = Field(None, pattern=ID)
    queue: str | None = Field(None, pattern=ID)
    seat: str | None = Field(None, pattern=ID)
    outcome: Outcome | None = None
    topic: str | None = Field(None, pattern=CODE, description="of the call's tag; found once the call is over")
    place: str | None = Field(None, pattern=CODE, description="of the call's tag; found once the call is over")
    grade: int | None = Field(None, ge=0, le=5, description="0: asked, and none was given")
