"""Addresses in SIP headers: `"name" <sip:user@host:port;p=1>;tag=x`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from phones.errors import BadMessage

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*', re.DOTALL)
_USER_SAFE = "*+-_.!~'()&=$,;?/"


@dataclass(frozen=True, kw_only=True)
class NameAddress:
    """A display name, a URI without angle brackets, and the header's own parameters."""

    uri: str
    name: str = ""
    params: dict[str, str] = field(default_factory=dict)

    @property
    def tag(self) -> str:
        return self.params.get("tag", "")

    @property
    def user(self) -> str:
        """The URI's user part, unescaped; empty when there is none."""
        rest = self.uri.partition(":")[2]
        return unquote(rest.rpartition("@")[0].partition(";")[0]) if "@" in rest else ""

    def __str__(self) -> str:
        text = f"<{self.uri}>"
        if self.name:
            escaped = self.name.replace("\\", "\\\\").replace('"', '\\"')
            text = f'"{escaped}" {text}'
        return text + "".join(f";{key}={value}" if value else f";{key}" for key, value in self.params.items())


def parse_name_address(value: str) -> NameAddress:
    """One address, with or without angle brackets.

    Raises:
        BadMessage: there is no address in it.
    """
    rest, name = value.strip(), ""
    quoted = _QUOTED.match(rest)
    if quoted is not None:
        name = re.sub(r"\\(.)", r"\1", quoted.group(1), flags=re.DOTALL)
        rest = rest[quoted.end() :]
    if "<" in rest:
        before, _, after = rest.partition("<")
        uri, closing, tail = after.partition(">")
        if not closing:
            raise BadMessage("an address whose angle bracket is not closed")
        name = name or before.strip()
    else:
        # Without brackets, parameters belong to the header, not to the URI (RFC 3261, 20.10).
        uri, _, tail = rest.partition(";")
        tail = f";{tail}" if tail else ""
    uri = uri.strip()
    if ":" not in uri:
        raise BadMessage("an address without a scheme")
    params: dict[str, str] = {}
    for part in tail.split(";")[1:]:
        key, _, text = part.strip().partition("=")
        if key:
            params[key.strip().lower()] = text.strip()
    return NameAddress(uri=uri, name=name, params=params)


def sip_uri(user: str, address: tuple[str, int]) -> str:
    """`sip:user@host:port`, the user part escaped."""
    host, port = address
    return f"sip:{quote(user, safe=_USER_SAFE)}@{host}:{port}" if user else f"sip:{host}:{port}"
