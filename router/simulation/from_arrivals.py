"""A history from a CSV file of calls and a scenario of those who took them."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

from router.domain.routing.engine import RoutingEngine
from router.simulation.policies import plan
from router.simulation.refusals import UnknownPolicy
from router.simulation.replay_csv import read_arrivals
from router.simulation.replay_heads import calendar_of
from router.simulation.replay_history import History
from router.simulation.scenario import Scenario


def history_from_csv(path: Path, scenario: Scenario, policy: str) -> History:
    """The file's calls, against the scenario's groups by its types' rules. What neither the call nor its like in the
    file tell, the scenario's types do.

    Raises:
        ArrivalsRefused: the file is wrong somewhere.
        UnknownPolicy: no such policy, or one without an engine of rules.
    """
    made = plan(scenario, policy)
    if not isinstance(made.engine, RoutingEngine):
        raise UnknownPolicy(f"{policy} is not for replays")
    skills = {skill for group in scenario.groups for skill in group.skills}
    arrivals = read_arrivals(path, queues=[kind.name for kind in scenario.types], skills=skills)
    calendar = calendar_of(scenario, arrivals.first)
    offered = {group.name: made.offered[number] for number, group in enumerate(scenario.groups)}
    last = arrivals.calls[-1].at
    return History(
        name=f"{path.name}, {scenario.name}",
        calls=arrivals.calls,
        changes=calendar.changes(last, offered),
        policy=made.engine.policy,
        since=arrivals.first.replace(minute=0, second=0, microsecond=0).timestamp(),
        until=last,
        zone=arrivals.first.tzinfo or UTC,
        usual=calendar.usual,
    )
