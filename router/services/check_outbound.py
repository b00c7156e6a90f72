"""Checks that whoever is to be rung outside can be."""

from __future__ import annotations

from collections.abc import Iterator

from router.services.bundle_parts import Parts
from router.services.config_document import Problem

FILE = "outbound.yaml"


def check_outbound(parts: Parts) -> Iterator[Problem]:
    """A trunk that has no way out, nobody who may be rung, a key that two things share, a callback without a way."""
    yield from _way(parts)
    queues = parts.documents["queues.yaml"]
    for key, queue in parts.queues.items():
        if queue.callback is None:
            continue
        spot = (key, "callback")
        if queue.callback.key == queue.message_key:
            what = f"key {queue.message_key} leaves a message already"
            yield queues.problem((*spot, "key"), what, "give one of the two another key")
        if parts.outbound is None and not parts.documents[FILE].data:
            what = f"queue `{key}` offers a callback, and nothing says how to ring the outside"
            yield queues.problem(spot, what, "add outbound.yaml with its `trunk: ...`, or remove the callback")
        if queue.message_seconds == 0:
            what = f"queue `{key}` tells callers nothing in hold, so a callback is never offered"
            yield queues.problem(spot, what, "raise `message_seconds`, or remove the callback")


def _way(parts: Parts) -> Iterator[Problem]:
    outbound = parts.outbound
    if outbound is None:
        return
    document = parts.documents[FILE]
    yield from parts.stranger(FILE, ("trunk",), "trunk", outbound.trunk, parts.known("trunks.yaml"))
    trunk = parts.trunks.get(outbound.trunk)
    if trunk is not None and not trunk.server:
        what = f"trunk `{outbound.trunk}` has no server, so nothing goes out by it"
        yield document.problem(("trunk",), what, "add `server: ...` to it in trunks.yaml")
    if outbound.hours:
        hours = parts.known("hours.yaml")
        yield from parts.stranger(FILE, ("hours",), "entry in hours.yaml named", outbound.hours, hours)
    if parts.site is not None and not parts.site.outbound_allowed and not parts.documents["linkages.yaml"].data:
        what = "no number may be rung, so this does nothing"
        yield document.problem((), what, "list numbers, or heads with `*`, as `outbound_allowed` in site.yaml")
