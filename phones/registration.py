"""A phone's registration with its server, refreshed by itself (RFC 3261, chapter 10)."""

# ruff: noqa: ASYNC109 - a wait with a bound says what did not happen; a bare timeout says nothing

from __future__ import annotations

import asyncio
import re
import secrets

from phones.agent import Agent
from phones.dialog import new_tag
from phones.errors import RegistrationRefused
from phones.journal import Journal
from phones.sip_address import NameAddress, sip_uri
from phones.sip_message import Header, Request, Response, split_commas
from phones.udp import Address

_TRY_AGAIN = 5.0
_EXPIRES = re.compile(r";\s*expires=(\d+)", re.IGNORECASE)


class Registration:
    """At most one contact. Once made, it is renewed at half its life until it is taken back or the phone closes."""

    def __init__(self, agent: Agent, server: Address, journal: Journal) -> None:
        self._agent = agent
        self._server = server
        self._journal = journal
        self._call_id = secrets.token_hex(12)
        self._tag = new_tag()
        self._number = 0
        self._seconds = 0
        self._timer: asyncio.TimerHandle | None = None

    @property
    def active(self) -> bool:
        return self._seconds > 0

    async def register(self, expires: int, timeout: float) -> None:
        """Register, or with `expires` 0 take the registration back.

        Raises:
            RegistrationRefused: the server said no.
            WaitedInVain: it said nothing in time.
            PhoneClosed: the phone has no socket.
        """
        self.stop()
        answer = await self._agent.ask(lambda more: self._request(expires, more), self._server, timeout=timeout)
        if answer.status >= 300:
            raise RegistrationRefused(answer.status, answer.reason)
        self._seconds = expires
        self._note(answer)

    def stop(self) -> None:
        """Renew no more; says nothing to the server."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._seconds = 0

    def _note(self, answer: Response) -> None:
        if self._seconds == 0:
            self._journal.add("unregistered")
            return
        self._journal.add("registered")
        own = next(
            (part for value in answer.all("Contact") for part in split_commas(value) if self._agent.contact in part), ""
        )
        granted = _EXPIRES.search(own)
        self._again(max(1.0, (int(granted.group(1)) if granted else self._seconds) / 2))

    def _again(self, delay: float) -> None:
        self._timer = asyncio.get_running_loop().call_later(delay, self._renew)

    def _renew(self) -> None:
        self._agent.transact(lambda more: self._request(self._seconds, more), self._server, self._on_renewed)

    def _on_renewed(self, answer: Response, at: float) -> None:
        if answer.status < 200 or self._seconds == 0:
            return
        if answer.status < 300:
            self._note(answer)
        else:
            self._journal.add("registration_lost", str(answer.status), at)
            self._again(_TRY_AGAIN)

    def _request(self, expires: int, more: tuple[Header, ...]) -> Request:
        self._number += 1
        own = NameAddress(uri=sip_uri(self._agent.user, self._server))
        tagged = NameAddress(uri=own.uri, params={"tag": self._tag})
        headers: tuple[Header, ...] = (
            ("Via", self._agent.endpoint.new_via()),
            ("Max-Forwards", "70"),
            ("From", str(tagged)),
            ("To", str(own)),
            ("Call-ID", self._call_id),
            ("CSeq", f"{self._number} REGISTER"),
            ("Contact", f"<{self._agent.contact}>"),
            ("Expires", str(expires)),
        )
        return Request(method="REGISTER", uri=sip_uri("", self._server), headers=(*headers, *more))
