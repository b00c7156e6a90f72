"""The roster by the API: the same code as the command line's, over its files."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from router.domain.bundle import Agent
from router.domain.shifts.edits import Entry, Leave
from router.services.roster_journal import rebuild
from router.web import roster_views
from router.web.permissions import Role
from router.web.sources.roster_files import READERS

from .api_house import BUNDLE, House, house
from .redis_server import redis_server

__all__ = ["house", "redis_server"]

CSV, XLSX, YAML = READERS
SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = "2026-10-12"
SHIFTS = """\
country: CN
rules: {rest_hours: 11, nights_per_month: 2}
shifts:
  early: {name: 早班, time: "08:00-16:00", need: {roles: {agent: 1}, skills: {legal: {heads: 1, level: 3}}}}
  late: {name: 晚班, time: "14:00-22:00"}
  night: {name: 夜班, time: "21:00-08:00"}
  office: {name: 正常班, time: "09:00-17:00", days: [working, swapped]}
"""
STRICT = replace(
    BUNDLE,
    skills={"legal": "Legal"},
    agents={
        "8001": Agent(id="8001", name="Li", skills={"legal": 3}),
        "8002": Agent(id="8002", name="Wang", skills={"legal": 2}),
        "8003": Agent(id="8003", name="Zhao"),
    },
)
SWAP = {"agent": "8001", "date": MONDAY, "shift": "early", "other": "8002"}


async def post(house: House, path: str, body: object, match: object = "*", role: Role = Role.LEAD) -> tuple[int, Any]:
    status, said, _ = await house.send("POST", f"/v1/roster/{path}", role, json=body, headers={"If-Match": str(match)})
    return status, said


async def put_file(
    house: House, content: bytes, media: str = YAML, *, match: object = "*", path: str = "imports", query: str = ""
) -> tuple[int, Any]:
    headers = {"Content-Type": media, "If-Match": str(match)}
    status, said, _ = await house.send("POST", f"/v1/roster/{path}{query}", data=content, headers=headers)
    return status, said


async def get(house: House, query: str = "", role: Role = Role.LEAD) -> tuple[int, Any]:
    status, said, _ = await house.send("GET", f"/v1/roster{query}", role)
    return status, said


def planned(house: House) -> list[tuple[str, str, str, str]]:
    roster = rebuild(house.roster.journal.entries())
    return [(str(each.date), each.shift, each.person, each.role.value) for each in sorted(roster.assignments)]


def edits(house: House) -> list[Entry]:
    return list(house.roster.journal.entries())


class TestLooking:
    async def test_a_date_with_moments_in_utc(self, house: House) -> None:
        status, said = await get(house, f"?date={MONDAY}")
        assert (status, said["number"], said["leave"], said["warnings"]) == (200, 1, [], [])
        assert said["days"] == [{"date": MONDAY, "kind": "working", "name": "", "known": True}]
        assert said["assignments"][0] == {
            "date": MONDAY, "shift": "early", "agent": "8001", "role": "agent",
            "start": "2026-10-12T00:00:00Z", "end": "2026-10-12T08:00:00Z", "hours": 8.0,
        }  # fmt: skip
        assert said["heads"] == {"early": [1], "late": [1], "night": [0]}
        assert [each for each in said["shifts"] if each["night"]] == [
            {"id": "night", "name": "夜班", "start": "21:00", "end": "08:00", "night": True}
        ]

    async def test_nothing_said_is_today_on_the_houses_clock(self, house: House) -> None:
        _, said = await get(house)
        assert [day["date"] for day in said["days"]] == [str(datetime.now(SHANGHAI).date())]

    async def test_from_to_and_one_person_by_number_or_name(self, house: House) -> None:
        await post(house, "leaves", {"agent": "8002", "first": "2026-10-14"})
        _, said = await get(house, "?from=2026-10-11&to=2026-10-14")
        assert [day["kind"] for day in said["days"]] == ["weekend", "working", "working", "working"]
        assert [each["agent"] for each in said["assignments"]] == ["8001", "8002"]
        assert said["leave"] == [{"date": "2026-10-14", "agent": "8002"}]
        for word in ("8001", "Li"):
            _, said = await get(house, f"?from=2026-10-11&to=2026-10-14&person={word}")
            assert ([each["shift"] for each in said["assignments"]], said["leave"]) == (["early"], [])

    async def test_an_agents_token_sees_its_own_alone(self, house: House) -> None:
        await post(house, "leaves", {"agent": "8002", "first": "2026-10-13"})
        _, said = await get(house, f"?from={MONDAY}&to=2026-10-13", Role.AGENT)
        assert ([each["agent"] for each in said["assignments"]], said["leave"]) == (["8001"], [])
        status, said = await get(house, "?person=8002", Role.AGENT)
        assert (status, said["code"]) == (403, "forbidden")

    async def test_a_shift_that_is_no_more_has_no_times(self, house: House) -> None:
        (house.data / "roster" / "shifts.yaml").write_text('shifts:\n  late: {name: L, time: "14:00-22:00"}\n', "utf-8")
        _, said = await get(house, f"?date={MONDAY}")
        assert [(each["shift"], each["hours"]) for each in said["assignments"]] == [("early", None), ("late", 8.0)]

    @pytest.mark.parametrize(
        ("query", "status", "code"),
        [
            ("?date=2026-10-12&from=2026-10-12", 422, "bad_dates"),
            ("?to=2026-10-12", 422, "bad_dates"),
            ("?from=2026-10-12&to=2026-10-11", 422, "bad_dates"),
            ("?from=2026-10-01&to=2026-11-01", 422, "bad_dates"),
            ("?date=0001-01-01", 422, "bad_dates"),
            ("?date=9999-12-31", 422, "bad_dates"),
            ("?date=1790000000", 400, "bad_field"),
            ("?date=2026-02-30", 400, "bad_field"),
            ("?day=2026-10-12", 400, "bad_field"),
            ("?person=9999", 404, "unknown_agent"),
        ],
    )
    async def test_what_cannot_be_asked(self, house: House, query: str, status: int, code: str) -> None:
        got, said = await get(house, query)
        assert (got, said["code"]) == (status, code)

    async def test_a_year_of_one_person(self, house: House) -> None:
        status, said = await get(house, "?from=2026-01-01&to=2026-12-31&person=8001")
        assert (status, len(said["days"]), len(said["assignments"])) == (200, 365, 1)

    async def test_gaps_of_dates_and_of_the_next_day(self, house: House) -> None:
        house.bundle = STRICT
        house.plan(SHIFTS)
        _, said = await get(house, "/gaps?from=2026-10-12&to=2026-10-13")
        assert (said["since"], said["until"]) == ("2026-10-11T16:00:00Z", "2026-10-13T16:00:00Z")
        assert [each["sentence"] for each in said["gaps"]] == [
            "agent: gap 2026-10-13 08:00 to 2026-10-13 16:00 (0 of 1)",
            "legal: gap 2026-10-13 08:00 to 2026-10-13 16:00 (0 of 1)",
        ]
        assert said["gaps"][0] | {"sentence": ""} == {
            "of": "agent", "since": "2026-10-13T00:00:00Z", "until": "2026-10-13T08:00:00Z", "have": 0, "need": 1,
            "sentence": "",
        }  # fmt: skip
        _, said = await get(house, "/gaps")
        assert said["gaps"]

    async def test_the_log_page_by_page_newest_first(self, house: House) -> None:
        for day in range(13, 18):
            await post(house, "leaves", {"agent": "8001", "first": f"2026-10-{day}", "note": f"day {day}"})
        _, said = await get(house, "/log?limit=4")
        first = said["entries"][0]
        assert (said["number"], first["number"], first["author"], first["kind"]) == (6, 6, "token:lead", "leave")
        assert (first["what"], first["note"]) == ("8001 on leave, 2026-10-17", "day 17")
        _, rest = await get(house, f"/log?limit=4&cursor={said['next']}")
        assert [each["number"] for each in [*said["entries"], *rest["entries"]]] == [6, 5, 4, 3, 2, 1]
        assert (rest["next"], rest["entries"][-1]["kind"]) == (None, "import")
        status, said = await get(house, "/log?cursor=x")
        assert (status, said["code"]) == (400, "bad_field")


class TestEdits:
    async def test_a_swap_with_its_author_time_and_note(self, house: House) -> None:
        before = datetime.now(SHANGHAI)
        status, said = await post(house, "swaps", SWAP | {"note": "a wedding"}, 1)
        assert (status, said["number"], said["author"], said["note"]) == (200, 2, "token:lead", "a wedding")
        assert said["what"] == "swapped 8001 in early of 2026-10-12 with 8002 in late of 2026-10-12"
        assert (said["kind"], said["findings"]) == ("swap", [])
        assert before <= datetime.fromisoformat(said["at"]) <= datetime.now(SHANGHAI)
        assert planned(house) == [(MONDAY, "early", "8002", "agent"), (MONDAY, "late", "8001", "agent")]
        assert (edits(house)[1].author, edits(house)[1].note) == ("token:lead", "a wedding")

    async def test_a_swap_names_the_others_date_and_shift(self, house: House) -> None:
        await post(house, "extras", {"agent": "8001", "date": "2026-10-16", "shift": "夜班", "role": "lead"})
        for shift in ("early", "night"):
            await post(house, "extras", {"agent": "8002", "date": "2026-10-18", "shift": shift, "even_so": True})
        body = {"agent": "8001", "date": "2026-10-16", "shift": "night", "other": "8002", "other_date": "2026-10-18"}
        status, said = await post(house, "swaps", body)
        assert (status, said["code"]) == (422, "shift_needed")
        status, _ = await post(house, "swaps", body | {"other_shift": "夜班"})
        assert status == 200
        assert planned(house)[2:] == [
            ("2026-10-16", "night", "8002", "lead"),
            ("2026-10-18", "early", "8002", "agent"),
            ("2026-10-18", "night", "8001", "agent"),
        ]

    async def test_leave_takes_shifts_and_back_gives_none(self, house: House) -> None:
        status, said = await post(house, "leaves", {"agent": "8001", "first": MONDAY, "last": "2026-10-14"})
        assert (status, said["what"]) == (200, "8001 on leave, 2026-10-12 to 2026-10-14")
        assert planned(house) == [(MONDAY, "late", "8002", "agent")]
        status, said = await post(house, "extras", {"agent": "8001", "date": "2026-10-13", "shift": "early"})
        assert (status, said["code"]) == (409, "on_leave")
        status, said = await post(house, "leaves", {"agent": "8001", "first": "2026-10-13", "back": True})
        assert (status, said["kind"]) == (200, "back")
        status, _ = await post(house, "extras", {"agent": "8001", "date": "2026-10-13", "shift": "early"})
        assert status == 200
        assert (MONDAY, "early", "8001", "agent") not in planned(house)

    @pytest.mark.parametrize(
        ("path", "body", "status", "code"),
        [
            ("swaps", SWAP | {"other": "9999"}, 404, "unknown_agent"),
            ("swaps", SWAP | {"shift": "brunch"}, 422, "unknown_shift"),
            ("swaps", SWAP | {"shift": "night"}, 409, "not_on_roster"),
            ("swaps", SWAP | {"other_date": "2026-10-13"}, 422, "shift_needed"),
            ("swaps", SWAP | {"other": "8001"}, 409, "nothing_to_swap"),
            ("swaps", SWAP | {"date": "12.10.2026"}, 400, "bad_field"),
            ("swaps", SWAP | {"even_so": "yes"}, 400, "bad_field"),
            ("leaves", {"agent": "8001", "first": "2026-10-12", "last": "2026-10-11"}, 422, "backward_dates"),
            ("leaves", {"agent": "8001", "first": "2026-10-12", "back": True}, 409, "no_such_leave"),
            ("leaves", {"agent": "8001", "first": "0001-01-01"}, 422, "bad_dates"),
            ("leaves", {"agent": "8001", "first": "2026-10-12", "last": "9999-12-31"}, 422, "bad_dates"),
            ("extras", {"agent": "8001", "date": MONDAY, "shift": "early"}, 409, "already_on_roster"),
            ("extras", {"agent": "8001", "date": MONDAY, "shift": "early", "role": "boss"}, 400, "bad_field"),
            ("extras", {"agent": "8001", "date": "9999-12-31", "shift": "early"}, 422, "bad_dates"),
        ],
    )
    async def test_refusals_change_nothing(self, house: House, path: str, body: object, status: int, code: str) -> None:
        got, said = await post(house, path, body)
        assert (got, said["code"]) == (status, code), said
        assert len(edits(house)) == 1

    async def test_two_of_one_name_are_told_apart_by_number(self, house: House) -> None:
        house.bundle = replace(BUNDLE, agents=BUNDLE.agents | {"8003": Agent(id="8003", name="Li")})
        status, said = await post(house, "leaves", {"agent": "Li", "first": MONDAY})
        assert (status, said["code"]) == (404, "unknown_agent")
        assert "8001 and 8003" in said["message"]


class TestTwoAtOnce:
    async def test_the_second_of_two_who_looked_at_the_same_is_told(self, house: House) -> None:
        _, seen = await get(house, f"?date={MONDAY}")
        bodies = [{"agent": agent, "first": "2026-10-20"} for agent in ("8001", "8002")]
        answers = await asyncio.gather(*(post(house, "leaves", body, seen["number"]) for body in bodies))
        assert sorted((status, said.get("code")) for status, said in answers) == [(200, None), (412, "stale")]
        assert len(edits(house)) == 2
        _, seen = await get(house)
        late = next(body for body, (status, _) in zip(bodies, answers, strict=True) if status == 412)
        status, said = await post(house, "leaves", late, f'"{seen["number"]}"')
        assert (status, said["number"]) == (200, 3)

    async def test_who_wants_any_is_told_of_a_clash_in_the_same_moment(self, house: House) -> None:
        # The command line is quicker, between this one's look and its writing.
        journal = house.roster.journal
        append, lead = journal.append, datetime.now(SHANGHAI)

        def beaten(entry: Entry) -> None:
            journal.append = append  # type: ignore[method-assign]
            other = Leave(person="8002", first=lead.date(), last=lead.date())
            append(Entry(number=entry.number, at=lead, author="cli", edit=other))
            append(entry)

        journal.append = beaten  # type: ignore[method-assign]
        status, said = await post(house, "leaves", {"agent": "8001", "first": MONDAY})
        assert (status, said["code"]) == (409, "conflict")
        assert [entry.author for entry in edits(house)] == ["Li", "cli"]

    @pytest.mark.parametrize(
        ("headers", "status", "code"),
        [
            ({}, 428, "if_match_needed"),
            ({"If-Match": "one"}, 400, "bad_field"),
            ({"If-Match": "0"}, 412, "stale"),
            ({"If-Match": "2"}, 412, "stale"),
        ],
    )
    @pytest.mark.parametrize("path", ["leaves", "imports"])
    async def test_the_number_has_to_be_said(
        self, house: House, path: str, headers: dict[str, str], status: int, code: str
    ) -> None:
        more: dict[str, Any] = {"json": {"agent": "8001", "first": MONDAY}, "headers": headers}
        if path == "imports":
            more = {"data": b"2026-10-13: {early: [8001]}", "headers": headers | {"Content-Type": YAML}}
        got, said, _ = await house.send("POST", f"/v1/roster/{path}", **more)
        assert (got, said["code"]) == (status, code)
        assert len(edits(house)) == 1


class TestChecks:
    """What docs/shifts.md promises to look after, each by the API."""

    @pytest.fixture
    def strict(self, house: House) -> House:
        house.bundle = STRICT
        house.plan(SHIFTS)
        return house

    async def test_nobody_twice_whoever_says_so(self, strict: House) -> None:
        body = {"agent": "8001", "date": MONDAY, "shift": "late", "even_so": True}
        status, said = await post(strict, "extras", body)
        (finding,) = [each for each in said["findings"] if each["weight"] == "wrong"]
        assert (status, said["code"]) == (409, "roster_broken")
        assert (finding["code"], finding["agent"], finding["date"]) == ("twice_at_once", "8001", MONDAY)
        assert len(edits(strict)) == 1

    async def test_too_little_rest_unless_somebody_says_so(self, strict: House) -> None:
        body = {"agent": "8002", "date": "2026-10-13", "shift": "early"}
        status, said = await post(strict, "extras", body)
        assert (status, said["code"], [each["code"] for each in said["findings"]]) == (
            409, "roster_broken", ["too_little_rest"],
        )  # fmt: skip
        status, said = await post(strict, "extras", body | {"even_so": True})
        assert (status, {each["code"]: each["weight"] for each in said["findings"]}) == (
            200,
            {"too_little_rest": "rule"},
        )

    async def test_too_many_nights_unless_somebody_says_so(self, strict: House) -> None:
        nights = [{"agent": "8003", "date": f"2026-10-{day}", "shift": "night"} for day in (13, 15, 17)]
        assert [(await post(strict, "extras", body))[0] for body in nights] == [200, 200, 409]
        status, said = await post(strict, "extras", nights[2])
        assert (status, [each["code"] for each in said["findings"]]) == (409, ["too_many_nights"])
        status, said = await post(strict, "extras", nights[2] | {"even_so": True})
        assert (status, [each["code"] for each in said["findings"]]) == (200, ["too_many_nights"])

    async def test_too_few_heads_of_a_skill_are_told_and_keep_nothing_out(self, strict: House) -> None:
        # Both are agents; only one knows enough of the law.
        status, said = await post(strict, "swaps", SWAP)
        assert (status, [each["what"] for each in said["findings"]]) == (200, ["early has 0 of 1 who can do legal"])
        assert [(each["code"], each["weight"]) for each in said["findings"]] == [("too_few_heads", "short")]

    async def test_a_shift_that_is_not_worked_on_such_a_day(self, strict: House) -> None:
        holiday = {"agent": "8003", "date": "2026-10-01", "shift": "office"}
        status, said = await post(strict, "extras", holiday | {"even_so": True})
        assert (status, said["findings"][0]["code"]) == (409, "unknown_shift")
        swapped = {"agent": "8003", "date": "2026-10-10", "shift": "office"}
        assert (await post(strict, "extras", swapped))[0] == 200

    @pytest.mark.parametrize(
        ("content", "line", "what"),
        [
            ("2026-10-20:\n  early: [8001]\n  late: [8001]\n", 3, "at once"),
            ("2026-10-13:\n  late: [8003]\n  early:\n   - 8002\n", 4, "would rest 10 h"),
            ("2026-10-13: {night: [8003]}\n2026-10-15: {night: [8003]}\n2026-10-17: {night: [8003]}\n", 3, "night 3"),
            ("2026-10-01:\n  office: [8003]\n", 2, "office"),
            ("2026-10-13:\n  early: [9999]\n", 2, "there is no agent `9999`"),
            ("2026-10-13:\n  brunch: [8001]\n", 2, "there is no shift `brunch`"),
        ],
    )
    async def test_each_at_its_line_of_a_file(self, strict: House, content: str, line: int, what: str) -> None:
        status, said = await put_file(strict, content.encode())
        assert (status, said["code"]) == (422, "roster_refused")
        assert any(one["line"] == line and what in one["what"] for one in said["problems"]), said["problems"]
        assert len(edits(strict)) == 1


def sheet(*lines: list[object]) -> bytes:
    book, kept = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(kept)
    return kept.getvalue()


class TestImports:
    @pytest.mark.parametrize(
        ("media", "content"),
        [
            (CSV, "日期,班次,工号\n2026-10-12,夜班,8002\n".encode("gb18030")),
            (XLSX, sheet(["工号", datetime(2026, 10, 12)], [8001, "休"], [8002, "夜班"])),  # noqa: DTZ001 - as in a cell
            (YAML, b"2026-10-12: {night: [8002]}\n"),
        ],
        ids=["csv", "xlsx", "yaml"],
    )
    async def test_a_file_takes_the_place_of_its_dates(self, house: House, media: str, content: bytes) -> None:
        await post(house, "extras", {"agent": "8001", "date": "2026-10-20", "shift": "early"})
        status, said = await put_file(house, content, media, match=2, query="?file=week&note=October")
        assert (status, said["number"], said["kind"], said["note"]) == (200, 3, "import", "October")
        assert (said["assignments"], said["dates"], said["author"]) == (1, [MONDAY], "token:admin")
        assert planned(house) == [(MONDAY, "night", "8002", "agent"), ("2026-10-20", "early", "8001", "agent")]

    async def test_one_wrong_line_and_nothing_is_imported(self, house: House) -> None:
        content = b"date,shift,agent\n2026-10-13,early,8001\n2026-10-13,brunch,8002\n2026-10-13,late,8OO2\n"
        status, said = await put_file(house, content, CSV, query="?file=oct.csv")
        assert (status, said["code"]) == (422, "roster_refused")
        assert [(one["file"], one["line"]) for one in said["problems"]] == [("oct.csv", 3), ("oct.csv", 4)]
        assert said["problems"][0]["what"] == "there is no shift `brunch`"
        assert said["problems"][0]["remedy"].startswith("there is: ")
        assert len(edits(house)) == 1
        status, checked = await put_file(house, content, CSV, path="check", query="?file=oct.csv")
        assert (status, checked["good"], checked["wrong"], checked["problems"]) == (200, False, 2, said["problems"])

    async def test_a_check_changes_nothing_and_may_be_asked_by_a_lead(self, house: House) -> None:
        headers = {"Content-Type": YAML}
        status, said, _ = await house.send(
            "POST", "/v1/roster/check", Role.LEAD, data=b"2026-10-13: {early: [8001]}", headers=headers
        )
        assert (status, said["good"], said["assignments"], said["dates"]) == (200, True, 1, ["2026-10-13"])
        assert len(edits(house)) == 1
        status, said, _ = await house.send(
            "POST", "/v1/roster/imports", Role.LEAD, data=b"2026-10-13: {early: [8001]}", headers=headers
        )
        assert (status, said["code"]) == (403, "forbidden")

    async def test_of_very_many_wrong_lines_the_first_are_told(self, house: House) -> None:
        content = b"date,shift,agent\n" + b"2026-10-13,early,9999\n" * 2000
        _, said = await put_file(house, content, CSV)
        assert len(said["problems"]) == roster_views.MOST_PROBLEMS
        assert "2000 wrong lines" in said["message"]

    @pytest.mark.parametrize(
        ("headers", "content", "status", "code"),
        [
            ({"Content-Type": "application/json"}, b"{}", 415, "wrong_file_type"),
            ({"Content-Type": "text/csv", "Content-Encoding": "gzip"}, b"x", 415, "wrong_file_type"),
            ({"Content-Type": "text/csv"}, b"", 400, "bad_field"),
            ({"Content-Type": XLSX}, b"PK\x03\x04 nothing", 422, "roster_refused"),
            ({"Content-Type": YAML}, b"\xff\xfe", 422, "roster_refused"),
        ],
    )
    async def test_what_is_no_roster(
        self, house: House, headers: dict[str, str], content: bytes, status: int, code: str
    ) -> None:
        got, said, _ = await house.send("POST", "/v1/roster/imports", data=content, headers=headers | {"If-Match": "*"})
        assert (got, said["code"]) == (status, code)
        assert len(edits(house)) == 1


class TestFilesThatAilOrAreAway:
    async def test_no_shifts_file_yet(self, house: House) -> None:
        (house.data / "roster" / "shifts.yaml").unlink()
        status, said = await get(house)
        assert (status, said["code"]) == (404, "no_shifts")

    async def test_a_shifts_file_that_cannot_be_used_is_told_with_its_line(self, house: House) -> None:
        (house.data / "roster" / "shifts.yaml").write_text('shifts:\n  a: {name: A, time: "8"}\n', "utf-8")
        status, said = await get(house)
        assert (status, said["code"], said["problems"][0]["line"]) == (503, "shifts_unusable", 2)

    async def test_a_changed_shifts_file_counts_at_once(self, house: House) -> None:
        assert (await get(house, f"?date={MONDAY}"))[1]["assignments"][0]["hours"] == 8.0
        shifts = house.data / "roster" / "shifts.yaml"
        shifts.write_text(shifts.read_text("utf-8").replace("08:00-16:00", "08:00-17:00"), "utf-8")
        assert (await get(house, f"?date={MONDAY}"))[1]["assignments"][0]["hours"] == 9.0

    async def test_a_damaged_journal_and_one_that_cannot_be_written(self, house: House) -> None:
        journal = house.data / "roster" / "journal.jsonl"
        with journal.open("ab") as stream:
            stream.write(b"{}\n")
        for status, said in (await get(house), await post(house, "leaves", {"agent": "8001", "first": MONDAY})):
            assert (status, said["code"]) == (503, "roster_damaged")
            assert str(house.data) not in said["message"]

    async def test_no_bundle(self, house: House) -> None:
        house.bundle = None
        status, said = await get(house)
        assert (status, said["code"]) == (503, "bundle_missing")
