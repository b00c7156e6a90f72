"""pyst2's AGI vocabulary on a transport and a parser of our own.

pyst2's constructor is never called: it installs a signal handler (which fails off the main thread), writes the
caller's data to standard error and reads without limits. Its command methods stay as they are where they are right;
they reach Asterisk through `execute` alone.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from asterisk.agi import AGI, AGIError, AGISIGHUPHangup

from agi_scripts.errors import AGIBroken, AGIEndOfFile, AGITimeout
from agi_scripts.patience import AT_ONCE, patience
from agi_scripts.quoting import Quoted, command_line, quote
from agi_scripts.reply import MAX_REPLY_LINES, Result, read_reply
from agi_scripts.wire import Wire, until


class Protocol(AGI):  # type: ignore[misc]
    """One AGI session, without the commands that need mending. `env` is what Asterisk said of the call at its begin."""

    def __init__(self, wire: Wire, env: Mapping[str, str], *, mark: str | None = None) -> None:
        self.env = dict(env)
        self.hung_up = False
        """Asterisk has said HANGUP. Replies may still come; new commands are not sent."""
        self._wire = wire
        # No value can forge the end of a framed reply, as no value knows this session's mark.
        self._mark = mark or f"hl{secrets.token_hex(8)}"
        self._fault: AGIError | None = None

    def execute(self, command: str, *args: Any, seconds: float | None = None) -> Result:
        """Send one command and read its reply within `seconds` (default: what the command needs).

        Raises:
            UnsafeValue: the command cannot be sent; nothing was.
            AGIError: one of its subclasses; see `read_reply` and `Wire`.
        """
        verb = command.strip()
        line = command_line(verb, *args)
        deadline = until(patience(verb, args) if seconds is None else seconds)
        with _Step(self):
            self._wire.write_line(line, deadline)
            return read_reply(lambda: self._wire.read_line(deadline), self._note_hangup)

    def read_expression(self, expression: str, channel: str = "") -> str:
        """The value of a dialplan expression such as `${HL_CALL}`, whatever it holds; empty when it has none."""
        # Two marks, as a value may begin with `)` and a line break.
        begin, end = f"{self._mark}b", f"{self._mark}e"
        line = command_line("GET FULL VARIABLE", f"{begin}{expression}{end}", channel)
        deadline = until(AT_ONCE)
        with _Step(self):
            self._wire.write_line(line, deadline)
            reply = read_reply(lambda: self._wire.read_line(deadline), self._note_hangup, mark=end)
        return reply["result"][1].removeprefix(begin).removesuffix(end)

    def synchronise(self) -> None:
        """Read on up to the reply of a command of our own, over whatever is left of something that held line breaks: a
        caller's name that ended the environment early, a value that ended its reply early."""
        deadline = until(AT_ONCE)
        with _Step(self):
            self._wire.write_line(command_line("GET FULL VARIABLE", self._mark), deadline)
            for _ in range(MAX_REPLY_LINES):
                line = self._wire.read_line(deadline)
                if line == f"200 result=1 ({self._mark})":
                    return
                if line == "HANGUP":
                    self._note_hangup()
            raise AGIBroken("Asterisk says much and answers nothing")

    def test_hangup(self) -> None:
        """Raises AGISIGHUPHangup once Asterisk has said HANGUP."""
        if self.hung_up:
            raise AGISIGHUPHangup("the caller has hung up")

    def _note_hangup(self) -> None:
        self.hung_up = True

    def _quote(self, string: object) -> Quoted:
        return quote(string)


class _Step:
    """Keeps a session in step: after a fault in the connection no later reply can be told from an earlier one's, so
    every further command raises that fault again."""

    def __init__(self, session: Protocol) -> None:
        self._session = session

    def __enter__(self) -> None:
        if self._session._fault is not None:
            raise self._session._fault
        self._session.test_hangup()

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, (AGITimeout, AGIBroken, AGIEndOfFile)):
            self._session._fault = error
