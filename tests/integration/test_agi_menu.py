"""Callers walk through menus, and agents dial codes, on a real Asterisk by the real AGI server."""

from __future__ import annotations

import json
import shutil
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from asterisk_conf.runtime import find_runtime
from router.adapters.codec import dump_message, load_message
from router.adapters.redis import keys
from router.domain.bundle import Bundle, Queue
from router.domain.requests import LookAtSeat, MakeReady, Reply, Request, SignOn
from router.domain.seat import Seat, SeatState
from tests.integration.redis_server import RedisServer, redis_server
from tests.integration.test_agi_asterisk import Asterisk, eventually
from tests.unit.ivr.house import LINE, city

__all__ = ["redis_server"]

LINE_A = replace(LINE, id="a", notice="")
PROMPTS = {
    "zh-CN": ("menu_main", "menu_services", "opening", "wrong_key", "all_busy", "ask_agent", "ask_pin", "signed_on"),
    "en": ("menu_main", "line_a_greeting"),
}


def house() -> Bundle:
    return city(LINE_A, {"legal": Queue(id="legal", name="x", max_waiting=1)})


@pytest.fixture
def asterisk(port_base: int) -> Iterator[Asterisk]:
    # A control socket's path may be 107 bytes long.
    root = Path(tempfile.mkdtemp(prefix="hl-agi-"))
    running = Asterisk(find_runtime(), root, port_base, house())
    for language, names in PROMPTS.items():
        for name in names:
            running.tone(f"{language}/{name}", 440, 1.5)
    try:
        yield running
    finally:
        running.close()
        shutil.rmtree(root)


def decided(asterisk: Asterisk, number: str) -> str:
    """Decision, queue, language and skills."""
    eventually(lambda: any(line.startswith(f"end {number} ") for line in asterisk.heard("end")))
    (found,) = [line for line in asterisk.heard("end") if line.startswith(f"end {number} ")]
    return " ".join(found.split()[2:6])


def logged(asterisk: Asterisk) -> list[dict[str, object]]:
    """What the AGI server had to warn of. Redis is not there for callers, which they do not notice."""
    lines = [json.loads(line) for line in asterisk.said().splitlines()]
    return [line for line in lines if line["level"] != "info" and line["event"] != "status_not_heard"]


def test_keys_lead_through_nested_menus(asterisk: Asterisk) -> None:
    # Into the second menu, back, an information that is cut short, English, and the choice.
    ways = {
        "k2*3911": "queue legal en [legal>=2]",
        "k21": "queue mutual_aid zh-CN []",
        "k4": "message legal zh-CN []",
        "k20": "queue mutual_aid zh-CN []",
        "k7w8w8": "queue general zh-CN []",
        "k2": "queue mutual_aid zh-CN []",
    }
    for number, keys_ in enumerate(ways, start=10_001):
        asterisk.call(str(number), keys_)
    assert {way: decided(asterisk, str(number)) for number, way in enumerate(ways, start=10_001)} == ways
    assert logged(asterisk) == []
    assert asterisk.warned() == ""


def test_an_information_is_on_record_when_the_caller_hangs_up_after_it(asterisk: Asterisk) -> None:
    asterisk.call("10001", "l3")
    eventually(lambda: asterisk.heard("left") == ["left [] 1"])


def test_who_hangs_up_while_a_key_is_waited_for_is_no_fault(asterisk: Asterisk) -> None:
    for prompt in ("line_a_greeting", "menu_main"):
        asterisk.tone(f"zh-CN/{prompt}", 440, 0.1)
    asterisk.call("10001", "leave")
    eventually(lambda: asterisk.heard("gone") == ["gone h []"])
    eventually(lambda: '"caller_left"' in asterisk.said())
    assert logged(asterisk) == []


def test_a_prompt_longer_than_the_handle_and_a_long_wait_for_a_key_let_nobody_go(asterisk: Asterisk) -> None:
    asterisk.tone("zh-CN/menu_main", 440, 9)
    asterisk.call("10001", "stay")
    assert decided(asterisk, "10001") == "queue general zh-CN []"
    assert asterisk.heard("deadman") == []


def test_a_full_queue_is_counted_by_asterisk_and_takes_a_message(asterisk: Asterisk) -> None:
    asterisk.call("10001", "k1")
    assert decided(asterisk, "10001") == "queue legal zh-CN [legal>=2]"
    asterisk.call("20001", "stay", "crowd")
    eventually(lambda: asterisk.heard("waits") == ["waits 20001"])
    asterisk.call("10002", "k1")
    assert decided(asterisk, "10002") == "message legal zh-CN []"
    eventually(lambda: "informed 10002 1" in asterisk.heard("informed"))


class SmallRouter(threading.Thread):
    """Answers what is asked by one seat's rules, as far as a test needs them."""

    def __init__(self, server: RedisServer) -> None:
        super().__init__(daemon=True)
        self.asked: list[Request] = []
        self._client = server.client()
        self._seat = Seat(id="1001")
        self._over = threading.Event()

    def run(self) -> None:
        last = "0"
        while not self._over.is_set():
            for _, entries in self._client.xread({keys.REQUESTS: last}, block=200) or ():
                for number, fields in entries:
                    last = number.decode()
                    request = load_message(fields[b"r"])
                    assert isinstance(request, Request)
                    self.asked.append(request)
                    self._client.lpush(keys.reply(last), dump_message(self._answer(request)))

    def _answer(self, request: Request) -> Reply:
        match request:
            case SignOn():
                self._seat = replace(self._seat, state=SeatState.NOT_READY, reason="signed_on", agent=request.agent)
            case MakeReady():
                self._seat = replace(self._seat, state=SeatState.READY)
        return Reply(ok=True, seat=self._seat)

    def close(self) -> None:
        self._over.set()
        self.join()
        self._client.close()


def test_an_agent_signs_on_by_code_and_no_key_is_in_any_log(asterisk: Asterisk, redis_server: RedisServer) -> None:
    router = SmallRouter(redis_server)
    router.start()
    asterisk.settings.run.mkdir(exist_ok=True)
    asterisk.settings.redis_socket.symlink_to(redis_server.socket)
    for name in ("offer_ready", "made_ready"):
        asterisk.tone(f"zh-CN/{name}", 440, 3)
    try:
        asterisk.call("*11", "k8001#471199#www1", "codes")
        eventually(lambda: asterisk.heard("coded") == ["coded *11 SUCCESS end"])
    finally:
        router.close()
    assert router.asked == [
        LookAtSeat(seat="1001", actor="seat:1001"),
        SignOn(seat="1001", actor="agent:8001", agent="8001", pin="471199"),
        MakeReady(seat="1001", actor="agent:8001"),
    ]
    assert "471199" not in asterisk.said()
    assert '"router": true' in asterisk.said()


def test_without_a_router_a_code_says_so_and_ends(asterisk: Asterisk) -> None:
    asterisk.tone("zh-CN/code_unavailable", 440, 0.5)
    asterisk.call("*10", "stay", "codes")
    eventually(lambda: asterisk.heard("coded") == ["coded *10 SUCCESS end"])
    eventually(lambda: '"router": false' in asterisk.said())
    assert logged(asterisk) == []
