"""`hotline top`: what goes on, live in the terminal."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from router.cli.options import Data, PortBase, copy_settings, fail

Language = Annotated[str, typer.Option("--language", metavar="TAG", help="Headings in en or zh-CN.")]


def top(
    once: Annotated[bool, typer.Option("--once", help="One look, then end; so without a terminal.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One look as JSON, for programs.")] = False,
    language: Language = "en",
    data: Data = None,
    port_base: PortBase = None,
) -> None:
    """Show queues, seats and alarms of the running copy, each second anew until Ctrl-C."""
    import time

    from rich.console import Console
    from rich.live import Live

    from router.cli.top_read import TopReader
    from router.cli.top_show import show_top
    from router.cli.top_words import WORDS, words_of

    try:
        words = words_of(language)
    except KeyError:
        fail(f"there are no headings in {language!r}; languages: {', '.join(WORDS)}", code=2)
    settings, _ = copy_settings(data, port_base)
    reader, console = TopReader(settings), Console(highlight=False)
    try:
        if as_json:
            typer.echo(json.dumps(reader.look().to_json(), ensure_ascii=False, indent=1))
        elif once or not console.is_terminal:
            console.print(show_top(reader.look(), words, width=console.width))
        else:
            with Live(console=console, auto_refresh=False, screen=True) as screen:
                while True:
                    size = console.size
                    screen.update(show_top(reader.look(), words, width=size.width, height=size.height), refresh=True)
                    time.sleep(1.0)
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    finally:
        reader.close()
