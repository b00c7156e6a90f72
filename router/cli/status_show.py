"""Shows a status to people."""

from __future__ import annotations

import time
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text


def show_status(found: dict[str, Any], console: Console | None = None) -> None:
    """Print what `read_status` found."""
    out = console or Console(highlight=False)
    now = found["at"]
    supervisor = found["supervisor"]
    if not supervisor["ok"]:
        out.print("[yellow]No copy is supervised here[/]; start one with ./hotline up")

    processes = _table("process", "pid", "up for", "restarts", "version", "health")
    for name, row in found["processes"].items():
        up = "" if row["up_since"] is None else duration(now - row["up_since"])
        health = Text("ok " if row["ok"] else "✗ ", style="green" if row["ok"] else "red") + Text(row["detail"])
        processes.add_row(name, str(row["pid"] or ""), up, str(row["restarts"] or ""), row["version"], health)
    out.print(processes)

    if half := found["half_applied"]:
        out.print(
            f"[red]Bundle {half} is half in force[/]: somebody applies it now, or was ended on the way. "
            "Apply or roll back to mend that."
        )
    if found["lines"]:
        out.print("\nLines: " + ", ".join(escape(f"{line['number']} {line['name']}") for line in found["lines"]))
    if found["queues"]:
        queues = _table("queue", "waiting", "longest wait")
        for row in found["queues"]:
            queues.add_row(row["id"], str(row["waiting"]), duration(row["longest_wait"]) if row["waiting"] else "")
        out.print(queues)
    if found["seats"]:
        passwords = {account["user"]: account.get("password", "") for account in found["sip"]["accounts"]}
        shown = any(passwords.values())
        seats = _table("seat", "state", "for", "agent", "phone", *(["SIP password"] if shown else []))
        for row in found["seats"]:
            state = "unknown" if row["state"] is None else " ".join(filter(None, [row["state"], row["reason"]]))
            phone = {None: "", True: "registered", False: "unreachable"}[row["reachable"]]
            spent = "" if row["for"] is None else duration(row["for"])
            more = [passwords.get(row["id"], "")] if shown else []
            seats.add_row(row["id"], state, spent, row["agent"], phone, *more)
        out.print(seats)
    if found["channels"]:
        channels = _table("alarms go to", "by", "not told yet", "last told", "health")
        for row in found["channels"]:
            since, last = row["failing_since"], row["last_success"]
            health = Text("ok", style="green")
            if since is not None:
                health = Text(f"✗ failing for {duration(now - since)}: {row['last_error']}", style="red")
            told = "never" if last is None else f"{duration(now - last)} ago"
            channels.add_row(row["id"], row["kind"], str(row["waiting"] or ""), told, health)
        out.print(channels)
    sip = found["sip"]
    out.print(f"\nSIP {sip['host']}:{sip['port']} (UDP, A-law)   API {found['urls']['api']}   calls {found['calls']}")
    paths = found["paths"]
    out.print(f"data {paths['data']}   secrets {paths['secrets']}   recordings {paths['recordings']}", soft_wrap=True)


def duration(seconds: float) -> str:
    """Seconds as people say them: 7 s, 3:05, 2:03:05, 4 d 2 h."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole >= 86_400:
        return f"{whole // 86_400} d {whole % 86_400 // 3600} h"
    form = "%H:%M:%S" if whole >= 3600 else "%M:%S"
    return time.strftime(form, time.gmtime(whole)).lstrip("0")


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column)
    return table
