"""What tests of every kind may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from router.free_ports import free_port_base


@pytest.fixture
def port_base() -> Iterator[int]:
    """Ports for one copy, held until the test is over."""
    with free_port_base(wait=60) as base:
        yield base
