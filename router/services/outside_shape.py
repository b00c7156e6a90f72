"""The shape of what the platform has to do with the outside: `trunks.yaml` and `webhooks.yaml`."""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from router.services.bundle_words import Plain, Shape, YesOrNo, listed, matching, no_repeats, refuse, single

URL_LIMIT: Final = 500
WIDEST: Final = {4: 8, 6: 16}
"""fewest bits that a network of a carrier has; a wider one would let the whole world in"""


def _address(value: Any) -> str:
    text = single(value)
    try:
        network = ipaddress.ip_network(text)
    except ValueError:
        refuse(f"{text[:60]!r} is neither an IP address nor a network", "write 203.0.113.7 or 203.0.113.0/28")
    if network.prefixlen < WIDEST[network.version]:
        refuse(f"{text} lets the whole world in", "give the carrier's own addresses")
    return text


class TrunkShape(Shape):
    """One entry of `trunks.yaml`: by the carrier's addresses, or by registering with it; its
    server is the way out, where outbound.yaml says so."""

    addresses: Annotated[
        tuple[Annotated[str, BeforeValidator(_address)], ...], BeforeValidator(listed), AfterValidator(no_repeats)
    ] = ()  # fmt: skip
    # A name of its own: `register` is an attribute of the base class's class.
    registers: YesOrNo = Field(default=False, alias="register")
    server: Annotated[
        str,
        matching(
            r"[A-Za-z0-9]([A-Za-z0-9.-]{0,98}[A-Za-z0-9])?(:[0-9]{2,5})?",
            "is not a server",
            "write host or host:port, such as sip.example.com:5060",
        ),
    ] = ""
    user: Annotated[
        str, matching(r"[A-Za-z0-9+][A-Za-z0-9_.+-]{0,63}", "is not a user", "use letters, digits and _ . + -")
    ] = ""

    @model_validator(mode="after")
    def _a_way_in(self) -> TrunkShape:
        if self.registers and not (self.server and self.user):
            refuse("to register, a server and a user are needed", "add `server: ...` and `user: ...`")
        if not self.registers and self.user:
            refuse("a user is given, and nothing registers as that", "add `register: yes`, or remove it")
        if not self.registers and not self.addresses and not self.server:
            refuse(
                "no call can come in or go out by this trunk",
                "add `addresses: [...]`, or `register: yes` with its server; a server alone is a way out",
            )
        return self


def url_of(value: Any) -> str:
    """An address to call: https, or http on this machine alone."""
    text = single(value)
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if len(text) > URL_LIMIT or not re.fullmatch(r"[!-~]+", text) or not host:
        refuse("this is not a URL", "write one such as https://crm.example.com/hotline")
    if parts.username or parts.password:
        refuse("a URL may not hold a user or password", "remove them; each call is signed with the hook's secret")
    if parts.fragment:
        refuse("a URL to call has no `#`", "remove it and what follows")
    if parts.scheme != "https" and not (parts.scheme == "http" and _own(host)):
        refuse("only https leaves this machine", "write https://, or http://127.0.0.1")
    return text


def _own(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


EventName = Annotated[
    str, matching(r"[A-Za-z][A-Za-z_]{0,39}(\.[A-Za-z_]{1,40})?", "is not the name of an event", "see docs/api.md")
]


class WebhookShape(Shape):
    """One entry of `webhooks.yaml`."""

    url: Annotated[Plain, AfterValidator(url_of)]
    events: Annotated[tuple[EventName, ...], BeforeValidator(listed), AfterValidator(no_repeats)] = ()
