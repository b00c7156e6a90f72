"""What tests of every kind may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog

from router.free_ports import free_port_base


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """What a process's own way of logging shows, which a test began, is not what the next test looks for."""
    yield
    if structlog.is_configured():
        structlog.reset_defaults()


@pytest.fixture
def port_base() -> Iterator[int]:
    """Ports for one copy, held until the test is over."""
    with free_port_base(wait=60) as base:
        yield base
