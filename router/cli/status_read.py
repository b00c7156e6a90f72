"""Reads how a copy is, straight from processes, Redis and files, so that it also works when most of it is dead."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable, Mapping
from typing import Any

from asterisk_conf.runtime import RuntimeMissing, find_runtime, is_safe
from router.adapters.files.half_applied import half_applied
from router.adapters.files.start import bundle_in_force
from router.cli.ask_api import read_secrets
from router.cli.options import local_host
from router.cli.read_live import read_live
from router.cli.version import product_version
from router.domain.alarms.basket import Basket
from router.domain.bundle import Bundle
from router.domain.call import Call, CallState
from router.domain.seat import Seat
from router.settings import Settings
from router.supervisor.copy_file import CopyFile, supervised
from router.supervisor.logfile import log_path
from router.supervisor.programs import ASTERISK, NAMES, REDIS
from router.supervisor.ready import read_word
from router.supervisor.record import ChildRecord, alive, load_record

WAITING = {CallState.QUEUED, CallState.OFFERED}


def read_status(settings: Settings, copy: CopyFile | None, *, accounts: bool = False) -> dict[str, Any]:
    """The whole status as JSON; `accounts` adds the seats' passwords."""
    now = time.time()
    live = read_live(settings)
    seats, calls = live.seats, live.calls
    bundle = bundle_in_force(settings)
    secrets = read_secrets(settings) if accounts else {}
    host = local_host(settings)
    return {
        "at": now,
        "supervisor": {"pid": copy.pid if copy else None, "ok": copy is not None and supervised(copy)},
        "processes": _processes(settings, copy, live.words, redis_problem=live.problem, now=now),
        "bundle": bundle.number if bundle else None,
        "half_applied": half_applied(settings.bundles),
        "lines": []
        if bundle is None
        else [{"id": x.id, "number": x.number, "name": x.name} for x in bundle.lines.values()],
        "queues": queue_rows(bundle, calls, now=now),
        "seats": seat_rows(bundle, seats, now=now),
        "channels": channel_rows(bundle, live.channels),
        "calls": len(calls),
        "paths": {
            "data": str(settings.data),
            "config": str(settings.config),
            "logs": str(settings.logs),
            "recordings": str(settings.recordings),
            "secrets": str(settings.secrets),
            "redis_socket": str(settings.redis_socket),
        },
        "urls": {
            "api": f"http://{host}:{settings.api_port}/v1",
            "health": f"http://{host}:{settings.api_port}/v1/health",
        },
        "sip": {
            "host": host,
            "port": settings.sip_port,
            "transport": "udp",
            "codecs": ["alaw"],
            "accounts": [
                {"user": seat, **({"password": secrets.get("sip", {}).get(seat, "")} if accounts else {})}
                for seat in (bundle.seats if bundle else ())
            ],
        },
    }


def queue_rows(bundle: Bundle | None, calls: Iterable[Call], *, now: float) -> list[dict[str, Any]]:
    """One row per queue: how many wait and for how many seconds the longest has; also queues that are no more."""
    waits: dict[str, list[float]] = {queue: [] for queue in (bundle.queues if bundle else ())}
    for call in calls:
        if call.state in WAITING:
            since = call.queued_at if call.queued_at is not None else call.arrived_at
            waits.setdefault(call.queue, []).append(max(0.0, now - since))
    return [
        {"id": queue, "waiting": len(found), "longest_wait": round(max(found, default=0.0), 1)}
        for queue, found in waits.items()
    ]


def seat_rows(bundle: Bundle | None, seats: Mapping[str, Seat], *, now: float) -> list[dict[str, Any]]:
    """One row per seat; `since` in Unix seconds, `for` in seconds, both null for a seat that Redis does not know."""
    rows = []
    for name in dict.fromkeys([*(bundle.seats if bundle else ()), *seats]):
        seat = seats.get(name)
        known = seat is not None and seat.since > 0
        rows.append(
            {
                "id": name,
                "state": seat.state.value if seat else None,
                "reason": seat.reason if seat else "",
                "since": seat.since if seat and known else None,
                "for": round(max(0.0, now - seat.since), 1) if seat and known else None,
                "agent": seat.agent if seat else "",
                "reachable": seat.reachable if seat else None,
                "call": seat.call if seat else "",
            }
        )
    return rows


def channel_rows(bundle: Bundle | None, baskets: Mapping[str, Basket]) -> list[dict[str, Any]]:
    """One row per channel of alarms; times in Unix seconds."""
    rows = []
    for channel in bundle.channels.values() if bundle else ():
        basket = baskets.get(channel.id, Basket())
        rows.append(
            {
                "id": channel.id,
                "kind": channel.kind.value,
                "waiting": sum(max(1, item.times) for item in basket.items),
                "last_success": basket.last_success,
                "failing_since": basket.failing_since,
                "last_error": basket.last_error,
                "given_up": basket.given_up,
            }
        )
    return rows


def _processes(
    settings: Settings, copy: CopyFile | None, words: Mapping[str, Any], *, redis_problem: str, now: float
) -> dict[str, dict[str, Any]]:
    record = load_record(settings.run)
    versions = {name: product_version() for name in NAMES} | _runtime_versions(copy)
    rows: dict[str, dict[str, Any]] = {}
    for name in NAMES:
        child = record.child(name)
        lives = child is not None and alive(child)
        if child is None or not lives:
            ok, detail = False, _how_it_died(settings, name, child)
        elif name == REDIS:
            ok, detail = not redis_problem, redis_problem
        elif name == ASTERISK:
            ok, detail = _asterisk_answers(settings)
            if ok and not is_safe(versions[name]):
                detail = "version with known security defects (CVE-2025-47779)"
        else:
            ok, detail = _judge(words.get(name), child.pid, now=now)
        rows[name] = {
            "pid": child.pid if child and lives else None,
            "up_since": child.created if child and lives else None,
            "restarts": child.restarts if child else 0,
            "version": versions[name],
            "ok": ok,
            "detail": detail,
        }
    return rows


def _judge(text: Any, pid: int, *, now: float) -> tuple[bool, str]:
    word = read_word(text)
    if word is None or word.pid != pid:
        return False, "has not said anything yet"
    if not word.fresh(now):
        return False, f"has said nothing for {now - word.at:.0f} s"
    return word.ok, word.detail


def _how_it_died(settings: Settings, name: str, child: ChildRecord | None) -> str:
    last = f": {child.last_death}" if child and child.last_death else ""
    return f"not running{last}; see {log_path(settings.logs, name)}" if child else "not running"


def _asterisk_answers(settings: Settings) -> tuple[bool, str]:
    # The manager's greeting shows that Asterisk turns its loops, without a console's start-up time.
    try:
        with socket.create_connection(("127.0.0.1", settings.ami_port), timeout=1.0) as connection:
            good = connection.recv(64).startswith(b"Asterisk Call Manager")
    except OSError as error:
        return False, f"the manager port does not answer ({type(error).__name__})"
    return good, "" if good else "something else answers on the manager port"


def _runtime_versions(copy: CopyFile | None) -> dict[str, str]:
    if copy and copy.versions:
        return dict(copy.versions)
    try:
        return find_runtime().versions()
    except (RuntimeMissing, OSError):
        return {REDIS: "", ASTERISK: ""}
