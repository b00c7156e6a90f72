"""A roster rebuilt by dates is the one that the edits make one after the other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain.errors import Refusal
from router.domain.shifts.edits import Back, Edit, Entry, Extra, Import, Leave, Place, Swap, apply
from router.domain.shifts.role import Role
from router.domain.shifts.roster import Assignment, Roster
from router.services.roster_journal import rebuild

DATES = st.integers(0, 3).map(lambda number: date(2026, 9, 29) + timedelta(days=number))
PEOPLE = st.sampled_from(["8001", "8002", "8003"])
SHIFTS = st.sampled_from(["early", "night"])
ROLES = st.sampled_from([Role.AGENT, Role.LEAD])
PLACES = st.builds(Place, person=PEOPLE, date=DATES, shift=SHIFTS)
ASSIGNMENTS = st.builds(Assignment, date=DATES, shift=SHIFTS, person=PEOPLE, role=ROLES)
EDITS: st.SearchStrategy[Edit] = st.one_of(
    st.builds(
        Import,
        dates=st.lists(DATES, max_size=3).map(tuple),
        assignments=st.lists(ASSIGNMENTS, max_size=6).map(tuple),
    ),
    st.builds(Swap, one=PLACES, other=PLACES),
    st.builds(Leave, person=PEOPLE, first=DATES, last=DATES),
    st.builds(Back, person=PEOPLE, first=DATES, last=DATES),
    st.builds(Extra, place=PLACES, role=ROLES),
)
AT = datetime(2026, 9, 1, tzinfo=UTC)


@settings(max_examples=300, deadline=None)
@given(edits=st.lists(EDITS, max_size=25))
def test_edit_by_edit(edits: list[Edit]) -> None:
    slow = Roster()
    kept: list[Entry] = []
    for edit in edits:
        try:
            slow = apply(slow, edit)
        except Refusal:
            continue
        kept.append(Entry(number=len(kept) + 1, at=AT, author="t", edit=edit))
    assert rebuild(kept) == slow
