"""Transfers: REFER (RFC 3515) with Replaces (RFC 3891), and what the far end reports of them."""

# ruff: noqa: ASYNC109 - a wait with a bound says what did not happen; a bare timeout says nothing

from __future__ import annotations

import re
from urllib.parse import quote

from phones.dialog import Dialog
from phones.errors import RequestRefused
from phones.leg import Leg
from phones.sip_address import sip_uri
from phones.sip_message import Header, Request
from phones.udp import Address

_STATUS = re.compile(rb"SIP/2\.0 (\d{3})")


async def transfer(call: Leg, target: str, to_call: Leg | None, far: Address, timeout: float) -> int:
    """Hand the far end of `call` on; at success this phone hangs up, as phones do.

    Returns the last status that the far end reports.

    Raises:
        RequestRefused: the far end does not want to.
        WaitedInVain: no answer, or no report and no end of the call.
    """
    headers = refer_headers(call.dialog, target, None if to_call is None else to_call.dialog, far)
    call.journal.add("refer_sent", "attended" if to_call else "blind")
    answer = await call.ask("REFER", headers)
    if answer.status >= 300:
        raise RequestRefused("REFER", answer.status, answer.reason)
    await call.journal.until(
        lambda: call.ending is not None or _reported(call) >= 200, timeout, "a final report on the transfer"
    )
    status = _reported(call)
    if 200 <= status < 300:
        await call.hang_up()
        if to_call is not None:
            await to_call.hang_up()
    return status


def refer_headers(own: Dialog, target: str, other: Dialog | None, server: Address) -> tuple[Header, ...]:
    """Headers of a REFER: to a number of the same server, or to the far end of our other dialog."""
    uri = sip_uri(target, server)
    if other is not None:
        uri = f"{other.remote.uri}?Replaces={quote(other.replaces(), safe='')}"
    return ("Refer-To", f"<{uri}>"), ("Referred-By", f"<{own.local.uri}>")


def sipfrag_status(notify: Request) -> int | None:
    """The status that a NOTIFY about a transfer reports; None when it is about something else."""
    found = _STATUS.match(notify.body)
    return int(found.group(1)) if found else None


def _reported(call: Leg) -> int:
    event = call.journal.last("notify_received")
    return int(event.detail) if event is not None and event.detail else 0
