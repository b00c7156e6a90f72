import socket
from pathlib import Path

import pytest

from router.supervisor.errors import PortsTaken
from router.supervisor.ports import check_ports
from router.supervisor.program import Port, Program


async def never(_pid: int) -> bool:
    return False


def program(name: str, *ports: Port) -> Program:
    return Program(name=name, argv=("false",), environ={}, ready=never, folder=Path("/"), ports=ports)


def test_every_taken_port_is_named_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        numbers = [tcp.getsockname()[1], udp.getsockname()[1]]
        with pytest.raises(PortsTaken) as caught:
            check_ports(
                [
                    program("api", Port(number=numbers[0], host="127.0.0.1")),
                    program("asterisk", Port(number=numbers[1], host="127.0.0.1", kind="udp")),
                ],
                20_000,
            )
    text = str(caught.value)
    assert f"tcp port {numbers[0]} (api)" in text
    assert f"udp port {numbers[1]} (asterisk)" in text
    assert "--port-base" in text


def test_free_ports_are_no_problem() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        number = probe.getsockname()[1]
    check_ports([program("api", Port(number=number, host="127.0.0.1"))], 20_000)


def test_an_address_that_is_not_this_machines_is_told() -> None:
    with pytest.raises(PortsTaken, match=r"cannot be had on 192\.0\.2\.1"):
        check_ports([program("api", Port(number=20_080, host="192.0.2.1"))], 20_000)
