"""Keeping a connection."""

from __future__ import annotations

import itertools
import queue
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hypothesis import given, settings
from hypothesis import strategies as st

from router.adapters.ami import actions
from router.adapters.ami.backoff import FIRST, MOST, REFUSED_FIRST, REFUSED_MOST, backoff
from router.adapters.ami.connection import Connection, Limits
from router.adapters.ami.errors import LoginRefused, NotConnected
from router.adapters.ami.reconnect import Keeper
from tests.unit.adapters.ami.fake_asterisk import QUICK, FakeAsterisk, eventually, success

Dial = Callable[[], Connection]


class Scene:
    """A keeper, what it dials next, and what it told."""

    def __init__(self) -> None:
        self.plans: queue.Queue[Dial] = queue.Queue()
        self.told: queue.Queue[str] = queue.Queue()
        self.waits: list[tuple[int, bool]] = []
        self.fakes: list[FakeAsterisk] = []
        self.keeper = Keeper(
            self._dial,
            on_up=lambda _connection: self.told.put("up"),
            on_down=lambda reason: self.told.put(f"down: {reason}"),
            wait=self._wait,
        )

    def _dial(self) -> Connection:
        return self.plans.get(timeout=5)()

    def _wait(self, attempt: int, refused: bool) -> float:
        self.waits.append((attempt, refused))
        return 0.0

    def works(self, limits: Limits = QUICK, *, silent: bool = False) -> Dial:
        def dial() -> Connection:
            ours, theirs = socket.socketpair()
            self.fakes.append(FakeAsterisk(theirs, (lambda _action: None) if silent else success))
            return Connection(ours, on_event=lambda _event: None, limits=limits)

        return dial


def fails(error: Exception) -> Dial:
    def dial() -> Connection:
        raise error

    return dial


@contextmanager
def scene() -> Iterator[Scene]:
    one = Scene()
    one.keeper.start()
    try:
        yield one
    finally:
        one.plans.put(fails(NotConnected("test over")))
        one.keeper.stop()
        for fake in one.fakes:
            fake.hang_up()


def test_the_first_connect_is_covered() -> None:
    """AutoReconnect began only after the first login had succeeded."""
    with scene() as one:
        one.plans.put(fails(NotConnected("nobody there")))
        one.plans.put(fails(NotConnected("nobody there")))
        one.plans.put(one.works())
        assert one.told.get(timeout=5) == "up"
        assert one.waits == [(1, False), (2, False)]
        assert one.keeper.connection.request(actions.ping()).ok


def test_a_stalled_asterisk_is_given_up_and_found_again() -> None:
    """AutoReconnect never recovered from a stall of five seconds, and told nobody that events were missed."""
    with scene() as one:
        one.plans.put(one.works(Limits(ping_every=0.02, silence=0.1), silent=True))
        one.plans.put(one.works())
        assert [one.told.get(timeout=5) for _ in range(3)] == ["up", "down: silence", "up"]


def test_a_refused_login_is_tried_again_after_longer() -> None:
    with scene() as one:
        one.plans.put(fails(LoginRefused("Authentication failed")))
        one.plans.put(one.works())
        assert one.told.get(timeout=5) == "up"
        assert one.waits == [(1, True)]


def test_nothing_is_sent_again_after_a_reconnect() -> None:
    """An action whose outcome is unknown may have been carried out: a second Redirect would end the talk."""
    with scene() as one:
        one.plans.put(one.works(silent=True))
        assert one.told.get(timeout=5) == "up"
        (future,) = one.keeper.connection.send([actions.redirect("PJSIP/inbound-00000001", "connect")])
        eventually(lambda: one.fakes[0].named("Redirect"), "the redirect")
        one.plans.put(one.works())
        one.fakes[0].hang_up()
        assert one.told.get(timeout=5) == "down: closed_by_asterisk"
        assert one.told.get(timeout=5) == "up"
        assert future.exception(5) is not None
        assert one.keeper.connection.request(actions.ping()).ok
        assert not one.fakes[1].named("Redirect")


def test_without_a_connection_one_is_told_why() -> None:
    with scene() as one:
        one.plans.put(fails(NotConnected("ConnectionRefusedError")))
        eventually(lambda: one.waits, "a failed try")
        assert one.keeper.problem == "NotConnected: ConnectionRefusedError"


@settings(deadline=None)
@given(st.integers(1, 1_000), st.booleans(), st.floats(0, 1))
def test_waits_have_bounds(attempt: int, refused: bool, chance: float) -> None:
    first, most = (REFUSED_FIRST, REFUSED_MOST) if refused else (FIRST, MOST)
    assert first / 2 <= backoff(attempt, refused=refused, chance=chance) <= most


@settings(deadline=None)
@given(st.integers(1, 100), st.floats(0, 1))
def test_a_refused_login_waits_longer(attempt: int, chance: float) -> None:
    assert backoff(attempt, refused=True, chance=chance) > backoff(attempt, refused=False, chance=1.0)


def test_waits_grow_and_are_spread() -> None:
    full = [backoff(attempt, refused=False, chance=1.0) for attempt in range(1, 10)]
    assert all(later >= earlier for earlier, later in itertools.pairwise(full))
    assert full[0] < full[-1] == MOST
    assert backoff(3, refused=False, chance=0.0) < backoff(3, refused=False, chance=1.0)
