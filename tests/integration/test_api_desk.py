"""Announcements and configurations by the API, and seats that somebody else sets."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from router.adapters import codec
from router.adapters.redis import keys
from router.domain.history import ActionTaken
from router.domain.requests import MakeReady, MoreWrapUp, Pause, PauseRecording, Reply, SignOff, SignOn, TagCall
from router.domain.seat import Seat, SeatState
from router.web.permissions import Role

from .api_house import House, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]


JSON = {"Content-Type": "application/json"}


def ready(_: object) -> Reply:
    return Reply(ok=True, seat=Seat(id="1001", state=SeatState.READY))


async def actions(house: House) -> list[ActionTaken]:
    return [codec.load_message(fields[b"r"]) for _, fields in await house.redis.xrange(keys.OUTBOX)]


class TestAnnouncements:
    async def test_switched_on_and_off_by_whom(self, house: House) -> None:
        _, said, _ = await house.send("GET", "/v1/announcements", Role.AGENT)
        (one,) = said["announcements"]  # type: ignore[misc]
        assert (one["id"], one["on"], one["at"], one["text"]) == ("power", False, None, {"zh-CN": "t"})
        status, said, _ = await house.send("POST", "/v1/announcements/power", Role.LEAD, json={"on": True})
        assert (status, said["on"], said["by"]) == (200, True, "token:lead")
        body = json.loads((house.data / "announcements.json").read_text())
        assert (body["power"]["on"], body["power"]["by"]) == (True, "token:lead")
        await house.send("POST", "/v1/announcements/power", json={"on": False})
        _, said, _ = await house.send("GET", "/v1/announcements")
        (one,) = said["announcements"]  # type: ignore[misc]
        assert (one["on"], one["by"]) == (False, "token:admin")
        assert [(one.what, one.detail) for one in await actions(house)] == [
            ("announcement_switched", "on"),
            ("announcement_switched", "off"),
        ]

    async def test_others_in_the_file_stay_and_a_broken_file_is_nothing_on(self, house: House) -> None:
        file = house.data / "announcements.json"
        file.write_text('{"former": {"on": true, "at": 5.0, "by": "token:x"}}')
        await house.send("POST", "/v1/announcements/power", json={"on": True})
        assert sorted(json.loads(file.read_text())) == ["former", "power"]
        file.write_text("{")
        _, said, _ = await house.send("GET", "/v1/announcements")
        assert said["announcements"][0]["on"] is False  # type: ignore[index]

    async def test_a_file_that_cannot_be_written_changes_nothing(self, house: House) -> None:
        (house.data / "announcements.json").mkdir()
        status, said, _ = await house.send("POST", "/v1/announcements/power", json={"on": True})
        assert (status, said["code"]) == (503, "not_written")
        assert await actions(house) == []

    async def test_one_that_is_not_there(self, house: House) -> None:
        status, said, _ = await house.send("POST", "/v1/announcements/flood", json={"on": True})
        assert (status, said["code"]) == (404, "unknown_announcement")


class TestSeats:
    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            ({"state": "ready", "note": "n"}, MakeReady),
            ({"state": "not_ready", "reason": "meal", "note": "n"}, Pause),
            ({"state": "signed_off", "note": "n"}, SignOff),
            ({"state": "signed_on", "agent": "8002", "note": "n"}, SignOn),
        ],
    )
    async def test_forced_with_a_note_on_record(self, house: House, body: dict[str, str], kind: type) -> None:
        house.answers = [ready]
        status, _, _ = await house.send("POST", "/v1/seats/1002/force", Role.LEAD, json=body)
        assert status == 200
        (request,) = house.asked
        assert (type(request), request.seat, request.actor) == (kind, "1002", "token:lead")
        (action,) = await actions(house)
        assert (action.what, action.subject, action.detail, action.reason, action.note) == (
            "seat_forced", "1002", body["state"], body.get("reason", body.get("agent", "")), "n",
        )  # fmt: skip
        assert getattr(request, "forced", True), "a note stands above the roster"

    async def test_refused_by_the_router_is_not_on_record(self, house: House) -> None:
        house.answers = [lambda _: Reply(ok=False, code="not_allowed_now", message="No.")]
        status, _, _ = await house.send("POST", "/v1/seats/1002/force", json={"state": "ready", "note": "n"})
        assert status == 409
        assert await actions(house) == []

    @pytest.mark.parametrize(
        "body", [{"state": "not_ready", "note": "n"}, {"state": "ready"}, {"state": "talking", "note": "n"},
                 {"state": "ready", "note": ""}, {"state": "signed_on", "note": "n"}]
    )  # fmt: skip
    async def test_a_reason_and_a_note_are_needed(self, house: House, body: object) -> None:
        status, said, _ = await house.send("POST", "/v1/seats/1002/force", json=body)
        assert (status, said["code"]) == (400, "bad_field")
        assert house.asked == []

    async def test_recording_and_wrap_up(self, house: House) -> None:
        house.answers = [ready, ready]
        await house.send("POST", "/v1/seats/1001/recording", Role.AGENT, json={"paused": True})
        await house.send("POST", "/v1/seats/1001/more-wrap-up", Role.AGENT)
        first, second = house.asked
        assert first == PauseRecording(seat="1001", actor="token:8001", paused=True)
        assert second == MoreWrapUp(seat="1001", actor="token:8001")
        status, said, _ = await house.send("POST", "/v1/seats/1002/recording", Role.AGENT, json={"paused": True})
        assert (status, said["code"]) == (403, "not_your_seat")


class TestTags:
    async def test_the_seat_is_found_by_the_call_it_is_in_or_was_in_last(self, house: House) -> None:
        await house.put(Seat(id="1001", agent="8001", last_call="node1-1.1"), Seat(id="1002", call="node1-1.4"))
        house.answers = [ready, ready]
        await house.send("POST", "/v1/calls/node1-1.1/tags", Role.AGENT, json={"topic": "1", "place": "2"})
        await house.send("POST", "/v1/calls/node1-1.4/tags", json={"topic": "1"})
        assert house.asked == [
            TagCall(seat="1001", actor="token:8001", topic="1", place="2", call="node1-1.1"),
            TagCall(seat="1002", actor="token:admin", topic="1", call="node1-1.4"),
        ]

    @pytest.mark.parametrize(
        ("call", "body", "status", "code"),
        [
            ("node1-1.2", {"topic": "1"}, 409, "no_call"),
            ("node1-9.9", {"topic": "1"}, 404, "unknown_call"),
            ("node1-1.1", {"topic": "wages"}, 400, "bad_field"),
            ("node1-1.1", {"topic": "1", "seat": "1002"}, 403, "not_your_seat"),
        ],
    )
    async def test_refusals(self, house: House, call: str, body: object, status: int, code: str) -> None:
        got, said, _ = await house.send("POST", f"/v1/calls/{call}/tags", Role.AGENT, json=body)
        assert (got, said["code"]) == (status, code)
        assert house.asked == []


class TestBundles:
    def queues(self, house: House, wrap_up: int) -> dict[str, str]:
        """The file of queues in force with another wrap-up for all."""
        lines = house.desk().sources(1).files["queues.yaml"].splitlines()
        return {"queues.yaml": "\n".join(
            f"{line[: line.index(':')]}: {wrap_up}" if "wrap_up" in line else line for line in lines
        ) + "\n"}  # fmt: skip

    async def test_applied_against_the_number_in_force_and_rolled_back(self, house: House) -> None:
        body = {"files": self.queues(house, 77), "note": "longer"}
        status, said, _ = await house.send("POST", "/v1/bundles", json=body, headers={"If-Match": '"1"'})
        assert (status, said["number"], said["former"]) == (200, 2, 1)
        changes: Any = said["changes"]
        assert changes
        assert all("77 s" in change for change in changes)
        status, said, _ = await house.send("POST", "/v1/bundles", json=body, headers={"If-Match": "1"})
        assert (status, said["code"]) == (412, "stale")
        _, said, _ = await house.send("GET", "/v1/bundles/1/diff/2", Role.LEAD)
        told: Any = said["changes"]
        assert [f"{one['what']}: {one['says']}" for one in told] == changes
        status, said, _ = await house.send(
            "POST", "/v1/bundles/1/rollback", json={"note": "worse"}, headers={"If-Match": "2"}
        )
        assert (status, said["number"]) == (200, 1)
        _, said, _ = await house.send("GET", "/v1/bundles", Role.LEAD)
        history: Any = said["history"]
        assert said["current"] == 1
        assert [(one["verb"], one["number"], one["actor"], one["note"]) for one in history] == [
            ("rollback", 1, "token:admin", "worse"),
            ("apply", 2, "token:admin", "longer"),
        ]
        _, said, _ = await house.send("GET", "/v1/bundles/2", Role.LEAD)
        assert (said["in_force"], said["files"]["queues.yaml"]) == (False, body["files"]["queues.yaml"])  # type: ignore[index]

    async def test_what_is_wrong_is_told_by_file_and_line(self, house: House) -> None:
        files = {"queues.yaml": "general:\n  nam: x\n"}
        body = {"files": files, "note": "n"}
        status, said, _ = await house.send("POST", "/v1/bundles", json=body, headers={"If-Match": "1"})
        problems: Any = said["problems"]
        assert (status, said["code"]) == (422, "config_refused")
        assert ("queues.yaml", 2) in {(one["file"], one["line"]) for one in problems}
        assert house.copy.store.current() == 1
        status, said, _ = await house.send("POST", "/v1/bundles/check", Role.LEAD, json={"files": files})
        assert (status, said["good"], said["problems"], said["changes"]) == (200, False, problems, [])
        _, said, _ = await house.send("POST", "/v1/bundles/check", json={"files": self.queues(house, 78)})
        assert (said["good"], said["problems"]) == (True, [])
        assert said["changes"]

    @pytest.mark.parametrize(
        ("headers", "body", "status", "code"),
        [
            ({}, {"files": {}, "note": "n"}, 428, "if_match_needed"),
            ({"If-Match": "one"}, {"files": {}, "note": "n"}, 400, "bad_field"),
            ({"If-Match": "1"}, {"files": {}}, 400, "bad_field"),
            ({"If-Match": "1"}, {"files": {"../x.yaml": ""}, "note": "n"}, 400, "bad_field"),
            ({"If-Match": "1"}, {"files": {"other.yaml": ""}, "note": "n"}, 422, "config_refused"),
            ({"If-Match": "1"}, {"files": {}, "note": " "}, 400, "note_missing"),
            ({"If-Match": "1"}, {"files": {}, "note": "n", "successors": {"x": "y"}}, 422, "bad_successor"),
        ],
    )
    async def test_refusals(self, house: House, headers: dict[str, str], body: object, status: int, code: str) -> None:
        got, said, _ = await house.send("POST", "/v1/bundles", json=body, headers=headers)
        assert (got, said["code"]) == (status, code)
        assert house.copy.store.current() == 1

    @pytest.mark.parametrize("path", ["7", "seven", "1/diff/7", "9999999999", "check"])
    async def test_bundles_that_are_not_there(self, house: House, path: str) -> None:
        status, said, _ = await house.send("GET", f"/v1/bundles/{path}")
        assert (status, said["code"]) == (404, "bundle_unavailable")

    async def test_a_step_that_fails_is_told_and_all_is_as_it_was(self, house: House) -> None:
        house.copy.asterisk.fail_use = 1
        body = {"files": self.queues(house, 79), "note": "n"}
        status, said, _ = await house.send("POST", "/v1/bundles", json=body, headers={"If-Match": "*"})
        assert (status, said["code"]) == (500, "apply_failed")
        assert "asterisk: no" in str(said["message"])
        assert house.copy.store.current() == 1

    async def test_larger_than_other_bodies_and_not_without_end(self, house: House) -> None:
        files = {"texts.yaml": "#" * 200_000}
        status, _, _ = await house.send("POST", "/v1/bundles/check", json={"files": files})
        assert status == 200
        files = {f"f{'x' * n}.yaml": "#" * 500_000 for n in range(9)}
        body = io.BytesIO(json.dumps({"files": files}).encode())
        status, said, _ = await house.send("POST", "/v1/bundles/check", data=body, headers=JSON)
        assert (status, said["code"]) == (413, "too_large")
