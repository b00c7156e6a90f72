"""What is asked of Asterisk's console when files changed."""

from __future__ import annotations

from collections.abc import Mapping

from asterisk_conf.render import TEMPLATES
from router.supervisor.console import Console
from router.supervisor.reload import RELOADS, reload_asterisk


class FakeConsole(Console):
    """Gives fixed answers, and remembers what it was asked."""

    def __init__(self, answers: Mapping[str, str | None] | None = None) -> None:
        super().__init__(argv=(), environ={})
        object.__setattr__(self, "answers", answers or {})
        object.__setattr__(self, "asked", [])

    answers: Mapping[str, str | None]
    asked: list[str]

    async def ask(self, command: str, *, seconds: float = 3.0) -> str | None:
        self.asked.append(command)
        good = {command: wanted for command, wanted in RELOADS.values()}
        return self.answers.get(command, good[command])


async def test_only_what_changed_is_read_again_and_the_dialplan_first() -> None:
    console = FakeConsole()
    taken = await reload_asterisk(console, ["pjsip.conf", "extensions.conf"])
    assert console.asked == ["dialplan reload", "module reload res_pjsip.so"]
    assert taken == {"extensions.conf", "pjsip.conf"}


async def test_what_only_a_start_reads_is_not_taken_in() -> None:
    console = FakeConsole()
    assert await reload_asterisk(console, ["asterisk.conf", "modules.conf", "rtp.conf"]) == frozenset()
    assert console.asked == []


async def test_a_refused_reload_is_not_taken_in_and_the_rest_is() -> None:
    console = FakeConsole({"dialplan reload": "No such command 'dialplan reload'"})
    assert await reload_asterisk(console, ["extensions.conf", "queues.conf"]) == {"queues.conf"}


async def test_a_console_that_does_not_answer_is_asked_once() -> None:
    console = FakeConsole({"module reload res_pjsip.so": None})
    assert await reload_asterisk(console, ["extensions.conf", "pjsip.conf", "queues.conf"]) == {"extensions.conf"}
    assert console.asked == ["dialplan reload", "module reload res_pjsip.so"]


def test_every_file_that_is_read_again_is_one_that_is_rendered() -> None:
    assert {f"{name}.j2" for name in RELOADS} <= {path.name for path in TEMPLATES.glob("*.j2")}
