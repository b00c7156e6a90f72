"""Draws a `TopView` for people: fits from 60 columns up, and says less where there is little room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from router.cli.status_show import duration
from router.cli.top_view import AlarmLine, QueueLine, SeatLine, TopView
from router.cli.top_words import WORDS

COLOURS = {
    "talking": "green",
    "ringing": "cyan",
    "reserved": "cyan",
    "wrap_up": "yellow",
    "ready": "bold green",
    "not_ready": "magenta",
    "signed_off": "dim",
}
LABEL_WIDTH = 14
CELL_WIDTH = 21
LEAST_EVENTS = 3


def show_top(
    view: TopView,
    words: Mapping[str, str],
    *,
    width: int,
    height: int | None = None,
    events: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> RenderableType:
    """The whole picture. With `height` (rows), what does not fit is left out: old events, alarms and notes."""
    head = [_title(view, words), *(Text(words[problem], style="bold red") for problem in view.problems)]
    seats = _seats(view.seats, words, width)
    used = len(head) + 1 + len(view.queues) + 1 + sum(rows for rows, _ in seats) + 1
    tail = fit(events, notes, _alarms(view, words), None if height is None else height - used)
    queues = _queues(view.queues, words, width)
    return Group(*head, queues, Text(""), *(part for _, part in seats), Text(""), *map(_line, tail))


def fit(events: Sequence[str], notes: Sequence[str], alarms: Sequence[str], room: int | None) -> list[str]:
    """The lines to show in so many rows (None: all): three events, then notes, then alarms, then older events."""
    if room is None:
        return [*alarms, *events, *notes]
    room = max(0, room)
    few = min(LEAST_EVENTS, len(events), room)
    shown_notes = notes[: room - few]
    shown_alarms = alarms[: room - few - len(shown_notes)]
    many = room - len(shown_notes) - len(shown_alarms)
    return [*shown_alarms, *(events[-many:] if many else ()), *shown_notes]


def clock(at: float, zone: str) -> str:
    """The time of day there, to the second."""
    return datetime.fromtimestamp(at, ZoneInfo(zone)).strftime("%H:%M:%S")


def _line(text: str) -> Text:
    line = Text.from_markup(text, overflow="ellipsis")
    line.no_wrap = True
    return line


def _title(view: TopView, words: Mapping[str, str]) -> Text:
    bundle = words["no_bundle"] if view.bundle is None else f"{words['bundle']} {view.bundle}"
    title = Text(overflow="ellipsis", no_wrap=True)
    title.append(view.site or "hotline", style="bold")
    title.append(f"  {clock(view.at, view.timezone)}  {bundle}  {words['calls']} {sum(view.calls.values())}")
    return title


def _queues(lines: Sequence[QueueLine], words: Mapping[str, str], width: int) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold", width=min(width, 100))
    table.add_column(words["queue"], no_wrap=True, overflow="ellipsis", ratio=1)
    columns = ["waiting", "longest", "expected", "able", "answered", "in_target", "abandoned"]
    columns += ["messages"] if width >= 90 else []
    for column in columns:
        table.add_column(words[column], justify="right", no_wrap=True)
    for line in lines:
        late = line.waiting and line.target and line.longest > line.target
        cells: dict[str, str | Text] = {
            "waiting": Text(str(line.waiting or ""), style="bold"),
            "longest": Text(duration(line.longest) if line.waiting else "", style="red" if late else ""),
            "expected": duration(line.expected) if line.expected is not None else "–",
            "able": f"{line.ready}/{line.talking}",
            "answered": str(line.answered or ""),
            "in_target": share(line.in_target, line.answered),
            "abandoned": str(line.abandoned or ""),
            "messages": str(line.messages or ""),
        }
        # With little room, each in the reader's own way: the name is what the house calls it.
        label = line.name if words is WORDS["zh-CN"] else line.queue
        both = f"{line.queue} {line.name}" if width >= 100 else label or line.queue
        table.add_row(escape(both), *(cells[column] for column in columns))
    return table


def share(part: int, whole: int) -> str:
    """Per cent, rounded down: 99.6 of a hundred is not all of them."""
    return f"{100 * part // whole} %" if whole else ""


def _seats(lines: Sequence[SeatLine], words: Mapping[str, str], width: int) -> list[tuple[int, RenderableType]]:
    """A block per state that somebody is in, and how many rows it takes."""
    across = max(1, (width - LABEL_WIDTH) // CELL_WIDTH)
    blocks: list[tuple[int, RenderableType]] = []
    for state in dict.fromkeys(line.state for line in lines):
        group = [line for line in lines if line.state == state]
        grid = Table.grid()
        grid.add_column(width=LABEL_WIDTH, no_wrap=True, overflow="ellipsis")
        cells = [_seat(line, words) for line in group]
        if state == "signed_off":
            # Nobody is there: the numbers alone.
            grid.add_column(width=max(1, width - LABEL_WIDTH), no_wrap=True, overflow="ellipsis")
            rows = [[Text(" ".join(line.seat for line in group), style="dim")]]
        else:
            for _ in range(across):
                grid.add_column(width=CELL_WIDTH, no_wrap=True, overflow="ellipsis")
            rows = [cells[start : start + across] for start in range(0, len(cells), across)]
        label = Text(f"{words[state]} {len(group)}", style=COLOURS[state])
        for number, row in enumerate(rows):
            grid.add_row(label if number == 0 else Text(""), *row)
        blocks.append((len(rows), grid))
    return blocks


def _seat(line: SeatLine, words: Mapping[str, str]) -> Text:
    spent = "" if line.seconds is None else duration(line.seconds)
    text = Text(f"{line.seat} ", style="bold", no_wrap=True, overflow="ellipsis")
    text.append(f"{spent} ", style="not bold")
    if not line.reachable:
        text.append(words["unreachable"], style="not bold red")
    else:
        text.append(line.about or line.name or line.agent, style="not bold dim")
    return text


def _alarms(view: TopView, words: Mapping[str, str]) -> list[str]:
    if not view.alarms:
        return []
    return [f"[bold]{words['alarms']}[/]", *(_alarm(alarm, view.timezone) for alarm in view.alarms[:3])]


def _alarm(alarm: AlarmLine, zone: str) -> str:
    text = escape(f"{alarm.subject} {alarm.text}".replace("\n", " "))
    return f"{clock(alarm.at, zone)} [red]{escape(alarm.code)}[/] {text}"
