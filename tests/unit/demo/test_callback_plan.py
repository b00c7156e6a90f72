"""Who wants to be called back, and what becomes of each ring: of every kind, the same for the same seed."""

from __future__ import annotations

from random import Random

from router.demo.callback_plan import Pickup, draw_callback, draw_ring


def test_some_take_the_offer_and_some_of_them_name_another_number() -> None:
    rng, taken = Random(1), {"13900000001"}
    plans = [draw_callback(rng, taken) for _ in range(2_000)]
    wants = [plan for plan in plans if plan is not None]
    others = [plan.other for plan in wants if plan.other]
    assert 400 < len(wants) < 600
    assert 50 < len(others) < 150
    assert len(set(others)) == len(others)
    assert taken >= set(others)


def test_rings_end_in_every_way_and_the_same_seed_draws_the_same() -> None:
    rng = Random(1)
    rings = [draw_ring(rng).pickup for _ in range(1_000)]
    assert set(rings) == set(Pickup)
    assert sum(ring is Pickup.TAKES for ring in rings) > 600
    assert draw_ring(Random("7")) == draw_ring(Random("7"))
    assert draw_callback(Random("11"), set()) == draw_callback(Random("11"), set())
