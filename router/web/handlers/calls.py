"""Calls, live and history."""

from __future__ import annotations

from router.domain.call import Call
from router.domain.errors import StateLost, UnknownCall
from router.web.context import Ask
from router.web.cursor import read_cursor, write_cursor
from router.web.errors import ArchiveAway, UnknownRecording
from router.web.history import CallFilter, CallRecord, Recording
from router.web.listening_views import listening_views
from router.web.models import CallDetail, CallPage, RecordingView
from router.web.paging import make_page
from router.web.permissions import Permission
from router.web.queries import CallsQuery, Nothing, Scope
from router.web.views import call_view, linked_view, pause_view, segment_view, tag_view
from router.web.whole_call import talks_of

LIVE, HISTORY = "live", "history"


async def list_calls(ask: Ask[CallsQuery, Nothing]) -> CallPage:
    """Newest arrival first. A call that both stores know is shown as it is live."""
    query = ask.query
    since, until = query.span
    wanted = CallFilter(
        since=since,
        until=until,
        line=query.line,
        queue=query.queue,
        seat=query.seat,
        outcome=query.outcome,
        topic=query.topic,
        place=query.place,
        grade=query.grade,
        before=read_cursor(query.cursor) if query.cursor else None,
        limit=query.limit,
    )
    missing: list[str] = []
    refusals: list[StateLost | ArchiveAway] = []
    live: list[Call] = []
    stored: list[Call] = []
    try:
        # Also asked for history alone: a live call already has a row there and is no history yet.
        live = await ask.sources.live.calls()
    except StateLost as refusal:
        missing.append(LIVE)
        refusals.append(refusal)
    if query.scope is not Scope.LIVE:
        try:
            stored = await ask.sources.history.find_calls(wanted)
        except ArchiveAway as refusal:
            missing.append(HISTORY)
            refusals.append(refusal)
    _refuse_when_nothing_is_left(query.scope, missing, refusals)
    now, in_full = ask.sources.now(), ask.may(Permission.NUMBERS_SEE)
    known = frozenset(call.id for call in live)
    page, last = make_page(
        [] if query.scope is Scope.HISTORY else [call for call in live if wanted.takes(call)],
        stored,
        known=known,
        limit=query.limit,
        full=len(stored) >= wanted.limit,
    )
    return CallPage(
        calls=[call_view(call, live=call.id in known, now=now, in_full=in_full) for call in page],
        next=write_cursor(*last) if last else None,
        missing=missing,
    )


def _refuse_when_nothing_is_left(scope: Scope, missing: list[str], refusals: list[StateLost | ArchiveAway]) -> None:
    wanted = {Scope.ALL: {LIVE, HISTORY}, Scope.LIVE: {LIVE}, Scope.HISTORY: {HISTORY}}[scope]
    if wanted <= set(missing):
        raise refusals[-1]


async def get_call(ask: Ask[Nothing, Nothing]) -> CallDetail:
    """As it is live, else as the archive has it; `missing` tells which store did not answer."""
    name = ask.word("call")
    missing: list[str] = []
    call: Call | None = None
    refusal: StateLost | ArchiveAway | None = None
    stored: CallRecord | None = None
    try:
        call = await ask.sources.live.call(name)
    except StateLost as error:
        missing.append(LIVE)
        refusal = error
    try:
        stored = await ask.sources.history.call(name)
    except ArchiveAway as error:
        missing.append(HISTORY)
        refusal = error
    shown = call or (stored.call if stored else None)
    if shown is None:
        raise refusal or UnknownCall()
    view = call_view(shown, live=call is not None, now=ask.sources.now(), in_full=ask.may(Permission.NUMBERS_SEE))
    hear, bundle = ask.may(Permission.RECORDINGS_HEAR), ask.sources.bundle()
    return CallDetail(
        **dict(view),
        cause=shown.cause,
        bundle=shown.bundle,
        fallback_reason=shown.fallback_reason,
        segments=[segment_view(segment) for segment in shown.segments],
        recordings=[_recording_view(item, hear=hear) for item in (stored.recordings if stored else ())],
        recording_url=f"/v1/calls/{name}/recording" if hear and stored and _has_whole(stored) else None,
        tag=tag_view(stored.tag, bundle) if stored and stored.tag else None,
        pauses=[pause_view(pause) for pause in (stored.pauses if stored else ())],
        listenings=listening_views(stored.listenings if stored else ()),
        linkages=[linked_view(one, bundle) for one in shown.linkages],
        missing=missing,
    )


def _has_whole(record: CallRecord) -> bool:
    try:
        return bool(talks_of(record))
    except UnknownRecording:
        return False


def _recording_view(item: Recording, *, hear: bool) -> RecordingView:
    return RecordingView(
        id=item.id,
        segment=item.segment,
        part=item.part,
        recorded=item.recorded,
        reason=item.reason,
        seconds=item.seconds,
        sha256=item.sha256,
        url=f"/v1/recordings/{item.id}" if hear and item.path else None,
    )
