"""Sound of 8 kHz as Ogg Opus files, and out of them again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np

# PyAV is imported where it is used: the API, which seldom puts a call together, shall not carry FFmpeg all the time.

RATE: Final = 8000
BIT_RATE: Final = 20_000
"""per channel, aimed at"""
_COMPLEXITY: Final = "0"
# The encoder's better searches spend what they find on more bytes. At one size its plainest search, given those bits
# outright, is heard no worse, and takes half the time. See docs/decisions/0011-ffmpeg-encodes-the-recordings.md.
_MUXER: Final = {"fflags": "+bitexact", "serial_offset": "1"}
# The stream's number is the same each time, and not 0, which some tools take for none.
_DECODED_RATE: Final = 48_000
_STEP: Final = _DECODED_RATE // RATE
_LAYOUTS: Final = {1: "mono", 2: "stereo"}


class OpusFailed(Exception):
    """A file cannot be written, or read, as Ogg Opus."""


def write_opus(path: Path, channels: int, blocks: Iterable[Any]) -> None:
    """A file of all blocks, one after the other; each of 16-bit integers, frame by frame. The same sound makes the
    same bytes.

    Raises:
        OpusFailed: the sound cannot be encoded.
        OSError: the file cannot be written.
    """
    import av  # noqa: PLC0415

    layout = _LAYOUTS[channels]
    frames = 0
    with _told(), path.open("wb") as file, av.open(file, "w", format="ogg", options=_MUXER) as ogg:
        options = {"application": "audio", "compression_level": _COMPLEXITY}
        stream = ogg.add_stream("libopus", rate=RATE, options=options, layout=layout, format="s16")
        stream.bit_rate = BIT_RATE * channels
        for block in blocks:
            frame = av.AudioFrame.from_ndarray(block.reshape(1, -1), format="s16", layout=layout)
            frame.sample_rate, frame.pts = RATE, frames
            frames += frame.samples
            ogg.mux(stream.encode(frame))
        ogg.mux(stream.encode(None))


def read_opus(path: Path, channels: int) -> Iterator[Any]:
    """What a file holds, in blocks of shape (frames, channels), 32-bit floats from -1 to 1, a second or less each.

    Raises:
        OpusFailed: it does not decode, or is not of so many channels at 8 kHz.
        OSError: it cannot be read.
    """
    import av  # noqa: PLC0415

    with _told(), path.open("rb") as file, av.open(file, "r", format="ogg") as ogg:
        _check(ogg, channels)
        waiting = av.AudioFifo()
        for frame in ogg.decode(audio=0):
            # Where a page is lost the stamps leap: what counts is what is there.
            frame.pts = None
            try:
                waiting.write(frame)
            except ValueError as error:
                raise OpusFailed("its channels change") from error
            if waiting.samples >= _DECODED_RATE:
                yield _thinned(waiting.read(_DECODED_RATE))
        if waiting.samples:
            yield _thinned(waiting.read())


def _thinned(frame: Any) -> Any:
    # Opus decodes to 48 kHz. As it was encoded from 8 kHz, there is nothing above 4 kHz that a filter had to take away.
    return frame.to_ndarray()[:, ::_STEP].T


def _check(ogg: Any, channels: int) -> None:
    if not ogg.streams.audio:
        raise OpusFailed("no sound")
    context = ogg.streams.audio[0].codec_context
    head = context.extradata or b""
    # RFC 7845, 5.1: what was encoded had this rate.
    rate = int.from_bytes(head[12:16], "little") if head.startswith(b"OpusHead") else context.sample_rate
    if (context.name, context.channels, rate) != ("opus", channels, RATE):
        raise OpusFailed(f"{context.name} of {context.channels} channels at {rate} Hz")


@contextmanager
def _told() -> Iterator[None]:
    import av  # noqa: PLC0415

    try:
        yield
    except OSError:
        raise
    except av.FFmpegError as error:
        raise OpusFailed(type(error).__name__) from error


def to_16_bits(block: Any) -> Any:
    """A block that was read, as one to write."""
    return np.clip(np.rint(block * 32768), -32768, 32767).astype(np.int16)
