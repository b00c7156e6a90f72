"""Transfers: REFER (RFC 3515) with Replaces (RFC 3891), and what the far end reports of them."""

from __future__ import annotations

import re
from urllib.parse import quote

from phones.dialog import Dialog
from phones.sip_address import sip_uri
from phones.sip_message import Header, Request
from phones.udp import Address

_STATUS = re.compile(rb"SIP/2\.0 (\d{3})")


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
