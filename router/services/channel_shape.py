"""The shape of `channels.yaml`: who is told of alarms, and by which way."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from router.domain.alarms.channel import Channel, ChannelKind, MailSecurity, Quiet
from router.domain.alarms.severity import Severity
from router.services.bundle_words import Plain, Shape, listed, matching, no_repeats, refuse, single, whole
from router.services.hours_shape import minutes_of
from router.services.outside_shape import url_of

_MAIL: Final = ("server", "security", "user", "sender", "to")


def _one_of(words: type[ChannelKind] | type[MailSecurity] | type[Severity], what: str) -> BeforeValidator:
    known = [word.value for word in words]

    def check(value: Any) -> str:
        text = single(value)
        if text not in known:
            refuse(f"{text[:40]!r} is no {what}", f"use {', '.join(known)}")
        return text

    return BeforeValidator(check)


Kind = Annotated[ChannelKind, _one_of(ChannelKind, "kind of channel")]
Least = Annotated[Severity, _one_of(Severity, "severity")]
Security = Annotated[MailSecurity, _one_of(MailSecurity, "security of mail")]
AlarmName = Annotated[
    str, matching(r"[a-z][a-z_]{0,39}", "is not the code of an alarm, nor a head", "see docs/alarms.md for the codes")
]
Address = Annotated[
    str,
    matching(
        r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]{0,180}[A-Za-z0-9])?",
        "is no mail address",
        "write one such as ops@example.com",
    ),
]
MailServer = Annotated[
    str,
    matching(
        r"[A-Za-z0-9]([A-Za-z0-9.-]{0,98}[A-Za-z0-9])?(:[0-9]{2,5})?",
        "is not a mail server",
        "write host or host:port, such as smtp.example.com:587",
    ),
]


class QuietShape(Shape):
    """From one time of the day to another, over midnight when the second is not later."""

    start: Annotated[int, BeforeValidator(minutes_of)] = Field(alias="from")
    until: Annotated[int, BeforeValidator(minutes_of)]

    @model_validator(mode="after")
    def _not_for_ever(self) -> QuietShape:
        if self.start % 1440 == self.until % 1440:
            refuse("quiet hours that never end keep what is not urgent for ever", "let them end at another time")
        return self

    def quiet(self) -> Quiet:
        return Quiet(start=self.start % 1440, until=self.until % 1440)


class ChannelShape(Shape):
    """One entry of `channels.yaml`."""

    kind: Kind
    url: Annotated[Plain, AfterValidator(url_of)] = ""
    alarms: Annotated[tuple[AlarmName, ...], BeforeValidator(listed), AfterValidator(no_repeats)] = ()
    least: Least = Severity.WARNING
    quiet: QuietShape | None = None
    language: Plain = ""
    repeat_minutes: Annotated[int, whole(1, 1440)] = 10
    give_up_hours: Annotated[int, whole(1, 168)] = 24
    server: MailServer = ""
    security: Security = MailSecurity.STARTTLS
    user: Annotated[str, matching(r"[!-~]{1,128}", "is no user", "use letters, digits and signs, no spaces")] = ""
    sender: Address = ""
    to: Annotated[tuple[Address, ...], BeforeValidator(listed), AfterValidator(no_repeats)] = ()

    @model_validator(mode="after")
    def _what_its_kind_needs(self) -> ChannelShape:
        if self.kind is ChannelKind.EMAIL:
            lacking = next((name for name in ("server", "sender", "to") if not getattr(self, name)), "")
            if lacking:
                refuse(f"a channel of mail needs `{lacking}`", f"add `{lacking}: ...`")
            if self.url:
                refuse("a channel of mail has no `url`", "remove it")
            if self.security is MailSecurity.NONE and not _own(self.server):
                refuse("mail leaves this machine without TLS", "use `starttls` or `tls`")
            return self
        strange = next((name for name in _MAIL if name in self.model_fields_set), "")
        if strange:
            refuse(f"`{strange}` is for mail", "remove it, or write `kind: email`")
        if self.kind is ChannelKind.WEBHOOK and not self.url:
            refuse("a webhook needs a `url`", "add `url: https://...`")
        if self.kind is not ChannelKind.WEBHOOK and "?" in self.url:
            refuse("a robot's key may not stand here", "give the address without it; the key belongs in the secrets")
        if self.kind is ChannelKind.FEISHU and self.url and not self.url.endswith("/hook"):
            refuse("the last part of a Feishu bot's address is its key", "end it with /hook; the key is a secret")
        return self

    def channel(self, key: str) -> Channel:
        """As the domain has it."""
        return Channel(
            id=key,
            quiet=self.quiet.quiet() if self.quiet else None,
            **self.model_dump(exclude={"quiet"}),
        )


def _own(server: str) -> bool:
    host = server.partition(":")[0]
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
