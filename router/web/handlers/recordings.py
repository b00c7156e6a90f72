"""Recordings: hear them, and see how they look. Who hears what goes on record first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import structlog
from aiohttp import web

from router.domain.errors import UnknownCall
from router.web.context import Ask, Body, Query
from router.web.errors import UnknownRecording
from router.web.history import CallRecord, Recording
from router.web.models_told import Peaks
from router.web.peaks import Look, draw
from router.web.queries import HearQuery, Nothing, PeaksQuery
from router.web.whole_call import talks_of

log = structlog.get_logger()


async def get_recording(ask: Ask[HearQuery, Nothing]) -> web.StreamResponse:
    """The audio of one talk, a part of one, or a message; pieces of it by `Range`."""
    item = await _recording(ask)
    if item.path is None:
        raise UnknownRecording
    return await _serve(ask, item.path, item.id, item.call)


async def get_call_recording(ask: Ask[HearQuery, Nothing]) -> web.StreamResponse:
    """The audio of all talks of a call, one after the other; put together when first asked for."""
    record = await _call(ask)
    parts = [(_inside(ask, item.path, item.id), item.sha256) for item in talks_of(record) if item.path is not None]
    path = parts[0][0] if len(parts) == 1 else await ask.sources.join(record.call.id, parts)
    return await _serve(ask, path, record.call.id, record.call.id)


async def get_peaks(ask: Ask[PeaksQuery, Nothing]) -> Peaks:
    item = await _recording(ask)
    if item.path is None:
        raise UnknownRecording
    return await _peaks(ask, [item])


async def get_call_peaks(ask: Ask[PeaksQuery, Nothing]) -> Peaks:
    return await _peaks(ask, talks_of(await _call(ask)))


async def _recording(ask: Ask[Query, Body]) -> Recording:
    item = await ask.sources.history.recording(ask.word("recording"))
    if item is None:
        raise UnknownRecording
    return item


async def _call(ask: Ask[Query, Body]) -> CallRecord:
    record = await ask.sources.history.call(ask.word("call"))
    if record is None:
        raise UnknownCall
    return record


async def _peaks(ask: Ask[PeaksQuery, Nothing], items: Sequence[Recording]) -> Peaks:
    found = await ask.sources.history.peaks([item.id for item in items])
    if not found:
        raise UnknownRecording
    # A recording of a former version has no peaks: its time passes, and nothing is drawn.
    looks = [Look(seconds=item.seconds or 0.0, channels=channels, levels=levels)
             for item in items for channels, levels in (found.get(item.id, (0, b"")),)]  # fmt: skip
    points = ask.query.points
    return Peaks(
        seconds=round(sum(look.seconds for look in looks), 3),
        citizen=draw(looks, 0, points),
        agent=draw(looks, 1, points) if any(look.channels > 1 for look in looks) else None,
    )


async def _serve(ask: Ask[HearQuery, Nothing], path: Path, name: str, call: str) -> web.FileResponse:
    inside = _inside(ask, path, name)
    how = "downloaded" if ask.query.download else "heard"
    actor = ask.sender.actor
    await ask.sources.accesses.put(at=ask.sources.now(), actor=actor, how=how, subject=name, call=call)
    log.info("recording_served", recording=name, call_id=call, actor=actor, how=how)
    shown = "attachment" if ask.query.download else "inline"
    headers = {"Content-Type": "audio/ogg", "Content-Disposition": f'{shown}; filename="{name}.opus"'}
    return web.FileResponse(inside, headers=headers)


def _inside(ask: Ask[Query, Body], path: Path, name: str) -> Path:
    """The file, when it is one and lies among the recordings.

    The archive's word alone shall not open any other file of this machine.
    """
    root, found = ask.sources.recordings.resolve(), path.resolve()
    if not found.is_relative_to(root) or not found.is_file():
        log.error("recording_not_served", recording=name)
        raise UnknownRecording
    return found
