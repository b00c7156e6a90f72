"""A lead has callers told of an incident, ends that, and sees who asked to be told."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from router.adapters import codec
from router.adapters.files.incident_announcements import IncidentAnnouncementFile
from router.adapters.redis import keys
from router.domain.bundle import Site
from router.domain.history import ActionTaken
from router.domain.incidents.cell import Dimension
from router.web.history import Follower
from router.web.permissions import Role

from .api_house import AN_INCIDENT, BUNDLE, MASKED, NUMBER, House, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]

PATH = "/v1/incidents/1-a/announcement"
CALLERS = "/v1/incidents/1-a/callers"
OWN_WORDS = "已有多位市民反映East的Wages，我们已经知道这件事。"


def moment(ahead: float) -> str:
    return datetime.fromtimestamp(time.time() + ahead, UTC).isoformat()


async def actions(house: House) -> list[tuple[str, str, str, str]]:
    found = [codec.load_message(fields[b"r"]) for _, fields in await house.redis.xrange(keys.OUTBOX)]
    return [(one.what, one.subject, one.actor, one.detail) for one in found if isinstance(one, ActionTaken)]


async def test_it_is_spoken_told_and_ended_and_all_that_is_on_record(house: House) -> None:
    status, said, _ = await house.send("POST", PATH, Role.LEAD, json={"lines": ["general"]})
    assert (status, said["on"], said["by"], said["text"]) == (200, True, "token:lead", {"zh-CN": OWN_WORDS})
    assert house.spoken == [("zh-CN", OWN_WORDS)]
    told = IncidentAnnouncementFile(house.data / "incident_announcements.json").read()["1-a"]
    assert (told.lines, told.sounds, told.by) == (("general",), {"zh-CN": "incidents/1"}, "token:lead")
    assert told.until == pytest.approx(told.at + 86_400)
    assert (await house.send("GET", PATH, Role.LEAD))[1] == said
    for _ in range(2):
        status, over, _ = await house.send("DELETE", PATH, Role.LEAD)
        assert (status, over["on"], over["text"], over["until"]) == (200, False, {}, None)
    assert (await house.send("GET", PATH))[1]["on"] is False
    assert await actions(house) == [
        ("incident_announced", "1-a", "token:lead", "general"),
        ("announcement_ended", "1-a", "token:lead", "asked for"),
    ]


async def test_other_words_another_time_and_every_line(house: House) -> None:
    house.bundle = replace(BUNDLE, site=replace(BUNDLE.site, languages=("zh-CN", "en")))
    await house.send("POST", PATH, json={"lines": ["general"]})
    until = moment(600)
    body = {"text": {"en": "A building has cracks."}, "until": until}
    status, said, _ = await house.send("POST", PATH, json=body)
    assert (status, said["lines"]) == (200, [])
    assert said["text"] == {"zh-CN": OWN_WORDS, "en": "A building has cracks."}
    assert datetime.fromisoformat(str(said["until"])) == datetime.fromisoformat(until)
    (told,) = IncidentAnnouncementFile(house.data / "incident_announcements.json").read().values()
    assert told.is_told("general", "en") and told.is_told("any", "zh-CN") and not told.is_told("any", "fr")


async def test_a_time_that_is_over_tells_nobody(house: House) -> None:
    await house.send("POST", PATH, json={"until": moment(600)})
    file = IncidentAnnouncementFile(house.data / "incident_announcements.json")
    file.put(replace(file.read()["1-a"], until=time.time() - 1))
    assert (await house.send("GET", PATH))[1]["on"] is False


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"lines": ["nowhere"]}, 422, "unknown_line"),
        ({"text": {"fr": "Des fissures"}}, 422, "unknown_language"),
        ({"text": {"zh-CN": "..."}}, 422, "text_needed"),
        ({"text": {"zh-CN": ""}}, 400, "bad_field"),
        ({"until": moment(-5)}, 422, "bad_until"),
        ({"until": moment(90_000)}, 422, "bad_until"),
        ({"until": "2026-01-01T00:00:00"}, 400, "bad_field"),
        ({"line": []}, 400, "bad_field"),
    ],
)
async def test_what_cannot_be_told_is_refused(house: House, body: dict[str, Any], status: int, code: str) -> None:
    found, said, _ = await house.send("POST", PATH, json=body)
    assert (found, said["code"]) == (status, code)
    assert (await house.send("GET", PATH))[1]["on"] is False
    assert await actions(house) == []


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"id": "2-b"}, 404, "unknown_incident"),
        ({"over_at": 5000.0}, 409, "incident_over"),
        ({"dimension": Dimension.LINE, "place": "", "place_name": ""}, 422, "text_needed"),
    ],
)
async def test_an_incident_that_cannot_be_told_of(house: House, change: dict[str, Any], status: int, code: str) -> None:
    house.history.incidents = [replace(AN_INCIDENT, **change)]
    found, said, _ = await house.send("POST", PATH, json={})
    assert (found, said["code"]) == (status, code)


async def test_without_a_name_in_the_callers_language_words_are_needed(house: House) -> None:
    house.bundle = replace(BUNDLE, site=Site(name="x", timezone="Asia/Shanghai", languages=("fr", "en")))
    assert (await house.send("POST", PATH, json={}))[1]["code"] == "text_needed"
    _, said, _ = await house.send("POST", PATH, json={"text": {"fr": "Des fissures."}})
    assert said["text"] == {"fr": "Des fissures."}


async def test_a_voice_that_is_gone_and_a_file_that_cannot_be_written_change_nothing(house: House) -> None:
    house.hoarse = True
    status, said, _ = await house.send("POST", PATH, json={})
    assert (status, said["code"]) == (503, "not_spoken")
    house.hoarse = False
    (house.data / "incident_announcements.json").mkdir()
    status, said, _ = await house.send("POST", PATH, json={})
    assert (status, said["code"]) == (503, "not_written")
    assert await actions(house) == []


async def test_who_is_to_be_told_page_by_page(house: House) -> None:
    one = house.history.followers[0]
    house.history.followers += [
        replace(one, number="13800138001", at=one.at + 1, call="c2"),
        replace(one, incident="2-b", at=one.at + 2, call="c3"),
        Follower(incident="1-a", number="02066668888", at=one.at + 3, call="c4", line="general", language="en"),
    ]
    _, page, _ = await house.send("GET", f"{CALLERS}?limit=2")
    callers: Any = page["callers"]
    assert [(one["number"], one["call"]) for one in callers] == [("02066668888", "c4"), ("13800138001", "c2")]
    assert NUMBER not in str(page["next"])
    _, rest, _ = await house.send("GET", f"{CALLERS}?limit=2&cursor={page['next']}")
    callers = rest["callers"]
    assert [one["number"] for one in callers] == [NUMBER]
    assert rest["next"] is None


async def test_numbers_are_masked_for_those_who_may_not_see_them(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("router.web.handlers.incident_announcements.Ask.may", lambda _ask, _what: False)
    _, page, _ = await house.send("GET", CALLERS)
    callers: Any = page["callers"]
    assert [one["number"] for one in callers] == [MASKED]


async def test_an_incident_without_followers_and_one_that_nobody_knows(house: House) -> None:
    house.history.followers = []
    assert (await house.send("GET", CALLERS))[1] == {"callers": [], "next": None}
    status, said, _ = await house.send("GET", "/v1/incidents/9-z/callers")
    assert (status, said["code"]) == (404, "unknown_incident")
