"""A small bundle with menus, for the tests of the town."""

from __future__ import annotations

from router.domain.bundle import Agent, Bundle, Choice, Go, Line, Menu, Queue, SeatPlace, Site


def line(name: str, number: str, menu: str = "", queue: str = "general") -> Line:
    return Line(id=name, number=number, name=name, queue=queue, language="zh-CN", greeting="g", menu=menu)


TOWN = Bundle(
    number=1,
    site=Site(name="s", timezone="UTC", languages=("zh-CN", "en")),
    lines={"main": line("main", "12345", "top"), "union": line("union", "12351", queue="legal")},
    queues={
        "general": Queue(id="general", name="General"),
        "legal": Queue(id="legal", name="Legal", skills={"legal": 2}),
        "english": Queue(id="english", name="English", skills={"english": 1}),
    },
    skills={"legal": "l", "english": "e"},
    seats={number: SeatPlace(id=number, name=number) for number in ("1001", "1002", "1003", "1004")},
    agents={
        f"80{number:02}": Agent(
            id=f"80{number:02}",
            name="n",
            skills={"english": 1} if number == 30 else {"legal": 2} if number in {20, 21} else {},
        )
        for number in range(1, 31)
    },
    texts={},
    menus={
        "top": Menu(
            id="top",
            prompt={},
            choices={
                "1": Choice(go=Go.QUEUE, target="general"),
                "2": Choice(go=Go.MENU, target="rights"),
                "3": Choice(go=Go.SAY, target="hours"),
                "9": Choice(go=Go.LANGUAGE, target="en"),
            },
        ),
        "rights": Menu(
            id="rights",
            prompt={},
            person="legal",
            choices={
                "1": Choice(go=Go.QUEUE, target="legal"),
                "2": Choice(go=Go.MESSAGE, target="legal"),
                "8": Choice(go=Go.MENU, target="top"),
            },
        ),
    },
)
