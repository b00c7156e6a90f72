from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from router.domain.call import Call, CallState, Segment
from router.web.cursor import read_cursor, write_cursor
from router.web.errors import BadField
from router.web.history import CallFilter
from router.web.paging import make_page, place


def call(number: int, arrived_at: float, state: CallState = CallState.ENDED) -> Call:
    return Call(
        id=f"n-{number}", node="n", channel="", line="general", caller="", arrived_at=arrived_at, state=state
    )  # fmt: skip


calls = st.lists(
    st.tuples(
        st.sampled_from([1.0, 1.5, 2.0, 3.0, 4.0]), st.sampled_from(["live", "stored", "both"]), st.booleans()
    ),
    max_size=25,
)  # fmt: skip


@given(calls, st.integers(1, 6))
@example([(4.0, "both", False), (3.0, "stored", True), (2.0, "stored", True), (1.0, "live", True)], 2)
def test_the_pages_together_hold_every_call_once_in_order(made: list[tuple[float, str, bool]], limit: int) -> None:
    """Live calls may be wanted or not by what is live of them; their rows in the archive may say otherwise."""
    live = [call(n, at, CallState.QUEUED) for n, (at, where, _) in enumerate(made) if where != "stored"]
    asked_for = {f"n-{n}" for n, (_, _, wanted) in enumerate(made) if wanted}
    archive = [call(n, at) for n, (at, where, _) in enumerate(made) if where != "live"]
    known = frozenset(one.id for one in live)
    seen: list[Call] = []
    before = None
    for _ in range(len(made) + 2):
        wanted = CallFilter(before=before, limit=limit)
        rows = sorted((one for one in archive if wanted.takes(one)), key=place, reverse=True)[:limit]
        shown = [one for one in live if one.id in asked_for and wanted.takes(one)]
        page, before = make_page(shown, rows, known=known, limit=limit, full=len(rows) >= limit)
        assert len(page) <= limit
        seen += page
        if before is None:
            break
    assert before is None
    expected = [*(one for one in live if one.id in asked_for), *(one for one in archive if one.id not in known)]
    assert seen == sorted(expected, key=place, reverse=True)


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=30))
def test_a_cursor_leads_back_to_its_place(arrived_at: float, name: str) -> None:
    assert read_cursor(write_cursor(arrived_at, name)) == (arrived_at, name)


@pytest.mark.parametrize(
    "word", ["", "x", "é", "W10", "WzEsMl0", "WyJhIiwiYiJd", "W3RydWUsImEiXQ", "W05hTiwgImEiXQ", "===", "\x00"]
)
def test_a_cursor_made_by_others_is_refused(word: str) -> None:
    with pytest.raises(BadField, match="cursor"):
        read_cursor(word)


@given(st.binary(max_size=40))
def test_no_word_whatever_breaks_the_cursor(word: bytes) -> None:
    try:
        read_cursor(word.decode("latin-1"))
    except BadField:
        return


def test_a_filter_takes_what_it_names() -> None:
    talk = Segment(number=1, queue="q", queued_at=10.0, seat="1001")
    one = Call(
        id="n-1", node="n", channel="", line="general", caller="", arrived_at=10.0, queue="q", segments=(talk,)
    )  # fmt: skip
    takes = [
        CallFilter(),
        CallFilter(since=10.0),
        CallFilter(until=10.1),
        CallFilter(seat="1001"),
        CallFilter(queue="q"),
    ]
    leaves = [CallFilter(since=10.1), CallFilter(until=10.0), CallFilter(seat="1002"), CallFilter(queue="x"),
              CallFilter(line="x"), CallFilter(before=(10.0, "n-1"))]  # fmt: skip
    assert all(wanted.takes(one) for wanted in takes)
    assert not any(wanted.takes(one) for wanted in leaves)
