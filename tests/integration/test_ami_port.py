"""What may answer on the manager's port: nothing, another service, half a packet, a refusal, a stall."""

from __future__ import annotations

import contextlib
import queue
import socket
import threading
from collections.abc import Iterator

import pytest

from router.adapters.ami import actions
from router.adapters.ami.connection import Limits
from router.adapters.ami.dial import Account, dial
from router.adapters.ami.errors import AmiError, LoginRefused, NotAsterisk, NotConnected, OutcomeUnknown
from router.adapters.ami.inbox import Heard, Inbox
from router.adapters.ami.reconnect import Keeper

LIMITS = Limits(connect=5.0, send=5.0, answer=5.0, ping_every=0.05, silence=2.0)
IMPATIENT = Limits(connect=0.3, send=0.3, answer=0.3, ping_every=0.05, silence=0.2)
"""For those that are to give up."""
GREETING = b"Asterisk Call Manager/11.0.0\r\n"


class Port:
    """A listening socket; each connection gets the next script, which is bytes to say, or STALL to say nothing."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.number: int = self._server.getsockname()[1]
        self.scripts: queue.Queue[list[bytes]] = queue.Queue()
        self.peers: list[socket.socket] = []
        self.received: queue.Queue[bytes] = queue.Queue()
        threading.Thread(target=self._accept, daemon=True).start()

    def account(self) -> Account:
        return Account(host="127.0.0.1", port=self.number, user="hotline", secret="s")

    def close(self) -> None:
        # Wakes the thread that accepts; without it the port would stay open.
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for peer in self.peers:
            peer.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = self._server.accept()
                self.peers.append(peer)
                threading.Thread(target=self._play, args=(peer, self.scripts.get()), daemon=True).start()

    def _play(self, peer: socket.socket, script: list[bytes]) -> None:
        """Say each line in answer to the packet that came; the first at once."""
        with contextlib.suppress(OSError):
            for said in script:
                peer.sendall(said)
                data = peer.recv(65536)
                self.received.put(data)
                if not data:
                    return
            while peer.recv(65536):
                pass


@pytest.fixture
def port() -> Iterator[Port]:
    one = Port()
    try:
        yield one
    finally:
        one.close()


class Answering(Port):
    """Greets, and answers every action with Success until it is told to stall; then reads and says nothing."""

    def __init__(self) -> None:
        self.stalled = threading.Event()
        super().__init__()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                peer, _ = self._server.accept()
                self.peers.append(peer)
                threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer: socket.socket) -> None:
        with contextlib.suppress(OSError):
            peer.sendall(GREETING)
            rest = b""
            while data := peer.recv(65536):
                *whole, rest = (rest + data).split(b"\r\n\r\n")
                for packet in whole:
                    if self.stalled.is_set():
                        continue
                    number = packet.partition(b"ActionID: ")[2].partition(b"\r\n")[0]
                    peer.sendall(b"Response: Success\r\nActionID: " + number + b"\r\n\r\n")


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number: int = server.getsockname()[1]
    with pytest.raises(NotConnected):
        dial(Account(host="127.0.0.1", port=number, user="hotline", secret="s"), limits=LIMITS)


@pytest.mark.parametrize("junk", [b"SSH-2.0-OpenSSH_9.2\r\n", b"\r\n" * 50, b"\0" * 64 + b"\r\n"])
def test_another_service(port: Port, junk: bytes) -> None:
    port.scripts.put([junk])
    with pytest.raises(NotAsterisk):
        dial(port.account(), limits=LIMITS)


@pytest.mark.parametrize("begin", [b"", b"Asterisk Call Man"])
def test_a_greeting_that_does_not_end(port: Port, begin: bytes) -> None:
    port.scripts.put([begin])
    with pytest.raises(NotAsterisk):
        dial(port.account(), limits=IMPATIENT)


def test_a_greeting_without_an_end_is_not_gathered_for_ever(port: Port) -> None:
    port.scripts.put([b"A" * (3 << 20)])
    with pytest.raises(NotAsterisk, match="StreamBroken"):
        dial(port.account(), limits=IMPATIENT)


def test_half_an_answer_to_the_login(port: Port) -> None:
    port.scripts.put([GREETING, b"Response: Success\r\nActionID"])
    with pytest.raises(OutcomeUnknown):
        dial(port.account(), limits=IMPATIENT)


def test_a_stall_after_the_greeting(port: Port) -> None:
    port.scripts.put([GREETING])
    with pytest.raises(OutcomeUnknown):
        dial(port.account(), limits=IMPATIENT)


class RefusingPort(Answering):
    """Refuses every login, as Asterisk does."""

    def _serve(self, peer: socket.socket) -> None:
        with contextlib.suppress(OSError):
            peer.sendall(GREETING)
            number = peer.recv(65536).partition(b"ActionID: ")[2].partition(b"\r\n")[0]
            peer.sendall(b"Response: Error\r\nActionID: " + number + b"\r\nMessage: Authentication failed\r\n\r\n")


def test_a_refused_login() -> None:
    port = RefusingPort()
    with contextlib.closing(port), pytest.raises(LoginRefused, match="Authentication failed"):
        dial(port.account(), limits=LIMITS)


def test_a_stall_is_left_and_the_next_connection_works() -> None:
    port = Answering()
    told: queue.Queue[str] = queue.Queue()
    keeper = Keeper(
        lambda: dial(port.account(), on_event=lambda _event: None, limits=LIMITS),
        on_up=lambda _connection: told.put("up"),
        on_down=told.put,
        wait=lambda _attempt, _refused: 0.02,
    )
    with contextlib.closing(port):
        keeper.start()
        try:
            assert told.get(timeout=10) == "up"
            port.stalled.set()
            assert told.get(timeout=10) in {"silence", "answer_overdue"}
            port.stalled.clear()
            assert told.get(timeout=10) == "up"
            assert keeper.connection.request(actions.ping()).ok
        finally:
            keeper.stop()
    with pytest.raises(AmiError):
        _ = keeper.connection


def test_a_reader_that_nobody_empties_never_stalls_asterisk() -> None:
    """100,000 events with no pump behind: the sender is never held up, and what was dropped is counted."""
    port, inbox, count = Answering(), Inbox(limit=1_000), 100_000
    with contextlib.closing(port):
        connection = dial(port.account(), on_event=inbox.hear, limits=LIMITS)
        (peer,) = port.peers
        peer.settimeout(30)
        for _ in range(count // 1_000):
            peer.sendall(b"Event: Newstate\r\nChannel: PJSIP/1001-00000001\r\n\r\n" * 1_000)
        assert connection.request(actions.ping(), 30).ok
        heard = sum(isinstance(item, Heard) for item in inbox.take(0))
        assert heard == 1_000
        assert inbox.dropped == count - heard
        connection.close("test over")
        assert connection.join(10)
