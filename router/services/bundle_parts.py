"""What the checks of a configuration look at: its entries of the right shape, and the documents they came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from router.services.bundle_shape import AgentShape, LineShape, QueueShape, SeatShape, SiteShape
from router.services.channel_shape import ChannelShape
from router.services.config_document import Document, Problem, Spot
from router.services.hours_shape import SpanShape
from router.services.ladder_shape import LadderShape
from router.services.linkage_shape import LinkageShape
from router.services.menu_shape import AnnouncementShape, MenuShape
from router.services.outbound_shape import OutboundShape
from router.services.outside_shape import TrunkShape, WebhookShape
from router.services.suggest_word import suggest_word


@dataclass(frozen=True, kw_only=True)
class Sound:
    """A sound file of a configuration folder."""

    path: str
    """below the folder, such as `prompts/en/goodbye.flac`"""
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Sounds:
    """The sound files of a configuration."""

    prompts: Mapping[str, Sound] = field(default_factory=dict)
    """`language/name` to the recording that is played instead of the spoken text"""
    music: Mapping[str, tuple[Sound, ...]] = field(default_factory=dict)
    """class of hold music to its recordings"""
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The entries that have the right shape, and the documents they came from."""

    documents: Mapping[str, Document]
    site: SiteShape | None
    lines: Mapping[str, LineShape]
    queues: Mapping[str, QueueShape]
    skills: Mapping[str, str]
    seats: Mapping[str, SeatShape]
    agents: Mapping[str, AgentShape]
    texts: Mapping[str, Mapping[str, str]]
    menus: Mapping[str, MenuShape]
    announcements: Mapping[str, AnnouncementShape]
    hours: Mapping[str, tuple[SpanShape, ...]]
    topics: Mapping[str, str]
    places: Mapping[str, str]
    trunks: Mapping[str, TrunkShape]
    webhooks: Mapping[str, WebhookShape]
    channels: Mapping[str, ChannelShape]
    outbound: OutboundShape | None
    ladders: Mapping[str, LadderShape]
    linkages: Mapping[str, LinkageShape]
    sounds: Sounds

    def known(self, file: str) -> frozenset[str] | None:
        """Ids that a file names, those of broken entries too. None: the file could not be read, so nobody knows."""
        document = self.documents[file]
        return frozenset(document.data) if document.readable else None

    def whole(self, file: str, valid: Mapping[str, object]) -> bool:
        """Whether every entry of a file has the right shape, so that a lack in it is a real one."""
        return self.known(file) == frozenset(valid)

    def stranger(self, file: str, spot: Spot, kind: str, word: str, known: frozenset[str] | None) -> list[Problem]:
        """The problem of a word that nothing has as its name; none when nobody knows the names."""
        if known is None or word in known:
            return []
        return [self.documents[file].problem(spot, f"there is no {kind} `{word[:40]}`", suggest_word(word, known))]

    @property
    def languages(self) -> frozenset[str] | None:
        """The site's languages; None when they could not be read."""
        return frozenset(self.site.languages) if self.site else None
