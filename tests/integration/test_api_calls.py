"""Calls and recordings by the API."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from router.domain.call import CallState
from router.web.history import Recording
from router.web.permissions import Role

from .api_house import AUDIO, MASKED, NUMBER, House, a_call, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]


def ids(said: dict[str, Any]) -> list[str]:
    return [call["id"].removeprefix("node1-1.") for call in said["calls"]]


async def test_live_and_history_newest_first(house: House) -> None:
    _, said, _ = await house.send("GET", "/v1/calls", Role.LEAD)
    assert ids(said) == ["5", "4", "3", "2", "1"]
    assert (said["next"], said["missing"]) == (None, [])


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("scope=live", ["5", "4"]),
        ("scope=history", ["3", "2", "1"]),
        ("outcome=answered", ["3", "2", "1"]),
        ("seat=1001", ["3", "2", "1"]),
        ("queue=legal", []),
        ("line=general&limit=500", ["5", "4", "3", "2", "1"]),
        ("until=2020-01-01T00:00:00Z", []),
        ("since=2020-01-01T00:00:00%2B08:00&scope=live", ["5", "4"]),
    ],
)
async def test_filters(house: House, query: str, expected: list[str]) -> None:
    status, said, _ = await house.send("GET", f"/v1/calls?{query}", Role.LEAD)
    assert (status, ids(said)) == (200, expected)


@pytest.mark.parametrize("limit", [1, 2, 3])
async def test_paging_meets_every_call_once(house: House, limit: int) -> None:
    # The archive knows live calls too: as rows that are no history yet.
    now = time.time()
    house.history.calls += [a_call(5, arrived_at=now - 30), a_call(4, arrived_at=now - 90)]
    await house.put(*house.history.calls[-2:])
    seen: list[str] = []
    cursor = ""
    for _ in range(20):
        _, said, _ = await house.send("GET", f"/v1/calls?limit={limit}{cursor}", Role.LEAD)
        seen += ids(said)
        if said["next"] is None:
            break
        cursor = f"&cursor={said['next']}"
    assert seen == ["5", "4", "3", "2", "1"]


async def test_one_call_with_all_that_belongs_to_it(house: House) -> None:
    status, said, _ = await house.send("GET", "/v1/calls/node1-1.1", Role.LEAD)
    assert status == 200
    segments: Any = said["segments"]
    recordings: Any = said["recordings"]
    assert (said["live"], said["outcome"], said["caller"]) == (False, "answered", NUMBER)
    assert segments[0]["offers"][0]["seat"] == "1001"
    assert recordings[0]["url"] == "/v1/recordings/node1-1.1-1"


async def test_a_live_call_is_shown_as_it_is_live(house: House) -> None:
    house.history.calls.append(a_call(5, arrived_at=1.0))
    await house.put(a_call(5, arrived_at=2.0, state=CallState.TALKING))
    _, said, _ = await house.send("GET", "/v1/calls/node1-1.5", Role.LEAD)
    assert (said["live"], said["state"], said["arrived_at"]) == (True, "talking", "1970-01-01T00:00:02Z")


async def test_no_such_call(house: House) -> None:
    status, said, _ = await house.send("GET", "/v1/calls/node1-9.9", Role.LEAD)
    assert (status, said["code"]) == (404, "unknown_call")


async def test_the_audio_comes_whole_and_in_parts(house: House) -> None:
    status, _, response = await house.send("GET", "/v1/recordings/node1-1.1-1", Role.LEAD)
    assert (status, response.content_type, int(response.headers["Content-Length"])) == (200, "audio/ogg", len(AUDIO))
    assert response.headers["Cache-Control"] == "no-store"
    part = {"Range": "bytes=256-511"}
    status, _, response = await house.send("GET", "/v1/recordings/node1-1.1-1", Role.LEAD, headers=part)
    assert (status, response.headers["Content-Range"]) == (206, f"bytes 256-511/{len(AUDIO)}")


@pytest.mark.parametrize("where", ["outside", "link", "absent", "unfinished", "folder"])
async def test_only_a_file_among_the_recordings_is_served(house: House, tmp_path: Path, where: str) -> None:
    outside = tmp_path / "secrets.json"
    outside.write_text("{}")
    link = house.recordings / "link.opus"
    link.symlink_to(outside)
    path = {
        "outside": house.recordings / ".." / "secrets.json",
        "link": link,
        "absent": house.recordings / "gone.opus",
        "unfinished": None,
        "folder": house.recordings / "2026",
    }[where]
    house.history.recordings["r"] = Recording(id="r", call="c", segment=1, recorded=True, path=path)
    status, said, _ = await house.send("GET", "/v1/recordings/r", Role.LEAD)
    assert (status, said["code"]) == (404, "unknown_recording")


async def test_queues_show_who_waits_masked(house: House) -> None:
    _, said, _ = await house.send("GET", "/v1/queues", Role.AGENT)
    general, legal = said["queues"]  # type: ignore[misc]
    assert (general["waiting"], legal["waiting"]) == (1, 0)
    assert (general["callers"][0]["place"], general["callers"][0]["caller"]) == (1, MASKED)
