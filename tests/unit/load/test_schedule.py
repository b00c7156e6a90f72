"""Faults fill the time, and normal service lies between them."""

from __future__ import annotations

from router.load.schedule import CALM_SECONDS, next_pause


def test_the_rest_is_shared_among_the_faults_that_are_left() -> None:
    assert next_pause(100.0, 400.0, 2) == 100.0


def test_there_is_always_normal_service_after_a_fault() -> None:
    assert next_pause(100.0, 110.0, 5) == CALM_SECONDS
    assert next_pause(500.0, 400.0, 0) == CALM_SECONDS
