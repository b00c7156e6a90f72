"""The voice of one call: what was agreed, what is said, what is heard."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from phones.codec import CODECS
from phones.errors import KeysNotAgreed, NoCommonCodec, WrongState
from phones.rtp import Aim, RtpSession, RtpStart
from phones.sdp import KEYS_TYPE, STATIC_TYPES, Direction, Sdp, parse_sdp


@dataclass(frozen=True, kw_only=True)
class MediaPlan:
    """How a phone's calls sound. `codecs` are names of `phones.codec.CODECS`, best first."""

    host: str
    codecs: tuple[str, ...] = ("PCMA",)
    tone_hz: float | None = None
    start: RtpStart = field(default_factory=RtpStart)
    keep: bool = True
    """Record what is heard. Off, only packets are counted."""


class Media:
    """An RTP session and the offer and answer about it."""

    def __init__(self, plan: MediaPlan, on_key: Callable[[str], None]) -> None:
        self._plan = plan
        self.rtp = RtpSession(
            plan.host, CODECS[plan.codecs[0]], start=plan.start, tone_hz=plan.tone_hz, on_key=on_key, keep=plan.keep
        )
        self.remote: Sdp | None = None
        self._keys_type: int | None = KEYS_TYPE
        self._session = secrets.randbelow(1 << 31)
        self._version = 0
        self._holding = False
        self._muted = False

    @property
    def held_by_far_end(self) -> bool:
        """The far end does not want to hear us."""
        return self.remote is not None and not self.remote.direction.answer.sends

    def offer(self, *, hold: bool) -> bytes:
        """What we propose; with `hold`, that we hear nothing."""
        codecs = {name: STATIC_TYPES[name] for name in self._plan.codecs}
        return self._describe(codecs, self._keys_type, Direction.SEND if hold else Direction.BOTH)

    def answer(self, offer: bytes) -> bytes:
        """Our answer to their offer, which is in force from now on.

        Raises:
            BadSdp, NoCommonCodec: as `take`.
        """
        self.take(offer)
        assert self.remote is not None
        codec = self._common(self.remote)
        wanted = self.remote.direction.answer
        if self._holding:
            wanted = Direction.SEND if wanted.sends else Direction.NONE
        return self._describe({codec: self.remote.codecs[codec]}, self.remote.keys_type, wanted)

    def take(self, description: bytes) -> None:
        """Their offer or answer is in force: send there from now on.

        Raises:
            BadSdp: it cannot be understood.
            NoCommonCodec: nothing in it that this phone was given.
        """
        remote = parse_sdp(description)
        codec = self._common(remote)
        self.remote = remote
        self._keys_type = remote.keys_type
        aim = Aim(
            address=remote.address,
            codec=CODECS[codec],
            payload_type=remote.codecs[codec],
            keys_type=remote.keys_type,
        )
        self.rtp.aim(aim)
        self._apply()

    def set_holding(self, holding: bool) -> None:
        """Our hold has been agreed to, or lifted."""
        self._holding = holding
        self._apply()

    def mute(self, muted: bool) -> None:
        """Send no packets at all, whatever was agreed."""
        self._muted = muted
        self._apply()

    async def send_keys(self, keys: str) -> None:
        """Press keys one after the other, 240 ms each.

        Raises:
            KeysNotAgreed: the far end takes no telephone events, or there is no far end yet.
            WrongState: the call ended before.
            ValueError: not a key.
        """
        if self.remote is None or self.remote.keys_type is None:
            raise KeysNotAgreed("the far end takes no telephone events (RFC 4733)")
        sent = [self.rtp.send_key(key) for key in keys]
        for one in sent:
            if not await one:
                raise WrongState("the call ended before all keys were sent")

    def close(self) -> None:
        self.rtp.close()

    def _apply(self) -> None:
        self.rtp.mute(self._muted or self._holding or self.held_by_far_end)

    def _common(self, remote: Sdp) -> str:
        for name in self._plan.codecs:
            if name in remote.codecs and remote.address[1] != 0:
                return name
        raise NoCommonCodec(f"of {', '.join(self._plan.codecs)} the far end takes none")

    def _describe(self, codecs: dict[str, int], keys_type: int | None, direction: Direction) -> bytes:
        self._version += 1
        return Sdp(
            address=self.rtp.address, codecs=codecs, keys_type=keys_type, direction=direction, session=self._session,
            version=self._version,
        ).encode()  # fmt: skip
