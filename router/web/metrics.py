"""Prometheus metrics: gauges made of one look at the live state, and counters of the API's own requests."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from router.domain.alarms.basket import Basket
from router.domain.call import Call, CallState, Outcome
from router.domain.seat import Seat, SeatState
from router.web.models import QueueView
from router.web.words import Part


class Counters:
    """Counts over the life of this process, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "hotline_api_requests", "Requests by route and status", ["route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "hotline_api_seconds", "Time to answer, by route", ["route"], registry=self.registry,
            buckets=(0.005, 0.02, 0.1, 0.5, 2.0, 5.0),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Look:
    """One look at the platform. None: that part could not be read, and its metrics are left out rather than zero."""

    parts: Sequence[Part]
    queues: Sequence[QueueView] | None
    seats: Sequence[Seat] | None
    calls: Sequence[Call] | None
    outbox: int | None
    alarms: Mapping[str, int] | None
    outcomes: Mapping[str, int] | None
    channels: Mapping[str, Basket] | None = None


class _Once(Collector):
    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = tuple(families)

    def collect(self) -> Iterable[Metric]:
        return self._families


def expose(look: Look, counters: Counters) -> bytes:
    """The text format: what `look` saw, then the counters."""
    registry = CollectorRegistry()
    registry.register(_Once(_families(look)))
    return generate_latest(registry) + generate_latest(counters.registry)


def _families(look: Look) -> Iterator[Metric]:
    up = {part.name: float(part.ok) for part in look.parts}
    yield _gauge("hotline_up", "1: this part is well", "part", up)
    if look.queues is not None:
        waiting = {queue.id: float(queue.waiting) for queue in look.queues}
        longest = {queue.id: queue.longest_wait_seconds for queue in look.queues}
        yield _gauge("hotline_calls_waiting", "Callers who wait", "queue", waiting)
        yield _gauge("hotline_longest_wait_seconds", "Wait of the caller who waits longest", "queue", longest)
    if look.seats is not None:
        seats = Tally(seat.state for seat in look.seats)
        yield _gauge("hotline_seats", "Seats by state", "state", {state: float(seats[state]) for state in SeatState})
        available = float(sum(seat.available for seat in look.seats))
        yield GaugeMetricFamily("hotline_seats_available", "Seats that may be offered a call now", value=available)
        away = float(sum(seat.signed_on and not seat.reachable for seat in look.seats))
        yield GaugeMetricFamily("hotline_seats_unreachable", "Signed on, but the phone is away", value=away)
    if look.calls is not None:
        calls = Tally(call.state for call in look.calls)
        yield _gauge(
            "hotline_calls", "Live calls by state", "state", {state: float(calls[state]) for state in CallState}
        )
    if look.outbox is not None:
        yield GaugeMetricFamily("hotline_outbox_records", "History not stored yet", value=float(look.outbox))
    if look.alarms is not None:
        yield _counter("hotline_alarms", "Alarms on record, by code", "code", look.alarms)
    if look.outcomes is not None:
        outcomes = {outcome.value: look.outcomes.get(outcome, 0) for outcome in Outcome}
        yield _counter("hotline_call_outcomes", "Calls on record that are over, by outcome", "outcome", outcomes)
    if look.channels is not None:
        yield from _channels(look.channels)


def _channels(baskets: Mapping[str, Basket]) -> Iterator[Metric]:
    def each(read: Callable[[Basket], int]) -> dict[str, int]:
        return {name: read(basket) for name, basket in baskets.items()}

    waiting = {name: float(sum(max(1, one.times) for one in basket.items)) for name, basket in baskets.items()}
    failing = {name: float(basket.failing_since is not None) for name, basket in baskets.items()}
    yield _gauge("hotline_channel_waiting", "Alarms that a channel was not told yet", "channel", waiting)
    yield _gauge("hotline_channel_failing", "1: the last try to tell it failed", "channel", failing)
    yield _counter("hotline_channel_messages", "Messages it took", "channel", each(lambda one: one.messages))
    yield _counter("hotline_channel_failures", "Tries that failed", "channel", each(lambda one: one.failed))
    yield _counter("hotline_channel_given_up", "Alarms never told", "channel", each(lambda one: one.given_up))


def _counter(name: str, text: str, label: str, values: Mapping[str, int]) -> Metric:
    family = CounterMetricFamily(name, text, labels=[label])
    for value, number in sorted(values.items()):
        family.add_metric([value], float(number))
    return family


def _gauge(name: str, text: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for value, number in sorted(values.items()):
        family.add_metric([value], number)
    return family
