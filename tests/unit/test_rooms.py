"""Who may import whom, as docs/architecture.md says. A file without a rule is a failure: every room has one."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
ROOMS = ("ivr", "agi_scripts", "router", "asterisk_conf", "phones")
ANY = frozenset({"*"})

WORDS = frozenset({"router.adapters.codec", "router.adapters.redis.keys"})
"""How messages are written and where they lie: words that both sides of Redis share, without any I/O."""
SOUND = frozenset({"numpy", "soundfile", "soxr"})


HEARD = frozenset({"router.domain.bundle", "router.domain.incidents.announcement", "router.domain.opening"})
"""What callers are told, as the dialogue knows it."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What the files below a name may import: modules of the project by prefix, packages of others by name."""

    ours: frozenset[str] = frozenset()
    others: frozenset[str] = ANY
    not_even: frozenset[str] = frozenset()
    """parts of the standard library that have no business there"""


NETWORK = frozenset({"asyncio", "http", "selectors", "socket", "socketserver", "ssl", "urllib"})
INNER = frozenset({"router.domain", "router.ports", "router.services", "router.settings"})

RULES = {
    "router": Rule(),
    "router.domain": Rule(
        ours=frozenset({"router.domain"}),
        others=frozenset(),
        not_even=NETWORK | {"logging", "os", "pathlib", "random", "subprocess", "threading", "time"},
    ),
    "router.ports": Rule(ours=frozenset({"router.domain"}), others=frozenset()),
    "router.settings": Rule(others=frozenset()),
    # Probes ports, and knows of a copy but where its ports are.
    "router.free_ports": Rule(ours=frozenset({"router.settings"}), others=frozenset()),
    "router.logs": Rule(others=frozenset({"structlog"})),
    "router.client": Rule(ours=frozenset({"router.domain", "router.settings"}) | WORDS),
    "router.services": Rule(ours=INNER | WORDS),
    "router.adapters": Rule(
        ours=INNER | {"router.adapters", "router.logs", "asterisk_conf.names", "asterisk_conf.runtime"}
    ),
    "router.adapters.ami.__main__": Rule(
        ours=frozenset({"router.adapters.ami", "router.logs", "router.settings", "router.trial_clock"})
    ),
    "router.web": Rule(ours=INNER | WORDS | {"router.web"}),
    # Where the API is put together: its process, and the files that read Redis, SQL and the bundle store.
    "router.web.app": Rule(ours=INNER | WORDS | {"router.web"}),
    "router.web.sources": Rule(ours=INNER | {"router.web", "router.adapters"}),
    # Days in virtual time: files in, numbers and plots out, nobody else is spoken to.
    "router.simulation": Rule(
        ours=frozenset(
            {"router.simulation", "router.domain", "router.services", "router.adapters.files.yaml_document"}
        ),
        others=frozenset({"matplotlib", "numpy", "pydantic", "pydantic_core"}),
        not_even=NETWORK,
    ),
    # Scripted citizens and agents: people, who know no more of the platform than its phones and its archive.
    "router.demo": Rule(
        ours=frozenset(
            {"router.demo", "router.domain", "router.settings", "router.adapters.sql", "phones", "ivr.hours"}
        ),
        others=frozenset({"sqlalchemy"}),
    ),
    # A copy of its own under load and faults; it looks at everything, and nothing looks at it.
    "router.load": Rule(ours=ANY),
    # Accounts are compared without any I/O.
    "router.load.reconcile": Rule(
        ours=frozenset({"router.load", "router.demo", "router.domain"}), others=frozenset(), not_even=NETWORK
    ),
    # Said to every process at its start.
    "router.trial_clock": Rule(others=frozenset()),
    "router.bootstrap": Rule(ours=ANY),
    "router.cli": Rule(ours=ANY),
    "router.benchmarks": Rule(ours=ANY),
    "router.supervisor": Rule(ours=ANY),
    "router.__main__": Rule(ours=ANY),
    "ivr": Rule(ours=frozenset({"ivr"}) | HEARD, others=frozenset(), not_even=NETWORK),
    # The softphone codes are about seats, and ask what people may ask of the router, however it is reached.
    "ivr.codes": Rule(
        ours=frozenset(
            {"ivr", "router.domain.bundle", "router.domain.errors", "router.domain.requests", "router.domain.seat"}
        ),
        others=frozenset(),
        not_even=NETWORK,
    ),
    # Prompts and music are rendered when a copy starts, never while a caller listens.
    "ivr.sound": Rule(ours=frozenset({"ivr"}), others=SOUND, not_even=NETWORK),
    "ivr.hasten": Rule(ours=frozenset({"ivr"}), others=SOUND, not_even=NETWORK),
    "ivr.speak_prompt": Rule(ours=frozenset({"ivr"}), others=SOUND, not_even=NETWORK),
    "ivr.music": Rule(ours=frozenset({"ivr"}), others=SOUND, not_even=NETWORK),
    "agi_scripts": Rule(
        ours=frozenset(
            {
                "agi_scripts",
                "ivr",
                "asterisk_conf.names",
                "router.client",
                "router.settings",
                "router.domain.bundle",
                "router.domain.errors",
                "router.domain.outbound",
                "router.domain.requests",
            }
        ),
        others=frozenset({"asterisk", "structlog"}),
    ),
    "agi_scripts.__main__": Rule(
        ours=frozenset({"agi_scripts", "router.client", "router.settings", "router.logs", "router.trial_clock"})
    ),
    # The server's word about itself goes where every process's does; no call waits for it.
    "agi_scripts.status": Rule(
        ours=frozenset({"router.adapters.redis.keys"}), others=frozenset({"redis", "structlog"})
    ),
    "asterisk_conf": Rule(ours=frozenset({"asterisk_conf", "router.domain.bundle", "router.settings"})),
    "asterisk_conf.names": Rule(others=frozenset()),
    "phones": Rule(ours=frozenset({"phones"}), others=frozenset({"numpy"})),
}
"""The rule with the longest name that fits counts."""


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def files() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def rule_for(module: str) -> tuple[str, Rule]:
    names = [name for name in RULES if below(module, name) and (name != "router" or module == "router.__init__")]
    assert names, f"{module} stands in no room: give it a rule"
    name = max(names, key=len)
    return name, RULES[name]


def below(module: str, name: str) -> bool:
    return module == name or module.startswith(f"{name}.")


def imports(source: str, module: str) -> Iterator[str]:
    """Every module that a source imports, wherever in it: also within functions and for types alone."""
    package = module.split(".")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(package[: len(package) - node.level]) if node.level else ""
            base = ".".join(part for part in (start, node.module) if part)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield inner if is_module(inner) else base


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or path.is_dir()


def broken(source: str, module: str) -> list[str]:
    """What a source imports against its rule."""
    _, rule = rule_for(module)
    found = []
    for name in imports(source, module):
        top = name.split(".")[0]
        if top in ROOMS:
            good = rule.ours == ANY or any(below(name, ours) for ours in rule.ours)
        elif top in sys.stdlib_module_names:
            good = top not in rule.not_even
        else:
            good = rule.others == ANY or top in rule.others
        if not good:
            found.append(name)
    return found


@pytest.mark.parametrize("path", files(), ids=module_of)
def test_imports_follow_the_directions(path: Path) -> None:
    assert broken(path.read_text("utf-8"), module_of(path)) == []


def test_every_rule_is_about_something() -> None:
    used = {rule_for(module_of(path))[0] for path in files()}
    assert used == set(RULES)


@pytest.mark.parametrize(
    ("module", "source", "expected"),
    [
        ("router.domain.x", "import redis", ["redis"]),
        ("router.domain.x", "import time", ["time"]),
        ("router.domain.x", "from router import ports", ["router.ports"]),
        ("router.domain.x", "def f():\n    from router.adapters import codec", ["router.adapters.codec"]),
        ("router.domain.x", "from .call import Call", []),
        ("router.services.x", "from router.adapters.redis import keys", []),
        ("router.services.x", "from router.adapters.redis import live_state", ["router.adapters.redis.live_state"]),
        ("router.services.x", "import router.web.app", ["router.web.app"]),
        ("router.web.x", "from router.adapters.sql import read", ["router.adapters.sql.read"]),
        ("router.web.sources.x", "from router.adapters.sql import read", []),
        ("router.adapters.x", "from router.bootstrap import run_router", ["router.bootstrap"]),
        ("ivr.x", "import socket\nfrom router.domain import seat", ["socket", "router.domain.seat"]),
        (
            "agi_scripts.x",
            "import redis\nfrom router.services import ask_router",
            ["redis", "router.services.ask_router"],
        ),
        ("phones.x", "import numpy\nimport router", ["router"]),
        ("asterisk_conf.names", "from asterisk_conf.runtime import Runtime", ["asterisk_conf.runtime"]),
    ],
)
def test_the_test_itself_finds_what_is_wrong(module: str, source: str, expected: list[str]) -> None:
    assert broken(source, module) == expected


def test_a_new_room_needs_a_rule() -> None:
    with pytest.raises(AssertionError, match="stands in no room"):
        rule_for("router.elsewhere.x")
