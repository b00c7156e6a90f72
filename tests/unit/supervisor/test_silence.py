"""When a silent process counts as hung."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from router.supervisor.silence import Sign, Silence, Watch

HEARD, SILENT, UNKNOWN = Sign.HEARD, Sign.SILENT, Sign.UNKNOWN


async def nothing(_pid: int) -> Sign:
    return Sign.UNKNOWN


WATCH = Watch(sign=nothing, limit=15.0, kill=True, first=60.0, every=3.0)


def looks(signs: Iterable[Sign], *, spoke: bool = False, every: float = 3.0) -> list[bool]:
    """The verdict of each look, one every few seconds."""
    silence = Silence(watch=WATCH, looked_at=100.0, spoke=spoke)
    return [silence.look(sign, 100.0 + every * number) for number, sign in enumerate(signs, start=1)]


def test_fifteen_seconds_after_its_last_sign_it_hangs() -> None:
    assert looks([HEARD, *[SILENT] * 5]) == [False] * 5 + [True]


@pytest.mark.parametrize("sign", [HEARD, UNKNOWN])
def test_a_sign_or_a_time_in_which_nobody_can_tell_begins_the_count_anew(sign: Sign) -> None:
    assert not any(looks([HEARD, *[SILENT] * 4, sign, *[SILENT] * 4]))


def test_nobody_hangs_while_nobody_can_tell() -> None:
    assert not any(looks([HEARD, *[UNKNOWN] * 1000]))


def test_it_has_a_minute_for_its_first_word() -> None:
    assert looks([SILENT] * 20) == [False] * 19 + [True]


def test_that_nobody_can_tell_is_no_first_word() -> None:
    assert not any(looks([UNKNOWN, *[SILENT] * 19]))


def test_one_that_was_taken_over_after_its_first_minute_has_spoken_once() -> None:
    assert looks([SILENT] * 5, spoke=True) == [False] * 4 + [True]


def test_a_pause_of_the_whole_machine_is_not_silence() -> None:
    silence = Silence(watch=WATCH, looked_at=100.0, spoke=True)
    assert not silence.look(SILENT, 3700.0)
    assert not silence.look(HEARD, 3703.0)
    assert [silence.look(SILENT, 3703.0 + 3.0 * number) for number in range(1, 6)] == [False] * 4 + [True]
