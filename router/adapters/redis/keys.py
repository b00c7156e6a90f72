"""Every Redis key of the platform. One hash tag, so that scripts may touch several of them in a cluster."""

from __future__ import annotations

from typing import Final

TAG: Final = "{hotline}"
SEATS: Final = f"{TAG}:seats"
"""hash: seat id to JSON of `Seat`"""
CALLS: Final = f"{TAG}:calls"
"""hash: call id to JSON of `Call`, live calls only"""
OUTBOX: Final = f"{TAG}:outbox"
"""stream: history records, field `r`; trimmed by the archiver only, up to what it has stored"""
FEED: Final = f"{TAG}:feed"
"""stream: the same records as in the outbox, field `r`, the last 20,000; read by event streams and webhooks"""
HOOKS: Final = f"{TAG}:hooks"
"""hash: webhook id to the id of the last event of the feed that it was told"""
HOOK_WORDS: Final = f"{TAG}:hook_words"
"""hash: webhook id to JSON of how telling it goes"""
HOOK_LEASE: Final = f"{TAG}:hook_lease"
"""string with expiry: name of the API process that tells the webhooks"""
CHANNELS: Final = f"{TAG}:channels"
"""hash: channel to JSON of `Basket`, what it still has to be told of alarms"""
CHANNEL_LEASE: Final = f"{TAG}:channel_lease"
"""string with expiry: name of the API process that tells the channels"""
ALARMS_TOLD: Final = f"{TAG}:alarms_told"
"""stream: which channel was told which alarms, field `t`, the last 2,000 messages"""
PARTS_DOWN: Final = f"{TAG}:parts_down"
"""set: parts of the platform that an alarm says are not well"""
REQUESTS: Final = f"{TAG}:requests"
"""stream: what people ask of the router (API, CLI, codes), field `r`"""
EPOCH: Final = f"{TAG}:epoch"
"""integer: the leader's epoch; every write of a router names its own and is refused when it is lower"""
LEASE: Final = f"{TAG}:lease"
"""string with expiry: name of the leading router"""
MARKER: Final = f"{TAG}:marker"
"""string: set once when state is built; its absence means that Redis came back empty"""
APPLIED: Final = f"{TAG}:applied"
"""hash: node to the id of the last event of its stream that has been applied"""
BOOTS: Final = f"{TAG}:boots"
"""hash: node to the boot of its Asterisk that the live calls belong to"""
FLOWS: Final = f"{TAG}:flows"
"""hash: queue to JSON of `FlowMemory`, what routing has learnt of it for expected waits"""
CLIMBS: Final = f"{TAG}:climbs"
"""hash: climb id to JSON of `Climb`, ladders that are climbed now"""
INCIDENTS: Final = f"{TAG}:incidents"
"""hash: incident id to JSON of `Incident`, those that go on and those that were over within the last day"""
INCIDENTS_READ: Final = f"{TAG}:incidents_read"
"""string: id of the last event of the feed that the watch for incidents has counted"""
AVAILABILITY: Final = f"{TAG}:availability"
"""hash: `at`, `now`, `ahead`, `missing` to JSON: who is there and who will be; see `services/availability.py`"""
ROSTER_TOLD: Final = f"{TAG}:roster_told"
"""string: number of the last edit of the roster that history and the feed were told"""
STATUS: Final = f"{TAG}:status"
"""hash: process name to JSON of its last word about itself: {"at", "ok", "detail", ...}"""


def node_events(node: str) -> str:
    """stream: facts of one node, field `e`, capped"""
    return f"{TAG}:node:{node}:events"


def node_commands(node: str) -> str:
    """stream: commands to one node, field `c`, capped; read from its end only, never replayed"""
    return f"{TAG}:node:{node}:commands"


def reply(request: str) -> str:
    """list with expiry: the router's one answer to a request"""
    return f"{TAG}:reply:{request}"
