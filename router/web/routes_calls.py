"""Routes about calls, and what is left of them."""

from __future__ import annotations

from typing import Final

from router.domain.errors import (
    Conflict,
    HeardAlready,
    NoCall,
    NotAllowedNow,
    RouterAway,
    StateLost,
    UnknownCall,
    UnknownPlace,
    UnknownSeat,
    UnknownTopic,
)
from router.web.endpoint import Route
from router.web.errors import ArchiveAway, NoSuchRoute, NotJoined, NotYourSeat, UnknownMessage, UnknownRecording
from router.web.handlers import accesses, calls, listening, messages, recordings, tags, why
from router.web.models import CallDetail, CallPage, SeatView
from router.web.models_told import AccessPage, MessagePage, MessageView, Peaks
from router.web.models_why import StoryView
from router.web.permissions import Permission
from router.web.queries import (
    AccessesQuery,
    CallsQuery,
    HearQuery,
    ListenBody,
    MessagesQuery,
    NoteBody,
    PeaksQuery,
    TagBody,
    WhyQuery,
)

P = Permission

ROUTES: Final[tuple[Route, ...]] = (
    Route(
        method="GET",
        path="/v1/calls",
        permission=P.CALLS_READ,
        handler=calls.list_calls,
        summary="Calls, live and history, newest arrival first",
        reply=CallPage,
        query=CallsQuery,
        refusals=(StateLost, ArchiveAway),
    ),
    Route(
        method="GET",
        path="/v1/calls/{call}",
        permission=P.CALLS_READ,
        handler=calls.get_call,
        summary="One call with its segments, offers and recordings, its tag and its pauses",
        reply=CallDetail,
        refusals=(UnknownCall, StateLost, ArchiveAway),
    ),
    Route(
        method="GET",
        path="/v1/calls/{call}/why",
        permission=P.CALLS_READ,
        handler=why.tell_why,
        summary="Why a call went where it went: its story in sentences, each decision explained",
        reply=StoryView,
        query=WhyQuery,
        refusals=(UnknownCall, ArchiveAway),
    ),
    Route(
        method="GET",
        path="/v1/recordings/{recording}",
        permission=P.RECORDINGS_HEAR,
        handler=recordings.get_recording,
        summary="The audio of one talk, citizen left, agent right, or of a message; `Range` gives a piece",
        media="audio/ogg",
        query=HearQuery,
        refusals=(UnknownRecording, ArchiveAway),
    ),
    Route(
        method="GET",
        path="/v1/calls/{call}/recording",
        permission=P.RECORDINGS_HEAR,
        handler=recordings.get_call_recording,
        summary="All talks of a call that is over, one after the other; `Range` gives a piece",
        media="audio/ogg",
        query=HearQuery,
        refusals=(UnknownCall, UnknownRecording, NotJoined, ArchiveAway),
    ),
    Route(
        method="GET",
        path="/v1/recordings/{recording}/peaks",
        permission=P.RECORDINGS_HEAR,
        handler=recordings.get_peaks,
        summary="How a recording looks, for players",
        reply=Peaks,
        query=PeaksQuery,
        refusals=(UnknownRecording, ArchiveAway),
    ),
    Route(
        method="GET",
        path="/v1/calls/{call}/recording/peaks",
        permission=P.RECORDINGS_HEAR,
        handler=recordings.get_call_peaks,
        summary="How all talks of a call look, one after the other",
        reply=Peaks,
        query=PeaksQuery,
        refusals=(UnknownCall, UnknownRecording, ArchiveAway),
    ),
    Route(
        method="POST",
        path="/v1/calls/{call}/tags",
        permission=P.SEATS_OWN,
        handler=tags.tag_call,
        summary="Say what a call was about, by the seat that is in it or was in it last; a later tag replaces it",
        reply=SeatView,
        body=TagBody,
        refusals=(
            UnknownCall,
            UnknownSeat,
            NotYourSeat,
            NoCall,
            UnknownTopic,
            UnknownPlace,
            RouterAway,
            StateLost,
            ArchiveAway,
        ),
    ),
    Route(
        method="POST",
        path="/v1/calls/{call}/listen",
        permission=P.CALLS_LISTEN,
        handler=listening.listen,
        summary="Let a lead's phone into the talk of a call: it rings, and hears the talk when answered",
        reply=SeatView,
        body=ListenBody,
        refusals=(UnknownSeat, NoCall, HeardAlready, NotAllowedNow, RouterAway, StateLost),
    ),
    Route(
        method="DELETE",
        path="/v1/calls/{call}/listen",
        permission=P.CALLS_LISTEN,
        handler=listening.stop,
        summary="The lead leaves the talk of a call, which goes on",
        reply=SeatView,
        refusals=(NoSuchRoute, NoCall, RouterAway, StateLost),
    ),
    Route(
        method="GET",
        path="/v1/messages",
        permission=P.MESSAGES_READ,
        handler=messages.list_messages,
        summary="Messages that callers left, newest first",
        reply=MessagePage,
        query=MessagesQuery,
        refusals=(ArchiveAway,),
    ),
    Route(
        method="POST",
        path="/v1/messages/{call}/done",
        permission=P.MESSAGES_SET,
        handler=messages.finish_message,
        summary="Somebody has dealt with the message of this call; once",
        reply=MessageView,
        body=NoteBody,
        refusals=(UnknownMessage, Conflict, ArchiveAway),
    ),
    Route(
        method="GET",
        path="/v1/accesses",
        permission=P.ACCESSES_READ,
        handler=accesses.list_accesses,
        summary="Who heard or downloaded which recording, newest first",
        reply=AccessPage,
        query=AccessesQuery,
        refusals=(ArchiveAway,),
    ),
)
