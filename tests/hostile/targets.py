"""What is fed with bytes from outside: each target takes any bytes, and raises nothing but an AssertionError.

The same targets serve hypothesis (in the suite) and atheris (`python -m tests.hostile.fuzz`, by hand).
"""

from __future__ import annotations

import math
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from asterisk.agi import AGIError

from agi_scripts.environment import read_environment
from agi_scripts.errors import NotACall
from agi_scripts.reply import read_reply
from agi_scripts.session import Session
from agi_scripts.wire import Wire, until
from asterisk_conf import names
from router.adapters import codec
from router.adapters.ami.errors import StreamBroken
from router.adapters.ami.packet import AmiEvent
from router.adapters.ami.parser import PACKET_LIMIT, Parser
from router.adapters.ami.translate import Translator
from router.adapters.codec import BadMessage
from router.adapters.files.cel_spool import CHUNK_BYTES, read_spool
from router.adapters.files.roster_csv import parse_roster_csv
from router.adapters.files.roster_xlsx import parse_roster_xlsx
from router.adapters.files.roster_yaml import parse_roster_yaml
from router.adapters.files.yaml_document import MAX_NODES, parse_source
from router.domain.bundle import Agent
from router.domain.call import Call
from router.domain.seat import Seat
from router.domain.shifts.plan import Plan, Shift
from router.domain.shifts.wall import ClockSpan
from router.domain.telephony import DeviceState
from router.services.fold_cel import CelFold
from router.services.import_cel import CelPosition
from router.services.read_roster import read_roster

SEATS: Final = frozenset({"1001", "1002"})
SHIFTS: Final = Plan(shifts={"early": Shift(id="early", name="早班", span=ClockSpan(start=480, until=960))})
AGENTS: Final = {"8001": Agent(id="8001", name="Li")}
WITHIN: Final = 0.5
"""Seconds that a peer may stay silent."""


def agi_environment(data: bytes) -> None:
    """The head of an AGI session."""
    with _Told(data) as near:
        try:
            found = read_environment(Wire(near), seconds=WITHIN)
        except NotACall:
            return
    assert found["agi_request"] is not None
    assert len(found) <= 200


def agi_reply(data: bytes) -> None:
    """One reply, read without a mark and with one."""
    for mark in ("", "hlmark"):
        with _Told(data) as near:
            wire, deadline = Wire(near), until(WITHIN)
            try:
                result = read_reply(lambda w=wire, d=deadline: w.read_line(d), lambda: None, mark=mark)
            except AGIError:
                continue
            assert isinstance(result["result"][0], str)


def agi_session(data: bytes) -> None:
    """A session of several commands, whose answers are all prepared: none is taken for another's after a fault."""
    with _Told(data) as near:
        session = Session(Wire(near), {}, mark="hlmark")
        faults = []
        for step in (
            lambda: session.get_variable(names.CALL),
            lambda: session.set_variable(names.STATE, "menu"),
            lambda: session.stream_file("hello", "0123456789*#", seconds=WITHIN),
            lambda: session.execute("WAIT FOR DIGIT", 1, seconds=WITHIN),
            lambda: session.get_data("hello", 1, 4),
            session.synchronise,
        ):
            try:
                step()
            except AGIError as error:
                faults.append(error)
        assert len({id(fault) for fault in faults if type(fault).__name__ in {"AGIBroken", "AGITimeout"}}) <= 1


def ami_stream(data: bytes) -> None:
    """A stream of the manager interface, in one piece and in many: the same packets, and all of them can be told on."""
    streams = []
    for step in (len(data) or 1, 7):
        parser, packets = Parser(), []
        try:
            for start in range(0, len(data), step):
                packets += parser.feed(data[start : start + step])
        except StreamBroken:
            assert len(data) > PACKET_LIMIT
            return
        assert len(parser._rest) <= PACKET_LIMIT
        streams.append([repr(vars(packet)) for packet in packets])
        for packet in packets:
            if isinstance(packet, AmiEvent):
                _tell(packet)
    assert streams[0] == streams[1]


def _tell(event: AmiEvent) -> None:
    """Whatever an event says, what is made of it fits into the stream and comes out of it the same."""
    translator = Translator("node1")
    translator.begin(SEATS, dict.fromkeys(SEATS, DeviceState.UNKNOWN), {}, frozenset())
    for fact in translator.translate(event, 1_764_000_000.5):
        assert codec.load_message(codec.dump_message(fact)) == fact
        for value in vars(fact).values():
            assert not isinstance(value, float) or math.isfinite(value)


def messages(data: bytes) -> None:
    """What lies in Redis, as messages and as rows."""
    for read in (codec.load_message, lambda text: codec.load(Call, text), lambda text: codec.load(Seat, text)):
        try:
            value: Any = read(data)
        except BadMessage as error:
            # Told in logs: what was in it may be a number.
            assert len(str(error)) < 20_000
            continue
        codec.dump_message(value)


def bundle_file(data: bytes) -> None:
    """A file of the configuration: read, or refused with a line of it."""
    document = parse_source(data, "lines.yaml")
    if not document.readable:
        assert document.problems
    for problem in document.problems:
        assert 1 <= problem.line <= data.count(b"\n") + data.count(b"\r") + 2
        assert problem.what and problem.remedy
    assert len(document.lines) <= MAX_NODES


def roster_file(data: bytes) -> None:
    """A roster that somebody sends, in each of its kinds: rows, or what is wrong with them, each at a line."""
    for parse in (parse_roster_csv, parse_roster_xlsx, parse_roster_yaml):
        found = read_roster(parse(data, "roster"), SHIFTS, AGENTS)
        assert found.rows or found.problems
        for problem in found.problems:
            assert problem.line >= 1
            assert problem.what and problem.remedy


def event_log(data: bytes) -> None:
    """Asterisk's channel event log: every line is a row, or is put aside; reading comes to the end, and folds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cel.csv"
        path.write_bytes(data)
        position, fold = CelPosition(), CelFold((), last_at=0.0)
        for _ in range(len(data) // CHUNK_BYTES + 2):
            chunk = read_spool(path, position, clock=lambda: 1e9)
            position = chunk.position
            for row in chunk.rows:
                fold.take(row)
        assert position.offset == data.rfind(b"\n") + 1 or len(data) >= CHUNK_BYTES
    for item in fold.calls.values():
        codec.load(Call, codec.dump(item.call))


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    target.__name__: target
    for target in (agi_environment, agi_reply, agi_session, ami_stream, messages, bundle_file, roster_file, event_log)
}


class _Told:
    """A socket whose far end has said these bytes, and then closed."""

    def __init__(self, data: bytes) -> None:
        self._near, self._far = socket.socketpair()
        # In a thread: more than the socket holds must not stop who reads it.
        self._speaker = threading.Thread(target=self._say, args=(data,), daemon=True)

    def __enter__(self) -> socket.socket:
        self._speaker.start()
        return self._near

    def __exit__(self, *_: object) -> None:
        self._near.close()
        self._speaker.join()
        self._far.close()

    def _say(self, data: bytes) -> None:
        try:
            self._far.sendall(data)
            self._far.shutdown(socket.SHUT_WR)
        except OSError:
            return  # the reader has seen enough
