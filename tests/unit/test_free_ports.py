"""Which ranges are given away, and that none is given to two."""

from __future__ import annotations

import socket
import subprocess
import sys
from itertools import pairwise
from random import Random

import pytest

from router import free_ports
from router.free_ports import BASES, NoPorts, free_port_base
from router.settings import CHECKOUT, DEFAULT_PORT_BASE, PORT_SPAN, Settings


@pytest.fixture
def one(monkeypatch: pytest.MonkeyPatch) -> int:
    """The only range there is: of its own, between those that are given away and the kernel's, as other tests take
    theirs meanwhile."""
    base = Random().randrange(32_000, 32_680)
    monkeypatch.setattr(free_ports, "BASES", (base,))
    return base


def test_ranges_meet_neither_each_other_nor_a_main_copy_nor_the_kernel_s_own() -> None:
    starts = sorted((*BASES, DEFAULT_PORT_BASE))
    assert all(high - low >= PORT_SPAN for low, high in pairwise(starts))
    assert starts[0] >= 1024 and starts[-1] + PORT_SPAN <= 32_768


def test_two_at_once_get_different_ranges() -> None:
    with free_port_base(wait=60) as first, free_port_base(wait=60) as second:
        assert first != second


def test_a_range_is_held_against_other_processes_until_the_block_is_left(one: int) -> None:
    asks = (
        "from router import free_ports\n"
        f"free_ports.BASES = ({one},)\n"
        "try:\n"
        "    with free_ports.free_port_base() as base: print(base)\n"
        "except free_ports.NoPorts as none: print(none)\n"
    )

    def another() -> str:
        return subprocess.run(
            [sys.executable, "-c", asks], cwd=CHECKOUT, capture_output=True, text=True, check=True, timeout=60
        ).stdout

    with free_port_base():
        assert "--port-base" in another()
    assert another() == f"{one}\n"


def test_a_range_is_free_again_after_an_error(one: int) -> None:
    with pytest.raises(RuntimeError), free_port_base():
        raise RuntimeError
    with free_port_base() as base:
        assert base == one


@pytest.mark.parametrize("name", ["sip_port", "sip_tls_port", "agi_port", "ami_port", "api_port"])
def test_a_range_with_a_taken_port_is_passed_over(one: int, name: str) -> None:
    port = getattr(Settings(data=CHECKOUT, config=CHECKOUT, port_base=one), name)
    kind = socket.SOCK_DGRAM if name == "sip_port" else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind(("127.0.0.1", port))
        if kind is socket.SOCK_STREAM:
            taken.listen(1)
        with pytest.raises(NoPorts), free_port_base():
            pytest.fail("given away")


def test_connections_of_a_former_copy_that_still_close_do_not_count(one: int) -> None:
    port = Settings(data=CHECKOUT, config=CHECKOUT, port_base=one).ami_port
    with socket.create_server(("127.0.0.1", port)) as former, socket.create_connection(("127.0.0.1", port)):
        accepted, _ = former.accept()
        # Who closes first keeps the port for a minute.
        accepted.close()
    with free_port_base() as base:
        assert base == one
