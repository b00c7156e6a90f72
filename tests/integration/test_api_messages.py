"""Messages: who is still to be dealt with, and that somebody was."""

from __future__ import annotations

from typing import Any

import pytest

from router.adapters import codec
from router.adapters.redis import keys
from router.domain.history import ActionTaken
from router.web.permissions import Role

from .api_house import MASKED, NUMBER, House, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]


async def test_open_ones_are_found_newest_first_and_page_by_page(house: House) -> None:
    for number in range(5):
        house.add_message(number, left_at=1000.0 + number, audio=f"node1-1.{number}-m" if number else None)
    await house.send("POST", "/v1/messages/node1-1.3/done", json={"note": "rang back"})
    _, said, _ = await house.send("GET", "/v1/messages?status=open&limit=2", Role.LEAD)
    page: Any = said["messages"]
    assert [one["call"] for one in page] == ["node1-1.4", "node1-1.2"]
    assert (page[0]["caller"], page[0]["url"], page[0]["status"]) == (NUMBER, "/v1/recordings/node1-1.4-m", "open")
    _, said, _ = await house.send("GET", f"/v1/messages?status=open&limit=2&cursor={said['next']}", Role.LEAD)
    rest: Any = said["messages"]
    assert [(one["call"], one["url"]) for one in rest] == [
        ("node1-1.1", "/v1/recordings/node1-1.1-m"),
        ("node1-1.0", None),
    ]
    assert said["next"] is None
    _, said, _ = await house.send("GET", "/v1/messages?status=done", Role.LEAD)
    done: Any = said["messages"]
    assert [(one["done_by"], one["note"]) for one in done] == [("token:admin", "rang back")]
    _, said, _ = await house.send("GET", "/v1/messages?queue=general", Role.LEAD)
    assert said["messages"] == []


async def test_the_second_is_told_who_was_quicker_and_the_first_is_on_record(house: House) -> None:
    house.add_message(1)
    status, said, _ = await house.send("POST", "/v1/messages/node1-1.1/done", Role.LEAD, json={"note": "rang back"})
    assert (status, said["status"], said["done_by"]) == (200, "done", "token:lead")
    status, said, _ = await house.send("POST", "/v1/messages/node1-1.1/done", json={})
    assert (status, said["code"]) == (409, "conflict")
    assert "token:lead" in str(said["message"])
    for key in (keys.OUTBOX, keys.FEED):
        ((_, fields),) = await house.redis.xrange(key)
        record = codec.load_message(fields[b"r"])
        assert isinstance(record, ActionTaken)
        assert (record.what, record.subject, record.actor, record.note) == (
            "message_done", "node1-1.1", "token:lead", "rang back",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("node1-9.9/done", {}, 404, "unknown_message"),
        ("node1-1.1/done", {"note": "x" * 1001}, 400, "bad_field"),
        ("node1-1.1/done", {"note": 7}, 400, "bad_field"),
        ("node1-1.1/done", {"by": "me"}, 400, "bad_field"),
    ],
)
async def test_refusals(house: House, path: str, body: object, status: int, code: str) -> None:
    house.add_message(1)
    got, said, _ = await house.send("POST", f"/v1/messages/{path}", json=body)
    assert (got, said["code"]) == (status, code)


async def test_messages_live_and_masked_in_the_archive_s_absence(house: House) -> None:
    house.history.dead = True
    status, said, _ = await house.send("GET", "/v1/messages", Role.LEAD)
    assert (status, said["code"]) == (503, "archive_away")
    assert MASKED not in str(said)
