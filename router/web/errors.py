"""Refusals that only the HTTP API knows, and the one table from a refusal's code to its HTTP status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from router.domain import errors as domain
from router.domain.errors import Refusal
from router.domain.shifts import refusals as roster
from router.services import apply_parts as apply
from router.services.config_document import ConfigRefused, Problem


class TokenMissing(Refusal):
    """This needs a token: send it as `Authorization: Bearer <token>`."""

    code = "token_missing"


class TokenUnknown(Refusal):
    """There is no such token."""

    code = "token_unknown"


class Forbidden(Refusal):
    """The role of this token may not do that."""

    code = "forbidden"


class NotYourSeat(Refusal):
    """This token may only set the seat at which its own agent is signed on, and sign only that agent on."""

    code = "not_your_seat"


class PinNeeded(Refusal):
    """The role of this token signs on with the agent's PIN only."""

    code = "pin_needed"


class BadRequest(Refusal):
    """The request cannot be read."""

    code = "bad_request"


class BadField(Refusal):
    """A field of the request is missing, unknown or of the wrong shape."""

    code = "bad_field"


class WrongContentType(Refusal):
    """A body has to be JSON: send `Content-Type: application/json`, not compressed."""

    code = "wrong_content_type"


class WrongFileType(Refusal):
    """The body has to be a file of a kind that this route takes, named by its `Content-Type`, not compressed."""

    code = "wrong_file_type"


class TooLarge(Refusal):
    """The body is too large."""

    code = "too_large"


class NoSuchRoute(Refusal):
    """There is nothing at this path."""

    code = "no_such_route"


class WrongMethod(Refusal):
    """This path does not know that method."""

    code = "wrong_method"


class UnknownRecording(Refusal):
    """There is no such recording, or its file is not finished yet."""

    code = "unknown_recording"


class UnknownMessage(Refusal):
    """This call left no message."""

    code = "unknown_message"


class UnknownAnnouncement(Refusal):
    """There is no such announcement in the bundle."""

    code = "unknown_announcement"


class UnknownIncident(Refusal):
    """There is no such incident."""

    code = "unknown_incident"


class IncidentIsOver(Refusal):
    """This incident is over; nobody is told of it any more."""

    code = "incident_over"


class UnknownLine(Refusal):
    """There is no such line in the bundle."""

    code = "unknown_line"


class UnknownLanguage(Refusal):
    """The site does not have this language."""

    code = "unknown_language"


class TextNeeded(Refusal):
    """Say in `text` what callers are to be told: the platform has no words of its own for this incident."""

    code = "text_needed"


class BadUntil(Refusal):
    """`until` has to be within the next 24 hours."""

    code = "bad_until"


class NotSpoken(Refusal):
    """The text could not be spoken; nothing was changed."""

    code = "not_spoken"


class NotJoined(Refusal):
    """The talks of this call could not be put together; hear them one by one."""

    code = "not_joined"


class NotWritten(Refusal):
    """A file of the platform could not be written; nothing was changed."""

    code = "not_written"


class NotASocket(Refusal):
    """This is a WebSocket: ask for an upgrade."""

    code = "not_a_socket"


class TooManyListeners(Refusal):
    """Too many event streams are open."""

    code = "too_many_listeners"


class BundlesAway(Refusal):
    """This process cannot put configurations in force; use `./hotline config`."""

    code = "bundles_away"


class IfMatchNeeded(Refusal):
    """Say which number you believe to be current: send it as `If-Match`, or `*` for any."""

    code = "if_match_needed"


class Stale(Refusal):
    """It was changed since you looked; look again before you change it."""

    code = "stale"


class BadDates(Refusal):
    """These dates cannot be asked for."""

    code = "bad_dates"


class NoShifts(Refusal):
    """There is no shifts file yet; docs/shifts.md tells how to write one."""

    code = "no_shifts"


class ShiftsUnusable(Refusal):
    """The shifts file cannot be used; correct it."""

    code = "shifts_unusable"

    def __init__(self, problems: tuple[Problem, ...] = ()) -> None:
        self.problems = problems
        super().__init__()


class RosterRefused(Refusal):
    """The roster is wrong, and nothing was imported."""

    code = "roster_refused"

    def __init__(self, problems: tuple[Problem, ...] = ()) -> None:
        self.problems = problems
        super().__init__(f"{len(problems)} wrong lines" if len(problems) > 1 else "")


class ArchiveAway(Refusal):
    """The archive does not answer; live calls go on and nothing is lost. Try again in a few seconds."""

    code = "archive_away"


class BundleMissing(Refusal):
    """No configuration is in force yet."""

    code = "bundle_missing"


class Fault(Refusal):
    """Something went wrong inside; it is in the log of the API."""

    code = "fault"


STATUS: Final[Mapping[str, int]] = {
    Refusal.code: 409,
    BadRequest.code: 400,
    BadField.code: 400,
    apply.NoteMissing.code: 400,
    PinNeeded.code: 400,
    TokenMissing.code: 401,
    TokenUnknown.code: 401,
    Forbidden.code: 403,
    NotYourSeat.code: 403,
    domain.WrongPin.code: 403,
    domain.NotALead.code: 403,
    domain.UnknownSeat.code: 404,
    domain.UnknownAgent.code: 404,
    domain.UnknownCall.code: 404,
    UnknownRecording.code: 404,
    UnknownMessage.code: 404,
    UnknownAnnouncement.code: 404,
    UnknownIncident.code: 404,
    domain.BundleUnavailable.code: 404,
    NoShifts.code: 404,
    NoSuchRoute.code: 404,
    WrongMethod.code: 405,
    domain.SeatTaken.code: 409,
    domain.AgentElsewhere.code: 409,
    domain.NotAllowedNow.code: 409,
    domain.TooEarly.code: 409,
    domain.NotOnShift.code: 409,
    domain.ShiftOver.code: 409,
    domain.Conflict.code: 409,
    domain.NoCall.code: 409,
    domain.NoLadder.code: 409,
    domain.UnknownLinkage.code: 404,
    domain.HeardAlready.code: 409,
    domain.InUse.code: 409,
    roster.NotOnRoster.code: 409,
    roster.OnLeave.code: 409,
    roster.AlreadyOnRoster.code: 409,
    roster.NothingToSwap.code: 409,
    roster.NoSuchLeave.code: 409,
    roster.RosterBroken.code: 409,
    apply.ApplyRunning.code: 409,
    apply.NothingBefore.code: 409,
    IncidentIsOver.code: 409,
    Stale.code: 412,
    TooLarge.code: 413,
    NotASocket.code: 426,
    WrongContentType.code: 415,
    WrongFileType.code: 415,
    domain.UnknownReason.code: 422,
    domain.UnknownTopic.code: 422,
    domain.UnknownPlace.code: 422,
    UnknownLine.code: 422,
    UnknownLanguage.code: 422,
    TextNeeded.code: 422,
    BadUntil.code: 422,
    ConfigRefused.code: 422,
    BadDates.code: 422,
    RosterRefused.code: 422,
    roster.BackwardDates.code: 422,
    roster.UnknownShift.code: 422,
    roster.ShiftNeeded.code: 422,
    apply.BadSuccessor.code: 422,
    IfMatchNeeded.code: 428,
    domain.PinLocked.code: 429,
    Fault.code: 500,
    apply.ApplyFailed.code: 500,
    apply.HalfApplied.code: 500,
    domain.RouterAway.code: 503,
    domain.NotLeader.code: 503,
    domain.StateLost.code: 503,
    ArchiveAway.code: 503,
    NotJoined.code: 503,
    NotWritten.code: 503,
    NotSpoken.code: 503,
    ShiftsUnusable.code: 503,
    roster.RosterDamaged.code: 503,
    BundlesAway.code: 503,
    TooManyListeners.code: 503,
    BundleMissing.code: 503,
}
"""Stable code to HTTP status. Nowhere else in the product is a status decided."""


def status_of(code: str) -> int:
    """HTTP status of a refusal's code; one that this table does not know is a plain refusal."""
    return STATUS.get(code, STATUS[Refusal.code])


class RouterRefused(Exception):
    """The router's own refusal, as it came: stable code and sentence."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code or Refusal.code
        self.message = message
        super().__init__(message)
