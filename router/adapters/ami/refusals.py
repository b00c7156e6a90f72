"""Wrong passwords of phones, as log lines that name where they came from and nothing else: something to ban by.

Asterisk's own security log quotes the numbers that strangers sent. Of its security events only ChallengeResponseFailed
is asked for: whoever caused it has heard the challenge, so the address is no forged one; and it quotes no name.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

import structlog

from router.adapters.ami.packet import AmiEvent

log = structlog.get_logger()
EVENT: Final = "ChallengeResponseFailed"
MOST: Final = 50
"""lines a second; the next line after that says how many were left out"""


class Refusals:
    """One line each, `sip_refused address=...`, but no flood of them."""

    def __init__(self) -> None:
        self._second = 0
        self._written = 0
        self._left_out = 0

    def hear(self, event: AmiEvent, at: float) -> None:
        """Log a refusal; anything else, and what names no address, is passed over. `at`: Unix seconds."""
        address = _address(event.text("RemoteAddress"))
        if event.name != EVENT or not address:
            return
        if int(at) != self._second:
            self._second, self._written = int(at), 0
        if self._written >= MOST:
            self._left_out += 1
            return
        self._written += 1
        log.warning("sip_refused", address=address, left_out=self._left_out)
        self._left_out = 0


def _address(text: str) -> str:
    """Of `IPV4/UDP/203.0.113.9/5060` the address, `""` when it is none."""
    parts = text.split("/")
    try:
        return str(ip_address(parts[2])) if len(parts) == 4 else ""
    except ValueError:
        return ""
