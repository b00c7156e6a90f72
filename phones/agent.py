"""Who a phone is, and how it asks: requests with digest authentication."""

# ruff: noqa: ASYNC109 - a wait with a bound says what did not happen; a bare timeout says nothing

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable

from phones.digest import Credentials, authorization, choose_challenge
from phones.endpoint import Endpoint
from phones.errors import BadChallenge, WaitedInVain
from phones.sip_address import sip_uri
from phones.sip_message import Header, Request, Response
from phones.transaction import OnResponse
from phones.udp import Address

Build = Callable[[tuple[Header, ...]], Request]
"""Makes a request anew, with these headers besides its own; called again with an Authorization."""

_TRIES = 3
_CHALLENGES = {401: ("WWW-Authenticate", "Authorization"), 407: ("Proxy-Authenticate", "Proxy-Authorization")}


class Agent:
    """An endpoint with an identity."""

    def __init__(self, endpoint: Endpoint, user: str, password: str | None) -> None:
        self.endpoint = endpoint
        self.user = user
        self._credentials = None if password is None else Credentials(user=user, password=password)

    @property
    def contact(self) -> str:
        return sip_uri(self.user, self.endpoint.address)

    def transact(self, build: Build, to: Address, on_response: OnResponse) -> None:
        """Send a request; a challenge is met, every other answer is passed on.

        Raises:
            PhoneClosed: the phone has no socket.
        """
        self._send(build, (), to, on_response, tries=1)

    async def ask(self, build: Build, to: Address, *, timeout: float) -> Response:
        """The final answer to a request.

        Raises:
            PhoneClosed: the phone has no socket.
            WaitedInVain: no final answer in `timeout` seconds.
        """
        answer: asyncio.Future[Response] = asyncio.get_running_loop().create_future()

        def on_response(response: Response, _at: float) -> None:
            if response.status >= 200 and not answer.done():
                answer.set_result(response)

        self.transact(build, to, on_response)
        try:
            return await asyncio.wait_for(answer, timeout)
        except TimeoutError:
            raise WaitedInVain(f"no final answer in {timeout:g} s") from None

    def _send(
        self, build: Build, headers: tuple[Header, ...], to: Address, on_response: OnResponse, *, tries: int
    ) -> None:
        request = build(headers)

        def receive(response: Response, at: float) -> None:
            if response.status in _CHALLENGES and tries < _TRIES:
                header = self._credentials_for(request, response, again=tries > 1)
                if header is not None:
                    self._send(build, (header,), to, on_response, tries=tries + 1)
                    return
            on_response(response, at)

        self.endpoint.ask(request, to, receive)

    def _credentials_for(self, request: Request, response: Response, *, again: bool) -> Header | None:
        """None when there is nothing (new) to say to this challenge."""
        if self._credentials is None:
            return None
        challenge_name, answer_name = _CHALLENGES[response.status]
        try:
            challenge = choose_challenge(response.all(challenge_name))
        except BadChallenge:
            return None
        if again and not challenge.stale:
            return None
        value = authorization(
            challenge, self._credentials, method=request.method, uri=request.uri, cnonce=secrets.token_hex(8)
        )
        return answer_name, value
