"""One RTP stream each way: packets of 20 ms, paced by the loop's clock without drift."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from phones.codec import CODECS, Codec
from phones.heard import Arrival, Heard
from phones.rtp_packet import FRAME, KEYS, RtpPacket, key_payload, parse_key, parse_rtp
from phones.sdp import STATIC_TYPES
from phones.udp import Address, UdpPort
from phones.voice import Voice

PERIOD = 0.02
_LATEST = 10
"""Packets sent in one go after the loop was busy; when more are due, they are skipped as a real phone does."""
_KEY_FRAMES = 5
_KEY_ENDS = 3
_KEY_GAP = 4
_DECODERS = {STATIC_TYPES[codec.name]: codec.decode for codec in CODECS.values()}


@dataclass(frozen=True, kw_only=True)
class RtpStart:
    """First values of what is sent; None is drawn at random, as RFC 3550 asks."""

    sequence: int | None = None
    timestamp: int | None = None
    source: int | None = None


@dataclass(frozen=True, kw_only=True)
class Aim:
    """Where and as what to send."""

    address: Address
    codec: Codec
    payload_type: int
    keys_type: int | None


class RtpSession:
    """A socket with a sender that starts at `aim` and a recorder that hears from the first packet on."""

    def __init__(
        self, host: str, codec: Codec, *, start: RtpStart, tone_hz: float | None, on_key: Callable[[str], None],
        keep: bool = True,
    ) -> None:  # fmt: skip
        self._loop = asyncio.get_running_loop()
        self._udp = UdpPort(host, self._receive, even=True)
        self.address = self._udp.address
        self.voice = Voice(codec, tone_hz)
        self.heard = Heard(keep=keep)
        self.sent = 0
        self.strays = 0
        """Packets from elsewhere than the far end: left out."""
        self.begin_anew(start)
        self._on_key = on_key
        self._aim: Aim | None = None
        self._muted = False
        self._origin = 0.0
        self._index = 0
        self._timer: asyncio.TimerHandle | None = None
        self._keys: deque[tuple[str, asyncio.Future[bool]]] = deque()
        self._key_frame = 0
        self._key_index = 0
        self._key_heard: int | None = None

    # --- sending
    def aim(self, aim: Aim) -> None:
        """Send there from now on."""
        self._aim = aim
        self.voice.codec = aim.codec
        if self._timer is None and not self._udp.closed:
            self._origin = self._loop.time() - self._index * PERIOD
            self._tick()

    def begin_anew(self, start: RtpStart) -> None:
        """Number what is sent from here on as another stream."""
        self._sequence = secrets.randbelow(1 << 15) if start.sequence is None else start.sequence
        self._timestamp = secrets.randbits(32) if start.timestamp is None else start.timestamp
        self._source = secrets.randbits(32) if start.source is None else start.source
        self._marker = True

    def mute(self, muted: bool) -> None:
        """Send nothing at all, as on hold or with a cut cable; time goes on."""
        self._marker = self._marker or (self._muted and not muted)
        self._muted = muted

    def send_key(self, key: str) -> asyncio.Future[bool]:
        """Queue one key. The future is True once its end has been sent, False when the session closed before."""
        if len(key) != 1 or key.upper() not in KEYS:
            raise ValueError("not one of the keys 0-9 * # A-D")
        done: asyncio.Future[bool] = self._loop.create_future()
        self._keys.append((key, done))
        return done

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._keys:
            done = self._keys.popleft()[1]
            if not done.done():
                done.set_result(False)
        self._udp.close()
        self.heard.stop()

    def _tick(self) -> None:
        due = int((self._loop.time() - self._origin) / PERIOD + 1e-6) + 1 - self._index
        if due > _LATEST:
            self._index += due - 1
            due = 1
        for _ in range(due):
            self._send_frame()
            self._index += 1
        self._timer = self._loop.call_at(self._origin + self._index * PERIOD, self._tick)

    def _send_frame(self) -> None:
        if self._aim is None:
            return
        if self._keys and self._aim.keys_type is not None:
            self._send_key_frame(self._aim, self._aim.keys_type)
        elif not self._muted:
            self._send(self._aim.payload_type, self._index, self.voice.frame(self._index), marker=self._marker)
            self._marker = False

    def _send_key_frame(self, aim: Aim, keys_type: int) -> None:
        """A key takes five packets of growing length, its end three times, then a pause of silence."""
        key, done = self._keys[0]
        step = self._key_frame
        if step == 0:
            self._key_index = self._index
        if step < _KEY_FRAMES + _KEY_ENDS:
            length = min(step + 1, _KEY_FRAMES) * FRAME
            payload = key_payload(key, length, end=step >= _KEY_FRAMES)
            self._send(keys_type, self._key_index, payload, marker=step == 0)
            if step == _KEY_FRAMES and not done.done():
                done.set_result(True)
        else:
            self._send(aim.payload_type, self._index, self.voice.codec.silence * FRAME, marker=False)
        self._key_frame += 1
        if self._key_frame == _KEY_FRAMES + _KEY_ENDS + _KEY_GAP:
            self._key_frame = 0
            self._keys.popleft()

    def _send(self, payload_type: int, index: int, payload: bytes, *, marker: bool) -> None:
        if self._aim is None:
            return
        packet = RtpPacket(
            payload_type=payload_type, sequence=self._sequence, source=self._source, payload=payload, marker=marker,
            timestamp=(self._timestamp + index * FRAME) & 0xFFFFFFFF,
        )  # fmt: skip
        self._sequence = (self._sequence + 1) & 0xFFFF
        self.sent += 1
        self._udp.send(packet.encode(), self._aim.address)

    # --- hearing
    def _receive(self, data: bytes, source: Address, at: float) -> None:
        packet = parse_rtp(data)
        if packet is None:
            return
        if self._aim is not None and source != self._aim.address:
            # A freed port's former stream may still flow for a moment.
            self.strays += 1
            return
        if self._aim is not None and packet.payload_type == self._aim.keys_type:
            self._hear_key(packet)
        elif packet.payload_type in _DECODERS:
            arrival = Arrival(at, packet.sequence, packet.timestamp, packet.source, packet.marker)
            self.heard.put(arrival, _DECODERS[packet.payload_type](packet.payload))

    def _hear_key(self, packet: RtpPacket) -> None:
        event = parse_key(packet.payload)
        if event is not None and event[1] and packet.timestamp != self._key_heard:
            self._key_heard = packet.timestamp
            self._on_key(event[0])
