"""A rendered extensions.conf, taken apart for tests, and a bundle to render it from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from asterisk_conf.runtime import Runtime
from router.domain.bundle import Bundle, Line, Queue, SeatPlace, Site
from router.settings import Settings, build_settings

APPLICATION: Final = re.compile(r"(\w+)\((.*)\)")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One priority."""

    label: str
    application: str
    arguments: str


@dataclass(kw_only=True)
class Context:
    """Extensions of one context, in order."""

    extensions: dict[str, list[Step]] = field(default_factory=dict)
    hints: dict[str, str] = field(default_factory=dict)


def parse(text: str) -> dict[str, Context]:
    """Context name to context. Refuses lines it does not understand."""
    contexts: dict[str, Context] = {}
    extension = ""
    for raw in text.splitlines():
        line = raw.split(";", 1)[0].strip()
        if not line:
            continue
        if line.startswith("["):
            name = line.strip("[]")
            assert name not in contexts, f"context {name} twice"
            context = contexts[name] = Context()
            continue
        key, _, value = line.partition("=>" if "=>" in line else "=")
        if key.strip() == "exten":
            extension, priority, call = value.strip().split(",", 2)
            if priority == "hint":
                context.hints[extension] = call
                continue
            assert priority == "1" and extension not in context.extensions, line
            context.extensions[extension] = [_step("", call)]
        elif key.strip() == "same":
            position, call = value.strip().split(",", 1)
            found = re.fullmatch(r"n(?:\((\w+)\))?", position)
            assert found, line
            context.extensions[extension].append(_step(found[1] or "", call))
    return contexts


def _step(label: str, call: str) -> Step:
    found = APPLICATION.fullmatch(call)
    assert found, call
    return Step(label=label, application=found[1], arguments=found[2])


def sample_bundle(*, line: str = "general", number: str = "12345", seat: str = "1001", name: str = "座席一") -> Bundle:
    """One line, one queue, two seats."""
    return Bundle(
        number=7,
        site=Site(name="热线", timezone="Asia/Shanghai", languages=("zh-CN", "en")),
        lines={
            line: Line(id=line, number=number, name="热线", queue="general", language="zh-CN", greeting="您好"),
            "rights": Line(id="rights", number="12351", name="维权", queue="legal", language="en", greeting="Hello"),
        },
        queues={"general": Queue(id="general", name="综合"), "legal": Queue(id="legal", name="法律")},
        skills={},
        seats={seat: SeatPlace(id=seat, name=name), "1002": SeatPlace(id="1002", name="座席二")},
        agents={},
        texts={},
    )


def sample_secrets() -> dict[str, dict[str, str]]:
    return {
        "ami": {"user": "listener", "secret": "ami-password"},
        "sip": {"1001": "password-one", "1002": "password-two"},
    }


def sample_settings(folder: Path) -> Settings:
    return build_settings(data=folder, port_base=21_000, environ={})


def sample_runtime(folder: Path) -> Runtime:
    """A folder that looks like a runtime as far as rendering goes."""
    (folder / "usr/lib/x86_64-linux-gnu/asterisk/modules").mkdir(parents=True, exist_ok=True)
    return Runtime(root=folder)
