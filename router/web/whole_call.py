"""Which recordings make up the whole of a call."""

from __future__ import annotations

from router.services.finish_recordings import TALK
from router.web.errors import UnknownRecording
from router.web.history import CallRecord, Recording


def talks_of(record: CallRecord) -> list[Recording]:
    """The recordings with sound of all its talks and their parts, in order.

    Raises:
        UnknownRecording: the call goes on, a part of it is not finished yet, or there is no sound at all.
    """
    known = {item.id for item in record.recordings}
    if record.call.outcome is None or not _expected(record) <= known:
        raise UnknownRecording
    talks = [item for item in record.recordings if item.segment and item.path is not None]
    if not talks:
        raise UnknownRecording
    return sorted(talks, key=lambda item: (item.segment, item.part))


def _expected(record: CallRecord) -> set[str]:
    """Ids of all recordings that this call's talks were to have."""
    found: set[str] = set()
    for segment in record.call.segments:
        if segment.talked_at is not None and segment.recording:
            stem = segment.recording.removesuffix(TALK)
            found |= {stem, *(f"{stem}p{part}" for part in range(2, segment.parts + 1))}
    return found
