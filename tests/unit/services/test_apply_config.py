"""Another bundle is in force as a whole or not at all, and what was done is on record."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.domain.bundle import Bundle, Queue
from router.domain.errors import BundleUnavailable, Conflict, InUse, Refusal
from router.services.apply_config import apply_config, rollback_config
from router.services.apply_parts import (
    Applied,
    ApplyFailed,
    ApplyRunning,
    BadSuccessor,
    HalfApplied,
    NoteMissing,
    NothingBefore,
    StepFailed,
)
from router.services.bundle_log import Adoption
from router.services.config_sources import Sources, Wanted
from router.services.former_bundle import former_bundle
from router.services.same_content import same_content
from tests.unit.domain.sample import bundle as sample
from tests.unit.services.memory_copy import IN_USE, MemoryCopy


def house(*queues: str, wrap_up: int = 10) -> Wanted:
    """A configuration with these queues beside the sample's."""
    plain = replace(sample(wrap_up=wrap_up), number=0)
    more = {queue: Queue(id=queue, name=queue) for queue in queues}
    files = {"queues.yaml": " ".join([*queues, str(wrap_up)])}
    return Wanted(bundle=replace(plain, queues={**plain.queues, **more}), sources=Sources(files=files))


async def apply(
    copy: MemoryCopy, wanted: Wanted, *, expected: int | None = None, successors: Mapping[str, str] | None = None
) -> Applied:
    return await apply_config(
        copy.parts, wanted, expected=expected, note="a reason", actor="cli", successors=successors
    )  # fmt: skip


@pytest.fixture
async def copy() -> MemoryCopy:
    """A copy on bundle 1."""
    copy = MemoryCopy()
    await apply(copy, house())
    copy.order.clear()
    return copy


async def test_an_apply_puts_the_bundle_in_force_everywhere(copy: MemoryCopy) -> None:
    applied = await apply(copy, house(wrap_up=20), expected=1)
    assert applied == Applied(number=2, former=1, changes=("queue general: wrap-up 10 s -> 20 s",))
    assert copy.in_force() == copy.store.bundles[2]
    assert copy.store.kept[2].files == {"queues.yaml": "20"}
    assert copy.log.kept[-1] == Adoption(
        at=copy.at, actor="cli", verb="apply", number=2, former=1, note="a reason"
    )  # fmt: skip


async def test_all_is_prepared_before_anything_is_used_and_the_router_is_asked_first(copy: MemoryCopy) -> None:
    await apply(copy, house("tax"))
    assert copy.order == [
        "prepare router 2", "prepare asterisk 2", "prepare prompts 2", "use prompts 2", "use asterisk 2",
        "use router 2",
    ]  # fmt: skip


async def test_the_same_again_mends_and_is_no_adoption(copy: MemoryCopy) -> None:
    copy.asterisk.used = None  # an apply was killed in the middle
    applied = await apply(copy, house())
    assert applied == Applied(number=1, former=1, changes=())
    assert copy.in_force() == copy.store.bundles[1]
    assert len(copy.log.kept) == 1


async def test_one_that_nobody_wrote_down_is_written_down(copy: MemoryCopy) -> None:
    await apply(copy, house("tax"))
    copy.log.kept.pop()  # killed between the last step and the record
    assert (await apply(copy, house("tax"))).number == 2
    assert copy.log.kept[-1].number == 2
    await apply(copy, house("tax"))
    assert len(copy.log.kept) == 2


async def test_what_no_kept_bundle_needs_is_removed_once_another_is_in_force(copy: MemoryCopy) -> None:
    kept: list[list[int]] = []

    def tidy(bundles: Sequence[Bundle]) -> None:
        kept.append([bundle.number for bundle in bundles])
        raise StepFailed("the disk does not answer")

    copy.parts = replace(copy.parts, tidy=tidy)
    await apply(copy, house("tax"))
    copy.at += 200_000.0
    for wrap_up in range(20, 26):
        await apply(copy, house(wrap_up=wrap_up))
    copy.router.fail_use = 1
    with pytest.raises(ApplyFailed):
        await apply(copy, house("water"))
    assert kept[0] == [1, 2]
    assert kept[-1] == [2, 3, 4, 5, 6, 7, 8], "those of the last day, and the one that the first of them replaced"
    copy.at += 200_000.0
    await apply(copy, house(wrap_up=60))
    assert kept[-1] == [5, 6, 7, 8, 10], "the last five"
    await rollback(copy, 1)
    assert kept[-1] == [1, 6, 7, 8, 10]


async def test_a_copy_is_marked_while_it_is_half_on_a_bundle(copy: MemoryCopy) -> None:
    marks: list[tuple[int, int]] = []
    copy.parts = replace(copy.parts, mark=lambda number: marks.append((number, len(copy.order))))
    await apply(copy, house("tax"))
    assert marks == [(2, 3), (0, 6)], "from before the first step to after the last"
    copy.router.fail_use = 1
    with pytest.raises(ApplyFailed):
        await apply(copy, house("water"))
    assert [number for number, _ in marks] == [2, 0, 3, 0]
    copy.router.fail_use = 2
    with pytest.raises(HalfApplied):
        await apply(copy, house("water"))
    assert [number for number, _ in marks][4:] == [3], "and nobody says that it is whole"


async def test_a_mark_that_cannot_be_made_keeps_everything_as_it_is(copy: MemoryCopy) -> None:
    def mark(_number: int) -> None:
        raise OSError(28, "No space left on device")

    copy.parts = replace(copy.parts, mark=mark)
    with pytest.raises(OSError, match="No space"):
        await apply(copy, house("tax"))
    assert not [done for done in copy.order if done.startswith("use")]


async def test_another_bundle_than_expected_is_a_conflict(copy: MemoryCopy) -> None:
    with pytest.raises(Conflict, match="bundle 1 is in force"):
        await apply(copy, house("tax"), expected=2)
    assert copy.order == []
    assert copy.store.numbers() == [1]


async def test_a_second_apply_is_refused_while_one_runs(copy: MemoryCopy) -> None:
    with copy.hold(), pytest.raises(ApplyRunning):
        await apply(copy, house("tax"))
    assert copy.order == []


async def test_without_a_note_nothing_is_done(copy: MemoryCopy) -> None:
    with pytest.raises(NoteMissing):
        await apply_config(copy.parts, house("tax"), expected=None, note=" \n", actor="cli")
    assert copy.order == []


async def test_the_router_may_say_no_and_nothing_is_touched(copy: MemoryCopy) -> None:
    copy.router.fail_prepare, copy.router.error = 1, IN_USE
    with pytest.raises(InUse, match="queue legal: 3 calls"):
        await apply(copy, house("tax"))
    assert copy.order == ["prepare router 2"]
    assert copy.in_force() == copy.store.bundles[1]
    assert len(copy.log.kept) == 1


@pytest.mark.parametrize("name", ["prompts", "asterisk", "router"])
async def test_a_failure_ahead_changes_nothing(copy: MemoryCopy, name: str) -> None:
    getattr(copy, name).fail_prepare = 1
    with pytest.raises(ApplyFailed, match=f"{name}: no"):
        await apply(copy, house("tax"))
    assert not [done for done in copy.order if done.startswith("use")]
    assert copy.in_force() == copy.store.bundles[1]


@pytest.mark.parametrize("name", ["prompts", "asterisk", "router"])
@pytest.mark.parametrize("error", [StepFailed("no"), OSError(28, "No space left on device"), Refusal("gone")])
async def test_a_failure_on_the_way_puts_everything_back(copy: MemoryCopy, name: str, error: Exception) -> None:
    step = getattr(copy, name)
    step.fail_use, step.error = 1, error
    with pytest.raises(ApplyFailed) as failed:
        await apply(copy, house("tax"))
    assert name in failed.value.detail and str(error) in failed.value.detail
    assert copy.in_force() == copy.store.bundles[1]
    assert copy.log.kept[-1].failed == failed.value.detail
    # And it can be applied once the reason is gone.
    assert (await apply(copy, house("tax"))).number == 2
    assert copy.in_force() == copy.store.bundles[2]


async def test_an_interruption_puts_everything_back(copy: MemoryCopy) -> None:
    copy.router.fail_use, copy.router.error = 1, asyncio.CancelledError()
    with pytest.raises(asyncio.CancelledError):
        await apply(copy, house("tax"))
    assert copy.in_force() == copy.store.bundles[1]


async def test_what_cannot_be_put_back_is_told(copy: MemoryCopy) -> None:
    copy.asterisk.fail_use = 2
    with pytest.raises(HalfApplied, match=r"asterisk: no; not put back: asterisk \(no\)"):
        await apply(copy, house("tax"))
    assert copy.store.number == 1
    assert copy.prompts.used == copy.store.bundles[1]


# ---------------------------------------------------------------- successors


async def test_a_queue_that_goes_may_have_a_successor_that_is_kept_on(copy: MemoryCopy) -> None:
    await apply(copy, house("tax"))
    await apply(copy, house(), successors={"tax": "general"})
    assert copy.in_force() == replace(house().bundle, number=3, successors={"tax": "general"})
    await apply(copy, house(wrap_up=20))
    in_force = copy.in_force()
    assert in_force is not None
    assert in_force.successors == {"tax": "general"}
    await apply(copy, house("tax", wrap_up=20))
    back = copy.in_force()
    assert back is not None
    assert back.successors == {}


@pytest.mark.parametrize(
    ("successors", "why"),
    [
        ({"general": "legal"}, "`general` does not go"),
        ({"nobody": "legal"}, "`nobody` does not go"),
        ({"tax": "nobody"}, "there is no queue `nobody`"),
    ],
)
async def test_a_bad_successor_is_refused(copy: MemoryCopy, successors: dict[str, str], why: str) -> None:
    await apply(copy, house("tax"))
    copy.order.clear()
    with pytest.raises(BadSuccessor, match=why):
        await apply(copy, house(), successors=successors)
    assert copy.order == []


# ---------------------------------------------------------------- rollback


async def rollback(copy: MemoryCopy, number: int | None = None) -> Applied:
    return await rollback_config(copy.parts, number, expected=None, note="worse", actor="cli")


async def test_a_rollback_goes_back_one_and_the_next_one_more(copy: MemoryCopy) -> None:
    await apply(copy, house(wrap_up=20))
    await apply(copy, house(wrap_up=30))
    assert (await rollback(copy)).number == 2
    assert (await rollback(copy)).number == 1
    with pytest.raises(NothingBefore):
        await rollback(copy)
    assert (await apply(copy, house(wrap_up=30))).number == 3
    assert (await rollback(copy)).number == 1
    assert [found.verb for found in copy.log.kept] == ["apply"] * 3 + ["rollback"] * 2 + ["apply", "rollback"]
    assert copy.store.kept[1].files == {"queues.yaml": "10"}


async def test_a_rollback_to_a_number(copy: MemoryCopy) -> None:
    await apply(copy, house(wrap_up=20))
    await apply(copy, house(wrap_up=30))
    applied = await rollback(copy, 1)
    assert applied == Applied(number=1, former=3, changes=("queue general: wrap-up 30 s -> 10 s",))
    with pytest.raises(BundleUnavailable, match="bundle 9 cannot be read"):
        await rollback(copy, 9)


def test_a_failed_apply_is_no_step_to_go_back_to() -> None:
    def adoption(verb: str, number: int, failed: str = "") -> Adoption:
        return Adoption(at=1.0, actor="cli", verb=verb, number=number, former=0, note="x", failed=failed)

    log = [adoption("start", 1), adoption("apply", 2, "asterisk: no"), adoption("apply", 3)]
    assert former_bundle(log, 3) == 1
    assert former_bundle(log[:1], 1) is None
    assert former_bundle([], 4) is None


# ---------------------------------------------------------------- any sequence

HOUSES = [house(), house("tax"), house("water"), house("tax", "water"), house(wrap_up=20), house("tax", wrap_up=20)]


class Play:
    """Applies, rollbacks and failures in any order, beside what should be in force."""

    def __init__(self) -> None:
        self.copy = MemoryCopy()
        self.wanted: Bundle | None = None

    async def step(self, move: tuple[str, int, str]) -> None:
        what, number, fails = move
        if fails:
            getattr(self.copy, fails).fail_use = 1
        try:
            if what == "apply":
                await apply(self.copy, HOUSES[number])
                self.wanted = HOUSES[number].bundle
            else:
                stored, _ = self.copy.store.find(number + 1)
                await rollback(self.copy, number + 1)
                self.wanted = stored
        except (ApplyFailed, BundleUnavailable):
            pass
        except HalfApplied:
            assert self.wanted is None
            # The first of all: there is nothing to put back, so the next one mends.
            self.copy = MemoryCopy()
        for step in (self.copy.prompts, self.copy.asterisk, self.copy.router):
            step.fail_use = 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["apply", "rollback"]),
            st.integers(0, len(HOUSES) - 1),
            st.sampled_from(["", "", "prompts", "asterisk", "router"]),
        ),
        max_size=12,
    )
)
def test_any_sequence_equals_a_fresh_start_of_the_last_one(moves: list[tuple[str, int, str]]) -> None:
    async def play() -> None:
        game = Play()
        for move in moves:
            await game.step(move)
            in_force = game.copy.in_force()
            if game.wanted is None:
                assert in_force is None
                continue
            fresh = MemoryCopy()
            await apply(fresh, Wanted(bundle=replace(game.wanted, number=0, successors={})))
            started = fresh.in_force()
            assert in_force is not None and started is not None
            assert same_content(in_force, started)
        good = [found for found in game.copy.log.kept if not found.failed]
        assert not good or good[-1].number == game.copy.store.number

    asyncio.run(play())
