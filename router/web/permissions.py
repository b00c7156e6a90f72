"""Who may do what: the one table of roles and permissions."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a token is for."""

    ADMIN = "admin"  # ops staff
    LEAD = "lead"  # runs the shift
    AGENT = "agent"  # one agent; the token's name is the agent number
    WALLBOARD = "wallboard"  # a screen that everybody sees, or a scraper of metrics


class Permission(StrEnum):
    """One thing that a token may be allowed."""

    WHO_AM_I = "whoami"  # learn one's own name and role
    HEALTH_DETAILS = "health:details"  # what each part says about itself
    METRICS_READ = "metrics:read"
    SEATS_READ = "seats:read"
    SEATS_OWN = "seats:own"  # sign on with one's own number and PIN, then set that seat
    SEATS_SET = "seats:set"  # set any seat, sign anybody on without a PIN, tag any call
    QUEUES_READ = "queues:read"
    LINES_READ = "lines:read"
    CALLS_READ = "calls:read"
    CALLS_LISTEN = "calls:listen"  # let a lead's phone into a talk, and learn who was let in
    CALLS_TAKE_OVER = "calls:take_over"  # let a lead's phone have a talk in its agent's place
    ALARMS_READ = "alarms:read"
    NUMBERS_SEE = "numbers:see"  # callers' numbers in full
    RECORDINGS_HEAR = "recordings:hear"  # messages too
    MESSAGES_READ = "messages:read"
    MESSAGES_SET = "messages:set"  # say that a message was dealt with
    CALLBACKS_SET = "callbacks:set"  # take a callback off the list
    ANNOUNCEMENTS_SET = "announcements:set"  # switch them on and off
    EVENTS_READ = "events:read"  # what happens to calls and seats, as it happens
    BUNDLES_READ = "bundles:read"
    BUNDLES_SET = "bundles:set"  # put another configuration in force
    ROSTER_OWN = "roster:own"  # see one's own shifts
    ROSTER_READ = "roster:read"  # see everybody's, the gaps and who changed what; check a file
    ROSTER_SET = "roster:set"  # swaps, leave, extra shifts
    ROSTER_IMPORT = "roster:import"  # whole dates at once, in place of what was planned
    WEBHOOKS_READ = "webhooks:read"
    CHANNELS_READ = "channels:read"  # who is told of alarms, and how that goes
    ACCESSES_READ = "accesses:read"  # who heard which recording


P = Permission

ALLOWED: Final[Mapping[Role, frozenset[Permission]]] = {
    Role.ADMIN: frozenset(Permission),
    Role.LEAD: frozenset(Permission) - {P.BUNDLES_SET, P.ROSTER_IMPORT, P.WEBHOOKS_READ, P.ACCESSES_READ},
    Role.AGENT: frozenset({P.WHO_AM_I, P.SEATS_READ, P.SEATS_OWN, P.QUEUES_READ, P.LINES_READ, P.ROSTER_OWN}),
    Role.WALLBOARD: frozenset(
        {P.WHO_AM_I, P.HEALTH_DETAILS, P.METRICS_READ, P.SEATS_READ, P.QUEUES_READ, P.LINES_READ, P.EVENTS_READ}
    ),
}
"""Role to everything it may do; what is not here is refused."""
