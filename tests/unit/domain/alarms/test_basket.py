"""What a channel is told, when, and how often."""

from __future__ import annotations

from dataclasses import replace

import pytest

from router.adapters import codec
from router.domain.alarms import turn
from router.domain.alarms.basket import MANY, MOST_ITEMS, Basket, Item, Raised, resolve, take
from router.domain.alarms.channel import Channel, ChannelKind, Quiet
from router.domain.alarms.severity import Severity
from router.domain.alarms.turn import failed, hold_back, next_batch, sent

CHANNEL = Channel(id="group", kind=ChannelKind.WECOM, repeat_minutes=10, give_up_hours=2)
NIGHT = replace(CHANNEL, quiet=Quiet(start=22 * 60, until=7 * 60))
NOON, MIDNIGHT = 12 * 60, 0


def alarm(code: str = "phone_lost", subject: str = "1001", at: float = 0.0, text: str = "away") -> Raised:
    return Raised(at=at, code=code, subject=subject, text=text)


def told(basket: Basket, now: float, channel: Channel = CHANNEL, minute: int = NOON) -> tuple[Basket, tuple[Item, ...]]:
    """One turn that succeeds."""
    basket = hold_back(basket, channel, minute=minute)
    batch = next_batch(basket, channel, minute=minute, now=now)
    return (sent(basket, batch, now=now) if batch else basket), batch


def test_one_alarm_is_told_once_whichever_way_it_comes() -> None:
    basket = take(take(Basket(), CHANNEL, alarm(), now=0.0), CHANNEL, alarm(), now=0.0)
    basket, batch = told(basket, 0.0)
    assert [(item.code, item.times) for item in batch] == [("phone_lost", 1)]
    basket = take(basket, CHANNEL, alarm(), now=1.0)
    assert told(basket, 1.0)[1] == ()
    assert basket.messages == 1


@pytest.mark.parametrize(
    ("names", "least", "code", "wanted"),
    [
        ((), Severity.WARNING, "phone_lost", True),
        ((), Severity.URGENT, "phone_lost", False),
        ((), Severity.WARNING, "shift_over", False),
        ((), Severity.INFO, "shift_over", True),
        (("recording",), Severity.INFO, "recording_failed", True),
        (("recording",), Severity.INFO, "recording_kept", True),
        (("record",), Severity.INFO, "recording_kept", False),
        (("phone_lost",), Severity.INFO, "phone_lost", True),
        (("phone_lost",), Severity.INFO, "cut_off", False),
        ((), Severity.WARNING, "code_of_another_version", True),
    ],
)
def test_codes_heads_and_the_least_severity(names: tuple[str, ...], least: Severity, code: str, wanted: bool) -> None:
    channel = replace(CHANNEL, alarms=names, least=least)
    assert bool(take(Basket(), channel, alarm(code), now=0.0).items) is wanted


def test_the_same_once_more_is_gathered_and_counted() -> None:
    basket, _ = told(take(Basket(), CHANNEL, alarm(at=0.0), now=0.0), 0.0)
    for at in (60.0, 120.0, 599.0):
        basket = take(basket, CHANNEL, alarm(at=at), now=at)
    assert told(basket, 599.0)[1] == ()
    basket, (item,) = told(basket, 600.0)
    assert (item.times, item.first_at, item.last_at, len(item.ids)) == (3, 60.0, 599.0, 3)
    basket = take(basket, CHANNEL, alarm(at=1300.0), now=1300.0)
    assert told(basket, 1300.0)[1][0].times == 1


def test_another_subject_is_another_thing() -> None:
    basket, _ = told(take(Basket(), CHANNEL, alarm(), now=0.0), 0.0)
    basket = take(basket, CHANNEL, alarm(subject="1002"), now=1.0)
    assert [item.subject for item in told(basket, 1.0)[1]] == ["1002"]


def test_what_comes_in_a_minute_of_many_is_told_as_one() -> None:
    basket, messages = Basket(), []
    for second in range(100):
        basket = take(basket, CHANNEL, alarm("cut_off", f"call-{second}", at=second / 2), now=second / 2)
        basket, batch = told(basket, second / 2)
        messages.append(len(batch))
    assert sum(1 for many in messages if many) == turn.PACE
    basket, batch = told(basket, 60.0)
    assert len(batch) == 100 - turn.PACE
    assert basket.items == ()


def test_a_flood_does_not_hold_up_what_is_urgent_and_new() -> None:
    basket = Basket()
    for number in range(8):
        basket, _ = told(take(basket, CHANNEL, alarm(subject=str(number)), now=0.0), 0.0)
    assert len(basket.items) == 3
    basket = take(basket, CHANNEL, alarm("process_down", "router"), now=1.0)
    basket, batch = told(basket, 1.0)
    assert [item.code for item in batch] == ["process_down"]
    basket = take(basket, CHANNEL, alarm("process_down", "ami", at=2.0), now=2.0)
    assert told(basket, 2.0)[1] == ()


def test_never_more_than_the_robots_take() -> None:
    basket, messages = Basket(), 0
    codes = [f"code_{number}" for number in range(100)]
    for number, code in enumerate(codes * 3):
        basket = take(basket, CHANNEL, alarm(code, at=number / 10), now=number / 10)
        for _ in range(5):
            basket, batch = told(basket, number / 10)
            messages += bool(batch)
    assert messages <= turn.MOST < 20


def test_quiet_hours_keep_what_can_wait_and_tell_it_together() -> None:
    basket = Basket()
    for number, code in enumerate(("phone_lost", "seat_failing", "fallback")):
        basket = take(basket, NIGHT, alarm(code, at=float(number)), now=10.0)
    basket, batch = told(basket, 10.0, NIGHT, MIDNIGHT)
    assert [item.code for item in batch] == ["fallback"]
    basket, batch = told(basket, 3600.0, NIGHT, 6 * 60 + 59)
    assert batch == ()
    basket, batch = told(basket, 7200.0, NIGHT, 7 * 60)
    assert [(item.code, item.kept) for item in batch] == [("phone_lost", True), ("seat_failing", True)]
    assert basket.messages == 2


@pytest.mark.parametrize(("minute", "quiet"), [(1319, False), (1320, True), (0, True), (419, True), (420, False)])
def test_quiet_hours_go_over_midnight(minute: int, quiet: bool) -> None:
    assert NIGHT.quiet is not None
    assert NIGHT.quiet.holds(minute) is quiet
    assert Quiet(start=60, until=120).holds(minute) is False


def test_what_was_told_and_is_over_is_told_too() -> None:
    basket, _ = told(take(Basket(), CHANNEL, alarm(), now=0.0), 0.0)
    basket = resolve(basket, "phone_lost", "1001", at=50.0, now=51.0)
    basket, (item,) = told(basket, 51.0)
    assert (item.over_at, item.times) == (50.0, 0)
    assert resolve(basket, "phone_lost", "1001", at=60.0, now=61.0) == basket
    assert resolve(basket, "phone_lost", "1002", at=60.0, now=61.0) == basket


def test_what_is_over_before_it_was_told_is_one_message() -> None:
    basket = take(Basket(), NIGHT, alarm(), now=0.0)
    basket = resolve(basket, "phone_lost", "1001", at=50.0, now=51.0)
    basket, batch = told(basket, 60.0, NIGHT, NOON)
    assert [(item.times, item.over_at) for item in batch] == [(1, 50.0)]
    assert basket.open == ()


def test_what_cannot_be_over_is_not_waited_for() -> None:
    basket, _ = told(take(Basket(), CHANNEL, alarm("cut_off", "call"), now=0.0), 0.0)
    assert basket.open == ()


def test_tries_go_further_apart_and_nothing_is_lost_meanwhile() -> None:
    basket = take(Basket(), CHANNEL, alarm(), now=0.0)
    pauses, now = [], 0.0
    for _ in range(10):
        basket = failed(basket, CHANNEL, "answered 500", now=now, least=0.0, jitter=0.5)
        pauses.append(basket.try_at - now)
        assert next_batch(basket, CHANNEL, minute=NOON, now=basket.try_at - 0.1) == ()
        now = basket.try_at
    assert pauses[:4] == [5.0, 10.0, 20.0, 40.0]
    assert pauses[-1] == turn.LONGEST_PAUSE
    assert (basket.failing_since, basket.last_error, basket.failed) == (0.0, "answered 500", 10)
    basket, batch = told(basket, now)
    assert len(batch) == 1
    assert (basket.failing_since, basket.failures, basket.last_error) == (None, 0, "answered 500")


def test_chance_and_the_other_side_have_a_say_in_the_pause() -> None:
    waits = [
        failed(Basket(), CHANNEL, "x", now=0.0, least=least, jitter=chance).try_at
        for least, chance in ((0.0, 0.0), (0.0, 1.0), (60.0, 0.5))
    ]
    assert waits == [3.75, 6.25, 60.0]


def test_what_nobody_took_for_hours_is_given_up_and_the_rest_stays() -> None:
    basket = take(Basket(), CHANNEL, alarm(at=0.0), now=0.0)
    basket = failed(basket, CHANNEL, "x", now=0.0, least=0.0, jitter=0.0)
    basket = take(basket, CHANNEL, alarm("cut_off", "call", at=7000.0), now=7000.0)
    basket = failed(basket, CHANNEL, "x", now=7199.0, least=0.0, jitter=0.0)
    assert (len(basket.items), basket.given_up) == (2, 0)
    basket = failed(basket, CHANNEL, "x", now=7200.0, least=0.0, jitter=0.0)
    assert ([item.code for item in basket.items], basket.given_up) == (["cut_off"], 1)


def test_a_basket_does_not_grow_without_end() -> None:
    basket = Basket()
    for number in range(3 * MOST_ITEMS):
        basket = take(basket, CHANNEL, alarm("cut_off", str(number), at=float(number)), now=0.0)
    assert len(basket.items) == MOST_ITEMS + 1
    assert (basket.items[-1].subject, basket.items[-1].times) == (MANY, 2 * MOST_ITEMS)
    assert len(codec.dump(basket)) < 200_000


def test_it_is_the_same_after_a_restart() -> None:
    basket, _ = told(take(Basket(), CHANNEL, alarm(), now=0.0), 0.0)
    basket = take(basket, NIGHT, alarm("seat_failing", at=3.0), now=3.0)
    assert codec.load(Basket, codec.dump(basket)) == basket


def test_that_nobody_on_a_ladder_answers_is_told_to_every_channel() -> None:
    narrow = replace(CHANNEL, alarms=("recording",), least=Severity.URGENT)
    assert take(Basket(), narrow, alarm("cut_off"), now=0.0) == Basket()
    basket = take(Basket(), narrow, alarm("ladder_unanswered", "legal"), now=0.0)
    assert [item.code for item in told(basket, 0.0, narrow)[1]] == ["ladder_unanswered"]
