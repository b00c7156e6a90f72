"""Faults fill the time, and normal service lies between them."""

from __future__ import annotations

from router.load.schedule import CALM_SECONDS, WARM_SECONDS, first_pause, next_pause


def test_a_short_run_does_not_warm_up_for_most_of_its_time() -> None:
    assert first_pause(75.0, 2) == 25.0
    assert first_pause(3600.0, 2) == WARM_SECONDS


def test_the_rest_is_shared_among_the_faults_that_are_left() -> None:
    assert next_pause(100.0, 400.0, 2) == 100.0


def test_there_is_always_normal_service_after_a_fault() -> None:
    assert next_pause(100.0, 110.0, 5) == CALM_SECONDS
    assert next_pause(500.0, 400.0, 0) == CALM_SECONDS
