"""What tests of every kind may ask for."""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator

import pytest
import structlog

from router.free_ports import free_port_base
from tests.acceptance.spoken import SHELF

SHORT, LONG = "tests/unit/", "tests/unit/simulation/"


def pytest_configure(config: pytest.Config) -> None:
    # A run starts hundreds of programs; were nothing kept, each would compile the whole product anew.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # Workers inherit it.
    if SHELF not in os.environ:
        os.environ[SHELF] = tempfile.mkdtemp(prefix="hl-spoken-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(SHELF), ignore_errors=True))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    # Thousands of tests are no garbage; to look through them for some takes longer than it is worth.
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # A long file among the last is played by one worker while the others have nothing left to do.
    items.sort(key=lambda item: item.nodeid.startswith(SHORT) and not item.nodeid.startswith(LONG))


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
