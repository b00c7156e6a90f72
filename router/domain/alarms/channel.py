"""A way to reach people, as ops staff configured it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from router.domain.alarms.severity import Severity


class ChannelKind(StrEnum):
    """How a message gets there."""

    WEBHOOK = "webhook"  # the platform's own JSON, signed
    WECOM = "wecom"  # a group robot of WeCom (企业微信)
    DINGTALK = "dingtalk"  # a custom robot of DingTalk (钉钉)
    FEISHU = "feishu"  # a custom bot of Feishu (飞书)
    EMAIL = "email"  # SMTP


class MailSecurity(StrEnum):
    """How the connection to a mail server is made safe."""

    STARTTLS = "starttls"  # begins in the clear, TLS before anything is said
    TLS = "tls"  # TLS from the first byte
    NONE = "none"  # for a server on this machine alone


@dataclass(frozen=True, kw_only=True)
class Quiet:
    """From one minute since midnight, local time, to another; `until` not above `start`: it ends on the next day."""

    start: int
    until: int

    def holds(self, minute: int) -> bool:
        """Whether this minute since midnight is within."""
        if self.start < self.until:
            return self.start <= minute < self.until
        return minute >= self.start or minute < self.until


@dataclass(frozen=True, kw_only=True)
class Channel:
    """Somebody who is told of alarms. What is secret of it stands in the secrets store under the same id."""

    id: str
    kind: ChannelKind
    url: str = ""
    """where a webhook goes; of a robot, its service when that is not the public one"""
    alarms: tuple[str, ...] = ()
    """codes, or heads of codes: `recording` is `recording_failed` too; empty: all"""
    least: Severity = Severity.WARNING
    """what matters less is not told"""
    quiet: Quiet | None = None
    """then only what is urgent is told; the rest is kept, and told together afterwards"""
    language: str = ""
    """of the sentences; empty: Chinese when that is the site's first language, else English"""
    repeat_minutes: int = 10
    """the same once more within this is gathered into one message"""
    give_up_hours: int = 24
    """what could not be told for so long is not told any more"""
    server: str = ""
    """mail: host, or host:port"""
    security: MailSecurity = MailSecurity.STARTTLS
    user: str = ""
    """mail: who logs in; empty: nobody does"""
    sender: str = ""
    """mail: From"""
    to: tuple[str, ...] = ()

    def wants(self, code: str, severity: Severity) -> bool:
        named = not self.alarms or any(code == name or code.startswith(f"{name}_") for name in self.alarms)
        return named and severity.rank >= self.least.rank
