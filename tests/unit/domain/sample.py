"""A small hotline for tests."""

from __future__ import annotations

from collections.abc import Mapping

from router.domain.bundle import Agent, Bundle, Line, Queue, SeatPlace, Site
from router.domain.outbound import Outbound


def bundle(
    *,
    seats: int = 4,
    wrap_up: int = 10,
    number: int = 1,
    legal: bool = True,
    successors: Mapping[str, str] | None = None,
    outbound: Outbound | None = None,
) -> Bundle:
    """Two queues (general for everybody, legal for legal >= 2), seats 1001 upwards, an agent for each."""
    numbers = [str(1001 + n) for n in range(seats)]
    return Bundle(
        number=number,
        site=Site(name="Test", timezone="Asia/Shanghai", languages=("zh-CN", "en")),
        lines={
            "l12345": Line(id="l12345", number="12345", name="City", queue="general", language="zh-CN", greeting="x")
        },
        queues={
            "general": Queue(id="general", name="General", wrap_up_seconds=wrap_up),
            **({"legal": Queue(id="legal", name="Legal", skills={"legal": 2}, wrap_up_seconds=0)} if legal else {}),
        },
        skills={"legal": "Legal"},
        seats={number: SeatPlace(id=number, name=f"Seat {number}") for number in numbers},
        agents={
            f"8{number[1:]}": Agent(id=f"8{number[1:]}", name=f"A{number}", skills={"legal": index})
            for index, number in enumerate(numbers)
        },
        texts={},
        topics={"1": "Wages", "12": "Housing"},
        places={"1": "North"},
        successors=successors or {},
        outbound=outbound,
        outbound_allowed=("138*",) if outbound else (),
    )
