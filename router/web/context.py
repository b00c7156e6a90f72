"""What a handler gets: who asks for what, and where the answers come from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from aiohttp import web

from router.domain.bundle import Bundle
from router.domain.history import HistoryRecord
from router.domain.requests import Reply, Request
from router.services.config_desk import ConfigDesk
from router.web.accesses import Accesses
from router.web.announcements import Switches
from router.web.channels.states import ChannelStates
from router.web.errors import BundleMissing, TokenMissing
from router.web.feed import Feed
from router.web.history import History
from router.web.incident_announcements import IncidentAnnouncing
from router.web.listeners import Listeners
from router.web.metrics import Counters
from router.web.permissions import Permission
from router.web.sources.live import Live
from router.web.sources.roster_files import RosterFiles
from router.web.tokens import Holder, Token
from router.web.totals import Total
from router.web.webhooks import HookStates

Query = TypeVar("Query")
Body = TypeVar("Body")


@dataclass(frozen=True, kw_only=True)
class Sources:
    """Where the API's answers come from. One per process."""

    live: Live
    history: History
    ask: Callable[[Request], Awaitable[Reply]]
    """send a request to the router; raises RouterAway, StateLost"""
    bundle: Callable[[], Bundle | None]
    """the bundle in force; may read files"""
    tokens: Callable[[], tuple[Token, ...]]
    now: Callable[[], float]
    """Unix seconds"""
    data: Path
    """the folder whose disk must not fill up"""
    recordings: Path
    """nothing outside of it is ever served"""
    record: Callable[[HistoryRecord], Awaitable[None]]
    """put into history, and into the feed, what the router does not know of; raises StateLost"""
    accesses: Accesses
    join: Callable[[str, Sequence[tuple[Path, str]]], Awaitable[Path]]
    """one file of a call's talks, (path, SHA-256) in order; raises NotJoined"""
    announcements: Switches
    incident_announcements: IncidentAnnouncing
    feed: Feed
    listeners: Listeners
    hooks: HookStates
    channels: ChannelStates
    roster: RosterFiles
    desk: ConfigDesk | None
    """configurations; None: this process cannot put any in force"""
    counters: Counters
    alarms: Total
    """alarms by code, of all time"""
    outcomes: Total
    """calls by outcome, of all time"""


@dataclass(frozen=True, kw_only=True)
class Ask(Generic[Query, Body]):
    """One request that passed: its token, its query and its body are known to be good."""

    http: web.Request
    holder: Holder | None
    query: Query
    body: Body
    sources: Sources

    def may(self, permission: Permission) -> bool:
        return self.holder is not None and self.holder.may(permission)

    @property
    def sender(self) -> Holder:
        """Who asks, on routes that need a token."""
        if self.holder is None:
            raise TokenMissing
        return self.holder

    def word(self, name: str) -> str:
        """A part of the path."""
        return self.http.match_info[name]

    def bundle(self) -> Bundle:
        """Raises BundleMissing."""
        bundle = self.sources.bundle()
        if bundle is None:
            raise BundleMissing
        return bundle
