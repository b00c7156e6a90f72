"""Hearing: who hears is on record, a whole call is one file, and players see both voices."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import soundfile

from router.adapters.files.opus import to_16_bits, write_opus
from router.domain.call import Segment
from router.web.history import Pause, Recording, Tag
from router.web.permissions import Role

from .api_house import AUDIO, House, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]

CALL = "node1-1.1"


def heard(house: House) -> list[tuple[str, str, str]]:
    return [(one.actor, one.how, one.subject) for one in house.history.accesses]


async def test_who_hears_is_on_record_once_for_a_player_that_asks_in_pieces(house: House) -> None:
    for piece in ("bytes=0-9", "bytes=10-19", "bytes=20-"):
        status, _, _ = await house.send("GET", f"/v1/recordings/{CALL}-1", Role.LEAD, headers={"Range": piece})
        assert status == 206
    status, _, response = await house.send("GET", f"/v1/recordings/{CALL}-1?download=true", Role.LEAD)
    assert (status, response.headers["Content-Disposition"]) == (200, f'attachment; filename="{CALL}-1.opus"')
    await house.send("GET", f"/v1/recordings/{CALL}-1", Role.ADMIN)
    assert heard(house) == [
        ("token:lead", "heard", f"{CALL}-1"),
        ("token:lead", "downloaded", f"{CALL}-1"),
        ("token:admin", "heard", f"{CALL}-1"),
    ]
    _, said, _ = await house.send("GET", f"/v1/accesses?call={CALL}&limit=2")
    page: Any = said["accesses"]
    assert [one["actor"] for one in page] == ["token:admin", "token:lead"]
    _, said, _ = await house.send("GET", f"/v1/accesses?limit=2&cursor={said['next']}")
    rest: Any = said["accesses"]
    assert ([one["how"] for one in rest], said["next"]) == (["heard"], None)


async def test_nothing_is_heard_that_cannot_be_put_on_record(house: House) -> None:
    async def away(**_fields: object) -> None:
        house.history.dead = True
        house.history._alive()

    house.history.put_access = away  # type: ignore[method-assign, assignment]
    status, said, _ = await house.send("GET", f"/v1/recordings/{CALL}-1", Role.LEAD)
    assert (status, said["code"]) == (503, "archive_away")


async def test_what_may_not_be_heard_is_not_on_record(house: House) -> None:
    await house.send("GET", f"/v1/recordings/{CALL}-1", Role.WALLBOARD)
    await house.send("GET", "/v1/recordings/nobody", Role.LEAD)
    assert heard(house) == []


def add_talk(house: House, name: str, segment: int, part: int, hertz: int) -> None:
    path = house.recordings / "2026" / f"{name}.opus"
    tone = 0.5 * np.sin(2 * np.pi * hertz * np.arange(8000) / 8000)
    write_opus(path, 2, [to_16_bits(np.stack([tone, np.zeros(8000)], axis=1))])
    house.history.recordings[name] = Recording(
        id=name, call=CALL, segment=segment, part=part, recorded=True, seconds=1.0, sha256=name, path=path
    )
    house.history.looks[name] = (2, bytes([hertz % 256] * 100 + [0] * 100))


def two_talks(house: House) -> None:
    """A talk of two parts and a second one; the call's segments say so."""
    house.history.recordings.clear()
    first = Segment(number=1, queue="general", queued_at=1.0, talked_at=2.0, ended_at=3.0, seat="1001",
                    recording=f"{CALL}-1.raw", parts=2, end="transferred", to="7001")  # fmt: skip
    second = replace(first, number=2, recording=f"{CALL}-2.raw", parts=1, end="talk_over", to="")
    house.history.calls[0] = replace(house.history.calls[0], segments=(first, second))
    add_talk(house, f"{CALL}-2", 2, 1, 1100)
    add_talk(house, f"{CALL}-1", 1, 1, 400)


async def test_a_whole_call_is_all_its_talks_in_order(house: House) -> None:
    two_talks(house)
    status, said, _ = await house.send("GET", f"/v1/calls/{CALL}/recording", Role.LEAD)
    assert (status, said["code"]) == (404, "unknown_recording"), "its second part is not finished yet"
    add_talk(house, f"{CALL}-1p2", 1, 2, 700)
    status, _, response = await house.send("GET", f"/v1/calls/{CALL}/recording", Role.LEAD)
    assert (status, response.content_type) == (200, "audio/ogg")
    (joined,) = (house.recordings / "2026").glob(f"{CALL}-all-*")
    sound, _ = soundfile.read(joined)
    assert len(sound) == 24_000
    found = [np.abs(np.fft.rfft(sound[n * 8000 + 400 : n * 8000 + 7600, 0])).argmax() * 8000 / 7200 for n in range(3)]
    assert [round(hertz / 100) for hertz in found] == [4, 7, 11]
    part = {"Range": "bytes=0-99"}
    status, _, response = await house.send("GET", f"/v1/calls/{CALL}/recording", Role.LEAD, headers=part)
    assert (status, response.headers["Content-Length"]) == (206, "100")
    assert heard(house) == [("token:lead", "heard", CALL)]
    _, said, _ = await house.send("GET", f"/v1/calls/{CALL}", Role.LEAD)
    assert said["recording_url"] == f"/v1/calls/{CALL}/recording"


async def test_a_call_of_one_talk_is_that_talk(house: House) -> None:
    status, _, response = await house.send("GET", f"/v1/calls/{CALL}/recording", Role.LEAD)
    assert (status, int(response.headers["Content-Length"])) == (200, len(AUDIO))
    assert list(house.recordings.rglob("*-all-*")) == []


@pytest.mark.parametrize(("call", "code"), [("node1-1.9", "unknown_call"), ("node1-1.2", "unknown_recording")])
async def test_a_call_without_talks(house: House, call: str, code: str) -> None:
    status, said, _ = await house.send("GET", f"/v1/calls/{call}/recording", Role.LEAD)
    assert (status, said["code"]) == (404, code)


async def test_talks_that_cannot_be_put_together_are_told(house: House) -> None:
    two_talks(house)
    add_talk(house, f"{CALL}-1p2", 1, 2, 700)
    path = house.history.recordings[f"{CALL}-1p2"].path
    assert path is not None
    path.write_bytes(b"junk")
    status, said, _ = await house.send("GET", f"/v1/calls/{CALL}/recording", Role.LEAD)
    assert (status, said["code"]) == (503, "not_joined")


async def test_peaks_of_a_talk_and_of_a_whole_call(house: House) -> None:
    two_talks(house)
    add_talk(house, f"{CALL}-1p2", 1, 2, 700)
    _, said, _ = await house.send("GET", f"/v1/recordings/{CALL}-2/peaks?points=4", Role.LEAD)
    assert said == {"seconds": 1.0, "citizen": [round(1100 % 256 / 255, 3)] * 4, "agent": [0.0] * 4}
    _, said, _ = await house.send("GET", f"/v1/calls/{CALL}/recording/peaks?points=3", Role.LEAD)
    assert said["citizen"] == [round(hertz % 256 / 255, 3) for hertz in (400, 700, 1100)]
    assert said["seconds"] == 3.0
    house.history.looks[f"{CALL}-2"] = (1, bytes([255] * 10))
    _, said, _ = await house.send("GET", f"/v1/recordings/{CALL}-2/peaks?points=2", Role.LEAD)
    assert (said["citizen"], said["agent"]) == ([1.0, 1.0], None)
    status, said, _ = await house.send("GET", "/v1/recordings/none/peaks", Role.LEAD)
    assert (status, said["code"]) == (404, "unknown_recording")


async def test_a_call_tells_its_tag_and_its_pauses(house: House) -> None:
    house.history.tags[CALL] = Tag(at=5.0, seat="1001", agent="8001", topic="1", place="9")
    house.history.pauses[CALL] = [Pause(at=6.0, seat="1001", paused=True, actor="agent:8001")]
    _, said, _ = await house.send("GET", f"/v1/calls/{CALL}", Role.LEAD)
    tag: Any = said["tag"]
    assert (tag["topic"], tag["topic_name"], tag["place"], tag["place_name"]) == ("1", "Wages", "9", "")
    pauses: Any = said["pauses"]
    assert [(one["paused"], one["actor"]) for one in pauses] == [(True, "agent:8001")]
