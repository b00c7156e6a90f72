"""The first words that a caller hears."""

from __future__ import annotations

from ivr.channel import Channel
from ivr.decision import Decision
from ivr.prompts import greeting_of, notice_of
from router.domain.bundle import Line


def welcome(channel: Channel, line: Line) -> Decision:
    """Greeting, then the notice if the line has one, then the line's queue. Any key leads to the queue at once."""
    prompts = [greeting_of(line), notice_of(line)] if line.notice else [greeting_of(line)]
    for prompt in prompts:
        if channel.play(prompt) is not None:
            break
    return Decision(queue=line.queue, language=line.language)
