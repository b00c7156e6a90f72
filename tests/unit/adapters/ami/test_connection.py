"""One connection: what asterisk-ami's client did wrong, each mend with a test."""

from __future__ import annotations

import itertools
import logging
import queue
import threading

import pytest

from router.adapters.ami import actions
from router.adapters.ami.connection import Connection, Limits
from router.adapters.ami.errors import OutcomeUnknown
from router.adapters.ami.inbox import Heard, Inbox
from router.adapters.ami.listener import Listener, tell
from router.adapters.ami.packet import AmiEvent
from tests.unit.adapters.ami.fake_asterisk import (
    QUICK,
    Headers,
    connected,
    error,
    eventually,
    packet,
    success,
)


def test_a_quiet_asterisk_is_not_a_dead_one() -> None:
    """client.py:58,84: the connect timeout also governs reads, so that three quiet seconds end the reader."""
    heard: queue.Queue[AmiEvent] = queue.Queue()
    limits = Limits(connect=0.01, send=0.01, answer=5.0, ping_every=0.02, silence=5.0)
    with connected(on_event=heard.put, limits=limits) as (connection, fake):
        eventually(lambda: len(fake.named("Ping")) >= 5, "five pings")
        fake.say(packet(Event="Hangup"))
        assert heard.get(timeout=5).name == "Hangup"
        assert not connection.reason


def test_silence_ends_the_connection_and_says_so() -> None:
    """client.py:84: the reader ended without saying so, and what was under way never failed."""
    limits = Limits(answer=5.0, ping_every=0.02, silence=0.1)
    with connected(lambda _action: None, limits=limits) as (connection, _):
        (future,) = connection.send([actions.ping()])
        assert isinstance(future.exception(5), OutcomeUnknown)
        assert connection.join(5)
        assert connection.reason == "silence"


def test_an_end_at_the_far_side_is_told_at_once() -> None:
    """client.py:84."""
    with connected(lambda _action: None) as (connection, fake):
        (future,) = connection.send([actions.ping()])
        fake.hang_up()
        assert connection.join(5)
        assert connection.reason == "closed_by_asterisk"
        assert isinstance(future.exception(0), OutcomeUnknown)


def test_actions_of_many_threads_go_out_whole() -> None:
    """client.py:146: send() without a lock, and its result ignored: what did not fit at once was lost."""
    big = "v" * 400_000  # more than a socket's buffer takes at once
    with connected() as (connection, fake):
        threads = [
            threading.Thread(target=lambda: [connection.request(actions.setvar("X", big), 30) for _ in range(2)])
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        sent = fake.named("Setvar")
        assert len(sent) == 8
        assert {action["Value"] for action in sent} == {big}


def test_a_listener_may_wait_for_an_action() -> None:
    """client.py:202: listeners ran in the reader's thread, so that one which waited for an answer waited for ever."""
    inbox = Inbox()
    with connected(on_event=inbox.hear) as (connection, fake):
        answers = []
        listener = Listener(on_event=lambda event: answers.append(connection.request(actions.ping())))
        fake.say(packet(Event="Hangup"))
        (heard,) = inbox.take(5)
        assert isinstance(heard, Heard)
        tell([listener], heard.event)
        assert answers[0].ok


def test_the_reader_itself_cannot_wait() -> None:
    """client.py:202: should somebody wait there after all, it is refused and not for ever."""
    raised: queue.Queue[Exception] = queue.Queue()
    box: list[Connection] = []

    def wait_in_vain(_event: AmiEvent) -> None:
        try:
            box[0].request(actions.ping())
        except RuntimeError as refused:
            raised.put(refused)

    with connected(on_event=wait_in_vain) as (connection, fake):
        box.append(connection)
        fake.say(packet(Event="Hangup"))
        assert "reader" in str(raised.get(timeout=5))


def test_a_callback_that_raises_does_not_end_the_reader(caplog: pytest.LogCaptureFixture) -> None:
    """response.py:71: `traceback` was never imported, so that a raising callback killed the reader."""
    gate = threading.Event()

    def answer(action: Headers) -> str:
        assert gate.wait(5)
        return success(action)

    with connected(answer) as (connection, _), caplog.at_level(logging.CRITICAL, "concurrent.futures"):
        (future,) = connection.send([actions.ping()])
        future.add_done_callback(lambda _future: 1 // 0)
        gate.set()
        assert future.result(5).ok
        assert connection.request(actions.ping()).ok


def test_lists_are_collected() -> None:
    """client.py:202: the events of a list went to the listeners, and nobody saw its end."""
    heard: list[AmiEvent] = []

    def answer(action: Headers) -> str:
        if action["Action"] != "Status":
            return success(action)
        mine = {"ActionID": action["ActionID"]}
        return (
            packet(Response="Success", EventList="start", **mine)
            + packet(Event="Status", Channel="a", **mine)
            + packet(Event="Hangup")
            + packet(Event="Status", Channel="b", **mine)
            + packet(Event="StatusComplete", EventList="Complete", **mine)
        )

    with connected(answer, on_event=heard.append) as (connection, _):
        found = connection.request(actions.status(["HL_CALL"]))
        assert [event["Channel"] for event in found.events] == ["a", "b"]
        assert [event.name for event in heard] == ["Hangup"]


def test_a_refused_list_is_an_error() -> None:
    with connected(lambda action: error(action, "Permission denied")) as (connection, _):
        found = connection.request(actions.status(["HL_CALL"]))
        assert (found.ok, found.message) == (False, "Permission denied")


def test_an_answer_that_does_not_come_leaves_no_doubtful_connection() -> None:
    """response.py:80-86: a lost action gave None, and its future stayed for ever."""
    # Pings are answered: the connection itself is alive.
    limits = Limits(answer=0.1, ping_every=0.02, silence=5.0)
    with connected(lambda action: success(action) if action["Action"] == "Ping" else None, limits=limits) as (one, _):
        with pytest.raises(OutcomeUnknown):
            one.request(actions.setvar("X", "1"))
        assert one.reason == "answer_overdue"
        assert one.under_way == 0
        with pytest.raises(OutcomeUnknown):
            one.request(actions.ping())


def test_one_action_sent_twice_has_two_ids() -> None:
    """client.py:134-138: the id was written into the action, so that the same action sent again took it along."""
    action = actions.ping()
    with (
        connected(limits=Limits(ping_every=60)) as (first, fake),
        connected(limits=Limits(ping_every=60)) as (second, other),
    ):
        for connection in (first, first, second):
            connection.request(action)
        ids = [one["ActionID"] for one in itertools.chain(fake.actions, other.actions)]
        assert len(set(ids)) == 3


def test_answers_come_back_in_the_order_of_the_questions() -> None:
    held: list[str] = []

    def backwards(action: Headers) -> str | None:
        held.insert(0, success(action, Value=action["Variable"]))
        return "".join(held) if len(held) == 3 else None

    with connected(backwards, limits=Limits(ping_every=60)) as (connection, _):
        found = connection.request_many([actions.getvar(name) for name in ("A", "B", "C")])
        assert [one.value for one in found] == ["A", "B", "C"]


@pytest.mark.parametrize("junk", [b"SSH-2.0-OpenSSH_9.2\r\n", b"\r\n\r\n"])
def test_another_service_on_the_port_is_seen(junk: bytes) -> None:
    with connected(banner=junk) as (connection, _):
        assert connection.join(5)
        assert connection.reason.startswith("NotAsterisk")


def test_junk_between_packets_is_passed_over() -> None:
    heard: queue.Queue[AmiEvent] = queue.Queue()
    with connected(on_event=heard.put, limits=QUICK) as (connection, fake):
        fake.say(b"\xff\xfe junk\r\n\r\n" + packet(Event="Hangup").encode())
        assert heard.get(timeout=5).name == "Hangup"
        assert not connection.reason
