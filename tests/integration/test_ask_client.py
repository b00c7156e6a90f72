"""A script's request to the router, through a real Redis."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from router.adapters import codec
from router.adapters.redis import keys
from router.client import ask
from router.domain.errors import RouterAway, StateLost
from router.domain.requests import LookAtSeat, Reply
from router.domain.seat import Seat
from router.settings import Settings
from tests.integration.redis_server import RedisServer, redis_server

__all__ = ["redis_server"]
LOOK = LookAtSeat(seat="1001", actor="seat:1001")


@pytest.fixture
def settings(redis_server: RedisServer, tmp_path: Path) -> Settings:
    """A copy whose socket is the server's."""
    settings = Settings(data=tmp_path, config=tmp_path)
    settings.run.mkdir()
    settings.redis_socket.symlink_to(redis_server.socket)
    return settings


def answered(server: RedisServer, answer: str) -> threading.Thread:
    """Somebody who answers one request with these words."""

    def answer_one() -> None:
        with server.client() as redis:
            ((_, ((number, _),)),) = redis.xread({keys.REQUESTS: "0"}, block=5000)
            redis.rpush(keys.reply(number.decode()), answer)

    thread = threading.Thread(target=answer_one)
    thread.start()
    return thread


def test_the_answer_comes_back(redis_server: RedisServer, settings: Settings) -> None:
    reply = Reply(ok=True, seat=Seat(id="1001", version=3))
    thread = answered(redis_server, codec.dump_message(reply))
    assert ask(settings, LOOK) == reply
    thread.join()


def test_a_request_that_nobody_answers_is_taken_back(redis_server: RedisServer, settings: Settings) -> None:
    with pytest.raises(RouterAway):
        ask(settings, LOOK, wait=0.1)
    with redis_server.client() as redis:
        assert redis.xlen(keys.REQUESTS) == 0


def test_an_answer_that_cannot_be_read_is_no_answer(redis_server: RedisServer, settings: Settings) -> None:
    thread = answered(redis_server, "?")
    with pytest.raises(RouterAway):
        ask(settings, LOOK)
    thread.join()


def test_without_redis_the_state_is_lost(redis_server: RedisServer, settings: Settings) -> None:
    redis_server.kill()
    with pytest.raises(StateLost):
        ask(settings, LOOK)
    shutil.rmtree(settings.run)
    with pytest.raises(StateLost):
        ask(settings, LOOK)
