"""What people do to the roster, and what is refused."""

from __future__ import annotations

import pytest

from router.domain.errors import Refusal
from router.domain.shifts import refusals
from router.domain.shifts.edits import Back, Edit, Extra, Import, Leave, Place, Swap, apply, dates_of
from router.domain.shifts.role import Role
from tests.unit.domain.shifts.house import on, roster, work

START = roster(work("8001", "12", "early", Role.LEAD), work("8002", "13", "night"), work("8003", "12", "early"))


def place(person: str, day: str, name: str) -> Place:
    return Place(person=person, date=on(f"2026-10-{day}"), shift=name)


def test_a_swap_leaves_the_roles_where_they_are() -> None:
    after = apply(START, Swap(one=place("8001", "12", "early"), other=place("8002", "13", "night")))
    assert after == roster(
        work("8002", "12", "early", Role.LEAD), work("8001", "13", "night"), work("8003", "12", "early")
    )


def test_a_swap_twice_changes_nothing() -> None:
    there = Swap(one=place("8001", "12", "early"), other=place("8002", "13", "night"))
    back = Swap(one=place("8002", "12", "early"), other=place("8001", "13", "night"))
    assert apply(apply(START, there), back) == START


def test_leave_takes_the_shifts_and_is_remembered() -> None:
    after = apply(START, Leave(person="8001", first=on("2026-10-11"), last=on("2026-10-12")))
    assert after.assignments == START.assignments - {work("8001", "12", "early", Role.LEAD)}
    with pytest.raises(refusals.OnLeave):
        apply(after, Extra(place=place("8001", "11", "late")))
    assert apply(after, Extra(place=place("8001", "13", "late"))).of("8001") == (work("8001", "13", "late"),)


def test_back_from_leave_may_work_again() -> None:
    away = apply(START, Leave(person="8001", first=on("2026-10-11"), last=on("2026-10-12")))
    after = apply(away, Back(person="8001", first=on("2026-10-12"), last=on("2026-10-14")))
    assert {str(each.date) for each in after.absences} == {"2026-10-11"}
    assert apply(after, Extra(place=place("8001", "12", "late"))).of("8001") == (work("8001", "12", "late"),)


def test_an_import_replaces_its_dates_alone() -> None:
    edit = Import(dates=(on("2026-10-12"),), assignments=(work("8002", "12", "early"),))
    assert apply(START, edit) == roster(work("8002", "12", "early"), work("8002", "13", "night"))


@pytest.mark.parametrize(
    ("edit", "refusal"),
    [
        (Swap(one=place("8001", "13", "early"), other=place("8002", "13", "night")), refusals.NotOnRoster),
        (Swap(one=place("8001", "12", "early"), other=place("8002", "13", "early")), refusals.NotOnRoster),
        (Swap(one=place("8001", "12", "early"), other=place("8001", "12", "early")), refusals.NothingToSwap),
        (Extra(place=place("8001", "12", "early")), refusals.AlreadyOnRoster),
        (Leave(person="8001", first=on("2026-10-12"), last=on("2026-10-11")), refusals.BackwardDates),
        (Leave(person="8001", first=on("2026-10-12"), last=on("2027-10-13")), refusals.BackwardDates),
        (Back(person="8001", first=on("2026-10-12"), last=on("2026-10-12")), refusals.NoSuchLeave),
    ],
)
def test_what_does_not_fit_is_refused(edit: Edit, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        apply(START, edit)


def test_equal_places_cannot_be_swapped() -> None:
    start = roster(work("8001", "12", "early"), work("8003", "12", "early"))
    with pytest.raises(refusals.NothingToSwap):
        apply(start, Swap(one=place("8001", "12", "early"), other=place("8003", "12", "early")))


def test_a_swap_into_leave_is_refused() -> None:
    away = apply(START, Leave(person="8002", first=on("2026-10-12"), last=on("2026-10-12")))
    with pytest.raises(refusals.OnLeave):
        apply(away, Swap(one=place("8001", "12", "early"), other=place("8002", "13", "night")))


def test_the_longest_leave_is_a_leap_year() -> None:
    assert len(dates_of(Leave(person="8001", first=on("2026-10-12"), last=on("2027-10-12")))) == 366
