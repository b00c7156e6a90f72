"""Each defect of pyst2 0.5.1 that was mended, by its line in `asterisk/agi.py`."""

from __future__ import annotations

import socket
import threading

import pytest
from asterisk.agi import (
    AGI,
    AGIAppError,
    AGIDBError,
    AGIError,
    AGIHangup,
    AGIInvalidCommand,
    AGIResultHangup,
    AGISIGHUPHangup,
    AGIUsageError,
)

from agi_scripts.environment import read_environment
from agi_scripts.errors import AGIBroken, AGIDeadChannel, AGIEndOfFile, AGITimeout, NotACall, UnsafeValue
from agi_scripts.session import Session, open_session
from agi_scripts.wire import MAX_LINE, Wire
from tests.unit.agi_scripts.conftest import MARK, Asterisk

OK = b"200 result=1\n"
Ends = tuple[socket.socket, Asterisk]


def test_line_98_a_session_begins_off_the_main_thread(ends: Ends) -> None:
    """agi.py 98: `signal.signal` in the constructor raises in any thread but the main one."""
    begun: list[Session] = []
    thread = threading.Thread(target=lambda: begun.append(Session(Wire(ends[0]), {})))
    thread.start()
    thread.join()
    assert isinstance(begun[0], AGI)


def test_line_166_bytes_are_written(session: Session, asterisk: Asterisk) -> None:
    """agi.py 166: str is written to a binary file."""
    asterisk.says(OK)
    session.set_variable("NAME", "市民")
    assert asterisk.was_sent() == ['SET VARIABLE "NAME" "市民"']


def test_lines_99_to_193_nothing_goes_to_standard_error(
    ends: Ends, asterisk: Asterisk, capfd: pytest.CaptureFixture[str]
) -> None:
    """agi.py 99-123, 165, 176, 193: the caller's data and every reply are written to standard error."""
    asterisk.says(b"agi_request: arrive\nagi_callerid: 13812345678\n\n200 result=1 (13812345678)\n")
    session = Session(Wire(ends[0]), read_environment(Wire(ends[0])))
    with pytest.raises(AGIError):
        session.execute("VERBOSE", "13812345678", seconds=0.01)
    assert capfd.readouterr() == ("", "")


def test_line_106_a_port_probe_is_no_call(open_wire: object, ends: Ends, asterisk: Asterisk) -> None:
    """agi.py 106-115: an end of file is read as an empty environment, and the script runs."""
    asterisk.closes()
    with pytest.raises(NotACall, match="a probe"):
        open_session(ends[0])


def test_line_106_an_empty_environment_is_no_call(ends: Ends, asterisk: Asterisk) -> None:
    """agi.py 106-115: an empty line is taken for an environment."""
    asterisk.says(b"\n")
    with pytest.raises(NotACall, match="empty"):
        open_session(ends[0])


def test_line_125_a_quote_does_not_split_an_argument(session: Session, asterisk: Asterisk) -> None:
    """agi.py 125-132: `_quote` escapes nothing."""
    asterisk.says(OK)
    session.set_variable("NAME", 'a" "b\\')
    assert asterisk.was_sent() == ['SET VARIABLE "NAME" "a\\" \\"b\\\\"']


@pytest.mark.parametrize("value", ["a\nHANGUP", "a\rb", "a\0b"])
def test_line_125_no_value_sends_a_second_command(session: Session, asterisk: Asterisk, value: str) -> None:
    """agi.py 125-132: a line break in a value sends a second command."""
    with pytest.raises(UnsafeValue):
        session.set_variable("NAME", value)
    assert asterisk.was_sent() == []


def test_line_125_a_command_fits_asterisks_buffer(session: Session, asterisk: Asterisk) -> None:
    """agi.py 125-132: a line over 8,191 bytes is cut by Asterisk, and its rest is the next command."""
    frame = len('SET VARIABLE "N" ""\n')
    asterisk.says(OK)
    session.set_variable("N", "x" * (8_191 - frame))
    with pytest.raises(UnsafeValue):
        session.set_variable("N", "x" * (8_192 - frame))
    with pytest.raises(UnsafeValue):
        session.set_variable("N", "市" * 2_800)
    assert [len(line) for line in asterisk.was_sent()] == [8_190]


@pytest.mark.parametrize(
    ("call", "reply", "sent"),
    [
        (("stream_file", ("a b", "1")), b"200 result=0 endpos=8\n", 'STREAM FILE "a b" "1" "0"'),  # 284
        (("send_image", ("a b",)), b"200 result=0\n", 'SEND IMAGE "a b"'),  # 321
        (("get_data", ("a b",)), b"200 result=5\n", 'GET DATA "a b" "2000" "255"'),  # 448
        (("get_option", ("a b", "1")), b"200 result=0\n", 'GET OPTION "a b" "1"'),
        (("set_context", ("a b",)), OK, 'SET CONTEXT "a b"'),  # 483
        (("set_extension", ("a b",)), OK, 'SET EXTENSION "a b"'),  # 491
        (("set_priority", ("a b",)), OK, 'set priority "a b"'),  # 499
        (("appexec", ("No Op", "x y")), OK, 'EXEC "No Op" "x y"'),  # 549
        (("set_callerid", ('"x" <1>',)), OK, 'SET CALLERID "\\"x\\" <1>"'),  # 559
        (("exec_command", ("Dial", "a b", 5)), OK, 'EXEC "Dial" "a b,5"'),  # 693
        (("hangup", ()), OK, "HANGUP"),
        (("hangup", ("a b",)), OK, 'HANGUP "a b"'),
        (("say_digits", ("12 3", [4, "5"])), b"200 result=0\n", 'SAY DIGITS "12 3" "45"'),
    ],
)
def test_lines_284_to_693_every_argument_is_quoted(
    session: Session, asterisk: Asterisk, call: tuple[str, tuple[object, ...]], reply: bytes, sent: str
) -> None:
    """agi.py 284, 321, 448, 483-499, 549, 559, 693: arguments are sent as they are."""
    asterisk.says(reply)
    name, arguments = call
    getattr(session, name)(*arguments)
    assert asterisk.was_sent() == [sent]


def test_line_178_replies_stay_in_step_over_a_hangup(session: Session, asterisk: Asterisk) -> None:
    """agi.py 178-180: HANGUP is taken for a reply, and every later reply is one off."""
    asterisk.says(b"HANGUP\n200 result=1 (%(m)sbvalue%(m)se)\n200 result=1\n" % {b"m": MARK.encode()})
    assert session.get_variable("X") == "value"
    with pytest.raises(AGISIGHUPHangup):
        session.set_variable("X", "1")
    assert len(asterisk.was_sent()) == 1


def test_line_178_an_end_of_file_is_a_hangup(session: Session, asterisk: Asterisk) -> None:
    """agi.py 178-180: an end of file is an empty line, `unknown code 0`."""
    asterisk.says(b"200 res")
    asterisk.closes()
    with pytest.raises(AGIEndOfFile) as ended:
        session.answer()
    assert isinstance(ended.value, AGIHangup)
    with pytest.raises(AGIEndOfFile):
        session.answer()
    assert asterisk.was_sent() == ["ANSWER"]


def test_line_195_a_dead_channel_has_its_own_error(session: Session, asterisk: Asterisk) -> None:
    """agi.py 195-211: 511 is an unknown error."""
    asterisk.says(b"511 Command Not Permitted on a dead channel or intercept routine\n" + OK)
    with pytest.raises(AGIDeadChannel):
        session.answer()
    session.answer()


def test_line_195_an_unknown_command_has_its_own_error(session: Session, asterisk: Asterisk) -> None:
    """agi.py 195: kept as it was."""
    asterisk.says(b"510 Invalid or unknown command\n")
    with pytest.raises(AGIInvalidCommand):
        session.noop()


def test_line_195_trying_is_no_reply(session: Session, asterisk: Asterisk) -> None:
    """agi.py 195-211: `100 Trying` is taken for the reply, and every later reply is one off."""
    asterisk.says(b"100 Trying...\n200 result=49 endpos=8\n200 result=50 endpos=8\n")
    assert session.stream_file("one", "1") == "1"
    assert session.stream_file("two", "2") == "2"


def test_line_197_a_usage_of_one_line_ends(session: Session, asterisk: Asterisk) -> None:
    """agi.py 197-209: a single-line 520 waits for ever."""
    asterisk.says(b"520 Invalid command syntax.  Proper usage not available.\n" + OK)
    with pytest.raises(AGIUsageError, match="not available"):
        session.noop()
    session.answer()


def test_line_197_a_usage_of_many_lines_ends(session: Session, asterisk: Asterisk) -> None:
    """agi.py 197-209: kept as it was."""
    asterisk.says(b"520-Invalid command syntax.  Proper usage follows:\nUsage: X\n\n520 End of proper usage.\n" + OK)
    with pytest.raises(AGIUsageError, match="Usage: X"):
        session.noop()
    session.answer()


def test_line_197_an_end_of_file_within_a_usage_ends(session: Session, asterisk: Asterisk) -> None:
    """agi.py 205-208: an end of file inside a 520 spins for ever."""
    asterisk.says(b"520-Invalid command syntax.  Proper usage follows:\nUsage: X\n")
    asterisk.closes()
    with pytest.raises(AGIEndOfFile):
        session.noop()


@pytest.mark.parametrize(
    ("reply", "digits", "timed_out"),
    [
        (b"200 result=12 (timeout)\n", "12", True),
        (b"200 result= (timeout)\n", "", True),
        (b"200 result=12\n", "12", False),
        (b"200 result=\n", "", False),
    ],
)
def test_line_36_the_timeout_flag_is_kept(
    session: Session, asterisk: Asterisk, reply: bytes, digits: str, timed_out: bool
) -> None:
    """agi.py 36: `result= (timeout)` matches nothing, and the flag is dropped."""
    asterisk.says(reply)
    pressed = session.get_data("menu")
    assert (pressed, pressed.timed_out) == (digits, timed_out)


def test_line_187_hangup_can_be_a_value(session: Session, asterisk: Asterisk) -> None:
    """agi.py 187: a variable whose value is "hangup" raises."""
    asterisk.says(b"200 result=1 (hangup)\n")
    assert session.execute("GET VARIABLE", "X")["result"] == ("1", "hangup")


def test_line_187_a_hangup_in_a_recording_raises(session: Session, asterisk: Asterisk) -> None:
    """agi.py 187: kept where it is true."""
    asterisk.says(b"200 result=-1 (hangup) endpos=8000\n")
    with pytest.raises(AGIResultHangup):
        session.record_file("message")


def test_line_190_a_failed_application_raises(session: Session, asterisk: Asterisk) -> None:
    """agi.py 190: kept as it was."""
    asterisk.says(b"200 result=-1 endpos=0\n")
    with pytest.raises(AGIAppError):
        session.stream_file("missing")


@pytest.mark.parametrize(
    "value", ["one\ntwo", "one)\n200 result=0\n", ")\n", "e)\nb", "a\r\nb", "(a) endpos=5", "511 x\nHANGUP\n", "", "a)"]
)
def test_line_183_a_value_with_line_breaks_keeps_step(session: Session, asterisk: Asterisk, value: str) -> None:
    """agi.py 183: a value with a newline is cut, and its rest is taken for the next reply."""
    asterisk.says(f"200 result=1 ({MARK}b{value}{MARK}e)\n200 result=1 ({MARK}bnext{MARK}e)\n".encode())
    assert session.get_variable("X") == value
    assert session.get_variable("Y") == "next"
    assert asterisk.was_sent()[0] == f'GET FULL VARIABLE "{MARK}b${{X}}{MARK}e"'


def test_line_183_a_value_with_blanks_is_whole(session: Session, asterisk: Asterisk) -> None:
    """agi.py 36, 183: `key=value` inside a value is taken for keys of the reply."""
    asterisk.says(b"200 result=1 (a result=-1 b=2 (c) d)\n")
    assert session.execute("GET VARIABLE", "X") == {"result": ("1", "a result=-1 b=2 (c) d")}


def test_line_524_no_key_is_nothing(session: Session, asterisk: Asterisk) -> None:
    """agi.py 524: `record_file` returns NUL when time runs out."""
    asterisk.says(b"200 result=0 (timeout) endpos=8000\n200 result=35 (dtmf) endpos=8000\n")
    assert session.record_file("message", "alaw", "#", 5_000) == ""
    assert session.record_file("message", "alaw", "#", 5_000, beep="") == "#"
    assert asterisk.was_sent() == [
        'RECORD FILE "message" "alaw" "#" "5000" "0" "beep" "s=0"',
        'RECORD FILE "message" "alaw" "#" "5000" "0" "s=0"',
    ]


def test_line_637_a_key_is_quoted_once(session: Session, asterisk: Asterisk) -> None:
    """agi.py 637: `database_get` asks for a family whose name begins with a quote."""
    asterisk.says(f"200 result=1 (value)\n200 result=1 ({MARK})\n".encode())
    assert session.database_get("fam", "key") == "value"
    assert asterisk.was_sent()[0] == 'DATABASE GET "fam" "key"'


def test_line_637_a_value_of_the_database_keeps_step(session: Session, asterisk: Asterisk) -> None:
    """agi.py 183, 637: the rest of a value with `)` and a newline is passed over."""
    asterisk.says(f"200 result=1 (a)\n200 result=0\nb)\n200 result=1 ({MARK})\n200 result=49\n".encode())
    assert session.database_get("fam", "key") == "a"
    assert session.wait_for_digit() == "1"


def test_line_637_no_value_has_its_own_error(session: Session, asterisk: Asterisk) -> None:
    """agi.py 640: kept as it was."""
    asterisk.says(f"200 result=0\n200 result=1 ({MARK})\n".encode())
    with pytest.raises(AGIDBError):
        session.database_get("fam", "key")


@pytest.mark.parametrize(
    ("arguments", "sent"),
    [
        ((5, "", "", "UTC"), 'SAY DATETIME "5" "" "ABdY \'digits/at\' IMp" "UTC"'),
        ((5, "1", "R", "UTC"), 'SAY DATETIME "5" "1" "R" "UTC"'),
        ((5, "1", "R"), 'SAY DATETIME "5" "1" "R"'),
        ((5,), 'SAY DATETIME "5" ""'),
    ],
)
def test_line_435_a_zone_without_a_format_stays_a_zone(
    session: Session, asterisk: Asterisk, arguments: tuple[int, str], sent: str
) -> None:
    """agi.py 435: an empty format shifts the zone into its place."""
    asterisk.says(b"200 result=0\n")
    session.say_datetime(*arguments)
    assert asterisk.was_sent() == [sent]


def test_line_175_a_callers_name_need_not_be_utf8(ends: Ends, asterisk: Asterisk) -> None:
    """agi.py 108, 175: strict UTF-8 ends the call of a Latin-1 name."""
    asterisk.says(b"agi_request: arrive\nagi_calleridname: Jos\xe9\n\n")
    name = read_environment(Wire(ends[0]))["agi_calleridname"]
    asterisk.says(OK)
    Session(Wire(ends[0]), {}).set_variable("NAME", name)
    assert name.encode("utf-8", "surrogateescape") == b"Jos\xe9"
    assert asterisk.was_sent() == [f'SET VARIABLE "NAME" "{name}"']


def test_a_silent_asterisk_ends_the_session(session: Session, asterisk: Asterisk) -> None:
    """agi.py 174: reads have no time limit. After one has passed, a late reply must not answer the next command."""
    with pytest.raises(AGITimeout):
        session.execute("NOOP", seconds=0.01)
    asterisk.says(OK)
    with pytest.raises(AGITimeout):
        session.answer()
    assert asterisk.was_sent() == ["NOOP"]


def test_an_asterisk_that_does_not_read_ends_the_session(ends: Ends) -> None:
    """agi.py 166: writes have no time limit either."""
    near = ends[0]
    near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
    near.setblocking(False)
    with pytest.raises(BlockingIOError):
        while True:
            near.send(b"x" * 4_096)
    with pytest.raises(AGITimeout):
        Session(Wire(near), {}).execute("VERBOSE", "x" * 8_000, seconds=0.01)


@pytest.mark.parametrize("words", [b"SSH-2.0-x\n", b"200 hello\n", b"404 no\n", b"\n", b"x" * (MAX_LINE + 10) + b"\n"])
def test_junk_for_a_reply_ends_the_session(session: Session, asterisk: Asterisk, words: bytes) -> None:
    """agi.py 178, 211: what is no reply is an unknown error, and the session goes on out of step."""
    threading.Thread(target=asterisk.says, args=(words + OK,), daemon=True).start()
    with pytest.raises(AGIBroken):
        session.answer()
    with pytest.raises(AGIBroken):
        session.answer()
