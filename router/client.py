"""The one door from AGI scripts to the router's data: the bundle in force and what is announced, read from their files,
and requests to the router itself."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, cast

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from router.adapters import codec
from router.adapters.codec import BadMessage, load
from router.adapters.redis import keys
from router.domain.bundle import Bundle
from router.domain.errors import RouterAway, StateLost
from router.domain.incidents.announcement import IncidentAnnouncement, IncidentAnnouncements
from router.domain.requests import Reply, Request
from router.settings import Settings

CONNECT_SECONDS: Final = 1.0
SLACK_SECONDS: Final = 1.0
"""By how much the socket's patience is longer than the wait for the answer."""
KEPT: Final = 10_000
"""Requests kept in the stream, about."""


class BundleUnavailable(Exception):
    """There is no readable bundle in force."""


def load_bundle_in_force(settings: Settings) -> Bundle:
    """The bundle that `current` names; a number is read from its file once, as a bundle never changes.

    Raises:
        BundleUnavailable: none is in force, or its file cannot be read.
    """
    try:
        number = int((settings.bundles / "current").read_text())
        return _load(settings.bundles / f"{number:06d}.json")
    except (OSError, ValueError, BadMessage) as error:
        raise BundleUnavailable(f"{type(error).__name__}: {error}") from error


def announcements_on(settings: Settings) -> frozenset[str]:
    """Ids of the announcements that are switched on; none when nobody switched any, or the file cannot be read."""
    try:
        known = json.loads(settings.announcements.read_bytes())
        return frozenset(name for name, switch in known.items() if switch["on"] is True)
    except (OSError, ValueError, AttributeError, KeyError, TypeError):
        return frozenset()


def incidents_announced(settings: Settings, now: float) -> tuple[IncidentAnnouncement, ...]:
    """What callers are told of incidents at Unix time `now`, in the languages whose sound is there, the oldest first;
    nothing when the file cannot be read."""
    try:
        known = load(IncidentAnnouncements, settings.incident_announcements.read_bytes()).all
    except (OSError, BadMessage):
        return ()
    found = (replace(one, sounds=_there(settings, one)) for one in known if now < one.until)
    return tuple(sorted((one for one in found if one.sounds), key=lambda one: one.at))


def _there(settings: Settings, one: IncidentAnnouncement) -> dict[str, str]:
    """Without its sound, the offer to be told of it would be about nothing."""
    return {
        language: name
        for language, name in one.sounds.items()
        if (settings.sounds / language / f"{name}.alaw").is_file()
    }


def ask(settings: Settings, request: Request, wait: float = 2.0) -> Reply:
    """The router's reply; it may be a refusal (`ok` false). Blocks for `wait` seconds at most, and a little.

    A request that was not answered in time is taken back, so that no router carries it out later behind the back of
    one who was told that nothing was changed.

    Raises:
        RouterAway: no answer in time, or one that cannot be read.
        StateLost: Redis is not reachable.
    """
    redis = Redis(
        unix_socket_path=str(settings.redis_socket),
        socket_connect_timeout=CONNECT_SECONDS,
        socket_timeout=wait + SLACK_SECONDS,
        # A request that is sent twice may be carried out twice.
        retry=Retry(NoBackoff(), 0),
    )
    try:
        with closing(redis):
            answer = _asked(redis, request, wait)
    except (RedisError, OSError) as error:
        raise StateLost(type(error).__name__) from error
    if answer is None:
        raise RouterAway
    try:
        reply = codec.load_message(answer)
    except BadMessage:
        reply = None
    if not isinstance(reply, Reply):
        raise RouterAway("its answer could not be read")
    return reply


def _asked(redis: Redis, request: Request, wait: float) -> bytes | None:
    number = cast("bytes", redis.xadd(keys.REQUESTS, {"r": codec.dump_message(request)}, maxlen=KEPT)).decode()
    answer: Any = redis.blpop([keys.reply(number)], timeout=wait)
    if answer is None:
        redis.xdel(keys.REQUESTS, number)
        return None
    return cast("bytes", answer[1])


@lru_cache(maxsize=8)
def _load(path: Path) -> Bundle:
    return load(Bundle, path.read_bytes())
