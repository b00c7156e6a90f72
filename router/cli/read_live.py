"""Reads the live state straight from Redis, so that it can be looked at while most else is dead."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from router.adapters import codec
from router.adapters.redis import keys
from router.domain.alarms.basket import Basket
from router.domain.call import Call
from router.domain.seat import Seat
from router.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Live:
    """What Redis holds at one moment."""

    words: Mapping[str, str] = field(default_factory=dict)
    """process to its word about itself, JSON"""
    seats: Mapping[str, Seat] = field(default_factory=dict)
    calls: tuple[Call, ...] = ()
    channels: Mapping[str, Basket] = field(default_factory=dict)
    """channel to how telling it of alarms goes"""
    problem: str = ""
    """why there is nothing; empty: Redis answered"""


def read_live(settings: Settings) -> Live:
    """One look, a second at most."""
    client = Redis(
        unix_socket_path=str(settings.redis_socket),
        socket_timeout=1.0,
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )
    try:
        words, stored_seats, stored_calls, stored_channels = (
            _texts(client.hgetall(key)) for key in (keys.STATUS, keys.SEATS, keys.CALLS, keys.CHANNELS)
        )
    except (RedisError, OSError) as error:
        return Live(problem=f"does not answer ({type(error).__name__})")
    finally:
        client.close()
    # What cannot be read is another version's; it must not hide the rest.
    seats: dict[str, Seat] = {}
    calls: list[Call] = []
    for name, text in stored_seats.items():
        with suppress(codec.BadMessage):
            seats[name] = codec.load(Seat, text)
    for text in stored_calls.values():
        with suppress(codec.BadMessage):
            calls.append(codec.load(Call, text))
    channels: dict[str, Basket] = {}
    for name, text in stored_channels.items():
        with suppress(codec.BadMessage):
            channels[name] = codec.load(Basket, text)
    return Live(words=words, seats=seats, calls=tuple(calls), channels=channels)


def _texts(found: Mapping[bytes | str, bytes | str]) -> dict[str, str]:
    """A hash as text; the client was told to decode, but its types do not know."""
    return {str(name): str(text) for name, text in found.items()}
