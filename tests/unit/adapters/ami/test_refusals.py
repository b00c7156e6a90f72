"""Wrong passwords in the log: an address a line, never a flood, and readable by the jail that is shipped."""

from __future__ import annotations

import configparser
import io
import json
import re
import sys
from pathlib import Path

import pytest
import structlog

from router.adapters.ami import refusals
from router.adapters.ami.packet import AmiEvent
from router.adapters.ami.refusals import EVENT, MOST, Refusals
from router.logs import set_up_logs

FILTER = Path(__file__).parents[4] / "docs/fail2ban/hotline-sip.conf"
ADDRESS = r"(?P<address>[0-9a-fA-F:.]+)"
"""What fail2ban puts for <ADDR>, but for the zone of a link."""


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the process would have written to its log."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    set_up_logs("ami")
    # Made anew: a logger keeps the stream that it wrote to first.
    monkeypatch.setattr(refusals, "log", structlog.get_logger().bind())
    structlog.reset_defaults()
    return written


def refused(remote: str, name: str = EVENT) -> AmiEvent:
    keys = {"RemoteAddress": remote, "AccountID": "13800138000", "Response": "x", "SessionID": "13800138000"}
    return AmiEvent(name, keys, list(keys.items()))


def lines(log: io.StringIO) -> list[str]:
    """Those written since the last time."""
    found = log.getvalue().splitlines()
    log.seek(0)
    log.truncate()
    return found


@pytest.mark.parametrize(
    ("remote", "address"),
    [("IPV4/UDP/203.0.113.9/5060", "203.0.113.9"), ("IPV6/TLS/2001:db8::1/5061", "2001:db8::1")],
)
def test_the_jail_reads_the_address_and_nobody_reads_a_number(log: io.StringIO, remote: str, address: str) -> None:
    Refusals().hear(refused(remote), 1_764_000_000.5)
    (line,) = lines(log)
    parser = configparser.ConfigParser()
    parser.read(FILTER)
    found = re.search(parser["Definition"]["failregex"].replace("<ADDR>", ADDRESS), line)
    assert found and found["address"] == address
    # fail2ban finds the time by this pattern, and takes the rest of the line for the message.
    pattern = parser["Definition"]["datepattern"]
    assert re.search(re.sub("%([YmdHMS])", r"\\d+", pattern), line), pattern
    assert "13800138000" not in line


@pytest.mark.parametrize("remote", ["", "IPV4/UDP//5060", "x", "IPV4/UDP/<script>/1", 'IPV4/UDP/1.2.3.4", "x/5060'])
def test_what_is_no_address_is_not_written(log: io.StringIO, remote: str) -> None:
    Refusals().hear(refused(remote), 1.0)
    assert lines(log) == []


def test_other_events_are_passed_over(log: io.StringIO) -> None:
    Refusals().hear(refused("IPV4/UDP/203.0.113.9/5060", "SuccessfulAuth"), 1.0)
    assert lines(log) == []


def test_a_flood_is_counted(log: io.StringIO) -> None:
    told = Refusals()
    for _ in range(MOST + 30):
        told.hear(refused("IPV4/UDP/203.0.113.9/5060"), 7.5)
    assert len(lines(log)) == MOST
    told.hear(refused("IPV4/UDP/203.0.113.9/5060"), 8.0)
    (line,) = lines(log)
    assert json.loads(line)["left_out"] == 30
