"""asterisk-ami's listeners, mended."""

from __future__ import annotations

import re

from structlog.testing import capture_logs

from router.adapters.ami.listener import Listener, tell
from router.adapters.ami.packet import AmiEvent


def test_an_event_without_the_header_asked_for_does_not_pass() -> None:
    """event.py:125: the filter let events pass that lack the header."""
    heard: list[AmiEvent] = []

    def hear(event: AmiEvent) -> None:
        heard.append(event)

    listener = Listener(on_event=hear, Device=re.compile("^PJSIP/"))
    device = AmiEvent("DeviceStateChange", {"Device": "PJSIP/1001"})
    tell([listener], AmiEvent("Hangup", {}))
    tell([listener], AmiEvent("DeviceStateChange", {"Device": "Queue:x"}))
    tell([listener], device)
    assert heard == [device]


def test_a_listener_that_raises_keeps_nobody_else_from_the_event() -> None:
    """client.py:202: one raising listener ended the reader and all others with it."""
    heard: list[str] = []

    def fail(event: AmiEvent) -> None:
        raise ValueError(event.name)

    with capture_logs() as logs:
        tell([Listener(on_event=fail), Listener(on_event=lambda event: heard.append(event.name))], AmiEvent("E", {}))
    assert heard == ["E"]
    assert [(entry["event"], entry["event_name"]) for entry in logs] == [("ami_listener_failed", "E")]


def test_names_are_filtered() -> None:
    heard: list[str] = []
    listener = Listener(on_event=lambda event: heard.append(event.name), white_list=["Hangup"])
    for name in ("Newstate", "Hangup", "HangupRequest"):
        tell([listener], AmiEvent(name, {}))
    assert heard == ["Hangup"]
