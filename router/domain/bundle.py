"""A compiled bundle: everything that ops staff configure, checked and numbered. Never changed after it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from router.domain.alarms.channel import Channel
from router.domain.incidents.settings import IncidentSettings
from router.domain.ladder.settings import Ladder
from router.domain.linkage import Linkage
from router.domain.outbound import Outbound
from router.domain.routing.policy import FALLBACK, CallerRule, Overflow, SeatRule, Step, Target


@dataclass(frozen=True, kw_only=True)
class Site:
    """The whole house."""

    name: str
    timezone: str
    """IANA name; stores hold UTC, paths and reports use this"""
    languages: tuple[str, ...]
    """the first is the default"""
    pause_reasons: tuple[str, ...] = ("break", "meal", "training", "other")
    ring_seconds: int = 15
    """how long a seat rings before the offer counts as missed"""
    unreachable_grace_seconds: int = 60
    """a phone back within this finds its seat as it was"""
    last_seat_back_seconds: int = 30
    """the last reachable seat that missed an offer comes back by itself after this"""
    silent_phone_seconds: int = 15
    """an agent's phone that sends no sound for this long in a talk has died: the citizen goes back to hold"""
    more_wrap_up_seconds: int = 60
    """what `*15` adds to a wrap-up"""
    pin_tries: int = 5
    """wrong PINs in a row after which an agent number is locked"""
    pin_lock_seconds: int = 300
    keep_days: Mapping[str, int] = field(default_factory=dict)
    """outcome, or `default`, to the days that recordings and messages are kept; 0 or not named: for ever"""
    keep_routing_days: int = 35
    """how long it stays on record what routing was told and answered, for `replay`; 0: for ever"""
    language_skills: Mapping[str, str] = field(default_factory=dict)
    """language of a caller to the skill of those who speak it: they are rung first, and when none is free, others"""
    callers: CallerRule = CallerRule.OLDEST
    """which of several waiting calls a freed seat takes"""
    fair_after_seconds: int = 300
    """a call that has waited so long goes by its place alone, whatever `callers` says"""
    priority_at_most_seconds: int = 300
    """bound on what a caller has ahead, whatever it is made of"""
    cut_off_priority_seconds: int = 120
    """waiting that a caller has ahead whom a fault cut off a moment ago"""
    repeat_priority_seconds: int = 0
    """the same for a caller who hung up a moment ago without having talked"""
    moment_minutes: int = 60
    """what a moment ago is; callers without a number have none"""
    same_agent_hours: int = 24
    """who talked with an agent within this is sent there again when that one is free; 0: never"""
    incidents: IncidentSettings = field(default_factory=IncidentSettings)
    """many callers about one thing in a short time"""


class Go(StrEnum):
    """What a key of a menu leads to."""

    QUEUE = "queue"  # wait there for an agent; the target is a queue
    MENU = "menu"  # another menu; the target is its id
    SAY = "say"  # an information is spoken, then the menu again; the target names a text
    LANGUAGE = "language"  # the same menu in another language; the target is its tag
    MESSAGE = "message"  # leave a message; the target is the queue that follows it up


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What one key, or a closed queue, leads to."""

    go: Go
    target: str
    skills: Mapping[str, int] = field(default_factory=dict)
    """skills asked for beyond the queue's own, with the level that is required; for `queue` only"""


@dataclass(frozen=True, kw_only=True)
class Menu:
    """A voice menu. 0 reaches a person from everywhere, `*` goes back; no key, or two wrong ones, lead to a person."""

    id: str
    prompt: Mapping[str, str]
    """language to the text that is spoken"""
    choices: Mapping[str, Choice]
    """key (1 to 9, #) to what it leads to"""
    person: str = ""
    """queue of the person; empty: the line's"""
    seconds: int = 5
    """how long a key is waited for once the prompt has ended"""


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """Something all callers of some lines are told while ops have it switched on."""

    id: str
    text: Mapping[str, str]
    """language to text"""
    lines: tuple[str, ...] = ()
    """ids; empty: every line"""


@dataclass(frozen=True, kw_only=True)
class Span:
    """On these days, from one minute to another. `until` not above `start`: it ends on the next day."""

    days: tuple[int, ...]
    """0 is Monday"""
    start: int
    """minutes since midnight, local time"""
    until: int


@dataclass(frozen=True, kw_only=True)
class Hours:
    """When something is open."""

    id: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True)
class Trunk:
    """A carrier: a way in by its addresses, or by registering with it; a way out by its server, for `Outbound`
    alone."""

    id: str
    addresses: tuple[str, ...] = ()
    """whose calls are taken, IP addresses or networks"""
    register: bool = False
    """register with `server` as `user`; the password is a secret of the same id"""
    server: str = ""
    """host, or host:port"""
    user: str = ""


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """Somebody who is told of calls and seats by HTTP. Its signing secret is generated."""

    id: str
    url: str
    events: tuple[str, ...] = ()
    """names of events, or heads of names such as `call`; empty: all"""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A published number and what answers it."""

    id: str
    number: str
    name: str
    queue: str
    language: str
    greeting: str
    """text to be spoken, in the line's language"""
    notice: str = ""
    """that calls are recorded, and such"""
    menu: str = ""
    """id of the menu; empty: straight to the queue"""
    greetings: Mapping[str, str] = field(default_factory=dict)
    """other language to greeting: the line offers it by menu"""
    recorded: bool = True
    max_calls: int = 0
    """calls at once on this line, 0: any number; who comes beyond is told so and may leave a message"""
    max_waiting: int = 0
    """callers of this line in hold at once, 0: any number"""
    priority_seconds: int = 0
    """waiting that callers of this line have ahead of those of others"""
    keep_days: Mapping[str, int] = field(default_factory=dict)
    """as `Site.keep_days`, and before it"""


@dataclass(frozen=True, kw_only=True)
class Queue:
    """Where callers wait for a kind of service."""

    id: str
    name: str
    skills: Mapping[str, int] = field(default_factory=dict)
    """skill to the level that is required, 1 to 5; empty: everybody"""
    wrap_up_seconds: int = 30
    target_seconds: int = 15
    """answered within this counts as in time"""
    number: str = ""
    """what an agent's phone transfers to, to put a caller into this queue; empty: nobody can"""
    max_waiting: int = 0
    """callers in hold at once, 0: any number"""
    music: str = "default"
    """class of hold music; `default` is the platform's own"""
    tell_place: bool = True
    tell_wait: bool | None = None
    """whether the expected wait is told after the place; None: when the place is"""
    message_seconds: int = 30
    """how often the place, or a word of patience, is told in hold; 0: never"""
    message_key: str = ""
    """key that leaves a message instead of waiting on; empty: none"""
    callback_key: str = ""
    """key that has the caller called back instead of holding the line, at the same place; empty: none"""
    callback_after_seconds: int = 120
    """the key is offered once the expected wait is that long"""
    whisper: bool = False
    """the agent hears the queue's name before the citizen is joined"""
    survey: bool = False
    """the caller is asked for a grade once the agent has hung up"""
    hours: str = ""
    """when it is open; empty: always"""
    closed: Choice | None = None
    """where callers go outside its hours: another queue, or a message for this one"""
    prefers: Mapping[str, int] = field(default_factory=dict)
    """skills with levels that are welcome and never a wall: a dialect"""
    steps: tuple[Step, ...] = ()
    """what will do later, beside `skills`; each later than the one before"""
    weight_seconds: int = 0
    """waiting that its callers have ahead of those of other queues"""
    seat_rule: SeatRule = SeatRule.BEST_LEVEL
    same_agent_seconds: int = 0
    """a caller waits so long for the agent of last time, when that one is on duty and busy"""
    reserve: int = 0
    """so many free seats that have `skills` are left to it by the other queues"""
    overflows: tuple[Overflow, ...] = ()
    """when callers go elsewhere; the first whose condition holds"""
    longest_seconds: int = 0
    """who has waited so long goes to `last_resort`; 0: waits on"""
    last_resort: Target = FALLBACK

    @property
    def tells_wait(self) -> bool:
        """Whether callers are told how long it is expected to take."""
        return self.tell_place if self.tell_wait is None else self.tell_wait


@dataclass(frozen=True, kw_only=True)
class SeatPlace:
    """A position with a phone. `id` is its number and its SIP user."""

    id: str
    name: str


class AgentRole(StrEnum):
    """What a person may do at a seat."""

    AGENT = "agent"  # takes calls
    LEAD = "lead"  # also listens to others' talks


@dataclass(frozen=True, kw_only=True)
class Agent:
    """A person who signs on at a seat."""

    id: str
    """the agent number"""
    name: str
    skills: Mapping[str, int] = field(default_factory=dict)
    """skill to level, 1 to 5"""
    language: str = ""
    """in which the softphone codes answer; empty: the site's first"""
    role: AgentRole = AgentRole.AGENT
    mobile: str = ""
    """number outside at which a ladder rings the person who is not at a seat; empty: none"""


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """One numbered, immutable configuration."""

    number: int
    site: Site
    lines: Mapping[str, Line]
    queues: Mapping[str, Queue]
    skills: Mapping[str, str]
    """skill id to name"""
    seats: Mapping[str, SeatPlace]
    agents: Mapping[str, Agent]
    texts: Mapping[str, Mapping[str, str]]
    """language to prompt name to text; see `ivr.prompts` for the names that must be there"""
    menus: Mapping[str, Menu] = field(default_factory=dict)
    announcements: Mapping[str, Announcement] = field(default_factory=dict)
    hours: Mapping[str, Hours] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    """code of 1 to 4 digits to name; what a call was about"""
    places: Mapping[str, str] = field(default_factory=dict)
    """code of 1 to 6 digits to name; where it happened"""
    trunks: Mapping[str, Trunk] = field(default_factory=dict)
    webhooks: Mapping[str, Webhook] = field(default_factory=dict)
    channels: Mapping[str, Channel] = field(default_factory=dict)
    """who is told of alarms"""
    outbound_allowed: tuple[str, ...] = ()
    """numbers, or heads of numbers ending in `*`, that the platform may ever ring outside; empty: none"""
    outbound: Outbound | None = None
    """how the platform rings the outside; None: never"""
    ladders: Mapping[str, Ladder] = field(default_factory=dict)
    """who is rung until somebody presses a key; where several would do, the first"""
    linkages: Mapping[str, Linkage] = field(default_factory=dict)
    """sister services that an agent joins to a talk by a key"""
    recorded_prompts: Mapping[str, str] = field(default_factory=dict)
    """`language/name` to the SHA-256 of a recording that is played instead of the spoken text; see `Settings.assets`"""
    music: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """class of hold music to the SHA-256 of its recordings"""
    successors: Mapping[str, str] = field(default_factory=dict)
    """former queue to the one that took its callers over, for calls that still name the former"""

    def line_by_number(self, number: str) -> Line | None:
        """The line that a dialled number belongs to."""
        return next((line for line in self.lines.values() if line.number == number), None)

    def queue_of(self, name: str) -> Queue | None:
        """The queue of that name, or the one that took its callers over."""
        seen: set[str] = set()
        while name not in self.queues and name in self.successors and name not in seen:
            seen.add(name)
            name = self.successors[name]
        return self.queues.get(name)

    def language_of(self, agent: str) -> str:
        """The language in which the softphone codes answer an agent; the site's first when nobody knows better."""
        known = self.agents.get(agent)
        return (known.language if known else "") or self.site.languages[0]
