"""Which call is meant by what somebody typed."""

from __future__ import annotations

from sqlalchemy import Engine

from router.adapters.sql.read_decisions import NAMED, calls_like, last_decided
from router.cli.options import fail


def find_call(engine: Engine, word: str) -> str:
    """The id; ends the program when there is none, or more than one."""
    if not word:
        last = last_decided(engine)
        if last is None:
            fail("no call has been decided about yet; name one, as `./hotline why CALL`")
        return last
    found = calls_like(engine, word)
    if not found:
        fail(f"no call has the id {word!r}, or one that ends so; GET /v1/calls lists them")
    if len(found) > 1:
        more = ", ..." if len(found) == NAMED else ""
        fail(f"several calls end with {word!r}: {', '.join(found[: NAMED - 1])}{more}; name more of it", code=2)
    return found[0]
