"""What somebody heard, told from what the platform has to say: prompts by their own audio, music by its liveliness."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

from phones import IncomingCall, OutgoingCall, alaw
from phones.alaw import Samples
from phones.listening import SOUND, describe
from phones.tone import sound_level

_PIECE = 800
_NEAR = 5 * _PIECE
_CLUSTER = 40
_LIKENESS = 0.9
_QUIET_DB = -45.0


def heard_prompt(samples: Samples, alaw_path: Path, *, share: float = 0.8) -> bool:
    """Whether the whole prompt is in what was heard, one piece after the other.

    The prompt is cut into pieces of 0.1 s. Each piece that is no pause must be there with a normalised correlation
    above 0.9, after the piece before it; `share` of them will do, since packets of a busy machine may be late.
    """
    prompt = alaw.decode(alaw_path.read_bytes())
    pieces = [prompt[n : n + _PIECE] for n in range(0, len(prompt) - _PIECE + 1, _PIECE)]
    pieces = [piece for piece in pieces if sound_level(piece) > _QUIET_DB]
    assert pieces, f"{alaw_path.name} is too short or silent"
    found, after = 0, 0
    for number, piece in enumerate(pieces):
        if found + len(pieces) - number < share * len(pieces):
            # So many are missing that the rest cannot make up for them.
            return False
        place = _first(samples[after:], piece)
        if place is not None:
            after += place
            found += 1
    return found >= share * len(pieces)


async def hears_prompt(
    call: OutgoingCall | IncomingCall, alaw_path: Path, *, since: float = 0.0, within: float = 15.0
) -> None:
    """Wait until the whole prompt was heard, after monotonic time `since`."""
    deadline = time.monotonic() + within
    while True:
        # Looked at first: a call that ends while the ears are at work has been heard to its end by the next turn.
        ending = call.ending
        if heard_prompt(call.heard_since(since), alaw_path):
            return
        assert time.monotonic() < deadline, (
            f"{alaw_path.stem} was not heard within {within} s; last heard: {describe(call.heard[-8000:])}"
        )
        assert ending is None, f"the call ended before {alaw_path.stem} was heard: {ending}"
        await asyncio.sleep(0.2)


async def press(call: OutgoingCall | IncomingCall, keys: str) -> float:
    """Press keys; the monotonic time at which that began."""
    at = time.monotonic()
    await call.send_keys(keys)
    return at


async def hears_music(call: OutgoingCall, within: float = 5.0) -> None:
    """Wait until a whole second of what is heard is sound, and neither silence nor a tone."""
    deadline = time.monotonic() + within
    began = time.monotonic()
    while True:
        recent = call.heard_since(max(began, time.monotonic() - 1.0))
        tenths = [recent[n : n + 800] for n in range(0, len(recent) - 799, 800)]
        lively = sum(sound_level(tenth) > _QUIET_DB for tenth in tenths)
        if lively >= 8 and describe(recent) == SOUND:
            return
        assert time.monotonic() < deadline, f"no music within {within} s; last heard: {describe(recent)}"
        await asyncio.sleep(0.1)


def _first(samples: Samples, piece: Samples) -> int | None:
    """Where the piece begins for the first time; None when it is not there."""
    # Most often it follows the piece before it at once, and all of what was heard is long.
    for part in (samples[:_NEAR], samples):
        likeness = _likeness(part, piece)
        places = np.flatnonzero(likeness > _LIKENESS)
        if len(places) and (part is samples or places[0] + _CLUSTER <= len(likeness)):
            # The best of the first cluster: the correlation is high a sample or two beside it too.
            first = int(places[0])
            return first + int(np.argmax(likeness[first : first + _CLUSTER]))
    return None


def _likeness(samples: Samples, piece: Samples) -> npt.NDArray[np.float64]:
    """Normalised correlation of the piece with each place of the samples, -1 to 1."""
    if len(samples) < len(piece):
        return np.zeros(0)
    sound, wanted = samples.astype(np.float64), piece.astype(np.float64)
    size = 1 << (len(sound) + len(wanted) - 1).bit_length()
    spectrum = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(wanted, size))
    places = len(sound) - len(wanted) + 1
    product = np.fft.irfft(spectrum, size)[:places]
    sums = np.concatenate(([0.0], np.cumsum(sound**2)))
    energy = sums[len(wanted) :] - sums[: -len(wanted)]
    likeness: npt.NDArray[np.float64] = product / np.sqrt(np.maximum(energy, 1.0) * float(np.sum(wanted**2)))
    return likeness
