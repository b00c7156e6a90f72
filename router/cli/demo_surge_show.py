"""What a surge came to, for people."""

from __future__ import annotations

from collections.abc import Iterator

from router.cli.demo_surge import Surge


def say_surge(surge: Surge) -> Iterator[tuple[str, bool]]:
    """Lines, each with whether it is good news."""
    found = surge.callbacks
    rings = ", ".join(f"{count} {end}" for end, count in sorted(found.rings.items())) or "none"
    yield (
        f"Callbacks: {found.promised} promised, {found.elsewhere} of them at another number; {found.again} callers "
        f"called again, {found.used_place} at the old place; {found.reached} citizens reached; rings: {rings}.",
        True,
    )
    ended = f"; {surge.cancelled} were taken off the list" if surge.cancelled else ""
    yield f"Nobody was owed one {surge.drained_after:.0f} s after the last citizen had dialled{ended}.", True
    for sentence in found.wrong:
        yield sentence, False
    order = found.order
    for before, served in order.passed_over:
        yield f"{before} was due and had arrived before {served}, which was served first", False
    if not order.passed_over:
        yield f"All {order.made} were made in the order of arrival ({order.pairs} pairs compared).", True
    yield f"Replay: {surge.replay}.", surge.replayed
