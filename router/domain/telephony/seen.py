"""All that Asterisk knows at one moment, as a fact."""

from __future__ import annotations

from dataclasses import dataclass

from router.domain.listening import ListenMode
from router.domain.telephony.facts import NodeEvent
from router.domain.telephony.phone import DeviceState


@dataclass(frozen=True, kw_only=True)
class SeenCall:
    """One citizen's channel as a snapshot found it."""

    call: str
    channel: str
    state: str
    line: str = ""
    queue: str = ""
    caller: str = ""
    language: str = ""
    skills: str = ""
    arrived_at: float = 0.0
    counter: int = 0
    bundle: int = 0
    seat: str = ""
    """seat of the leg it is joined with, or that is being rung for it"""
    offer: str = ""
    bridged: bool = False
    recording: str = ""
    talks: int = 0
    """how many talks it has had by the dialplan's own count, with the one that runs"""
    reached: bool = False
    """of a callback: the citizen has pressed the key"""
    taken_over: bool = False
    """the seat is that of a lead who took the talk over"""


@dataclass(frozen=True, kw_only=True)
class SeenSeat:
    """One seat's phone as a snapshot found it."""

    seat: str
    reachable: bool
    device: DeviceState


@dataclass(frozen=True, kw_only=True)
class SeenListening:
    """One lead's channel as a snapshot found it."""

    listening: str
    call: str
    seat: str
    mode: ListenMode | None = None
    """None: its phone still rings"""
    channel: str = ""


@dataclass(frozen=True, kw_only=True)
class SeenLinkage:
    """One sister service's channel as a snapshot found it."""

    ring: str
    call: str
    linkage: str
    joined: bool
    """it has answered"""
    channel: str


@dataclass(frozen=True, kw_only=True)
class SnapshotTaken(NodeEvent):
    """All that Asterisk knows now. What it does not name does not exist."""

    boot: str
    """changes when Asterisk was restarted: every call of an earlier boot is cut off"""
    epoch: int
    """highest router epoch found on any channel"""
    calls: tuple[SeenCall, ...] = ()
    rings: tuple[str, ...] = ()
    """ids of the rings of ladders that have a channel"""
    seats: tuple[SeenSeat, ...] = ()
    listenings: tuple[SeenListening, ...] = ()
    linkages: tuple[SeenLinkage, ...] = ()
    why: str = ""
    """start, gap, asked"""
