"""Every channel variable, global, context, user event and file name that the dialplan shares with Python.

Nothing else in the project may spell one of these out.
"""

from __future__ import annotations

from typing import Final

# --- facts that travel on the citizen's channel (those marked "inherited" are set with __ and reach the legs)
CALL: Final = "HL_CALL"
"""The call's id: unique id of the citizen's first channel, `node-epoch.counter`. Inherited."""
LINE: Final = "HL_LINE"
"""Id of the line that was dialled. Inherited."""
CALLER: Final = "HL_CALLER"
"""The citizen's number, digits and + only, at most 32; empty when withheld."""
ARRIVED: Final = "HL_ARRIVED"
"""Unix time of arrival with milliseconds, set by the dialplan itself."""
RANK: Final = "HL_RANK"
"""`arrived:counter`; the place in the queue for the whole life of the call."""
QUEUE: Final = "HL_QUEUE"
LANGUAGE: Final = "HL_LANGUAGE"
SKILLS: Final = "HL_SKILLS"
"""Skills asked for beyond the queue's own, `skill>=level` joined by commas; may be empty."""
WHY: Final = "HL_WHY"
"""Why the call comes to `hold`: the `Why` of `EVENT_HOLD`."""
WHY_PASSED_ON: Final = "passed_on"
BUNDLE: Final = "HL_BUNDLE"
"""Number of the bundle that the menu ran under."""
EPOCH: Final = "HL_EPOCH"
"""Epoch of the router that last acknowledged or offered this call; 0 before."""
STATE: Final = "HL_STATE"
"""Where the dialplan has the citizen: one of `STATES`."""
OFFER: Final = "HL_OFFER"
"""`offer id:seat:ring seconds`, set right before the Redirect into `connect`. Inherited by `SEAT` and `OFFER_ID`."""
OFFER_ID: Final = "HL_OFFER_ID"
SEAT: Final = "HL_SEAT"
RECORDING: Final = "HL_RECORDING"
"""File name (no folder) of the raw recording of this leg; empty when not recorded."""
SEGMENT: Final = "HL_SEGMENT"
"""How many talks this call has had, counted by the dialplan; part of the recording's name."""
ACK: Final = "HL_ACK"
"""Unix second of the router's last acknowledgement of this waiting call."""
TALKED: Final = "HL_TALKED"
"""Set to 1 on the citizen's channel once an agent's leg is about to be joined."""
REASON: Final = "HL_REASON"
"""Why the call goes to the fallback; set right before the way there."""
DECISION: Final = "HL_DECISION"
"""An AGI script's last act. Anything but a known value leads to the fallback."""

STATE_MENU: Final = "menu"
STATE_HOLD: Final = "hold"
STATE_OFFER: Final = "offer"
STATE_TALK: Final = "talk"
STATE_FALLBACK: Final = "fallback"
STATE_TRANSFER: Final = "transfer"
"""an agent handed the citizen on; the dialplan rings the seat that was named"""
STATE_MESSAGE: Final = "message"
STATE_CALLBACK: Final = "callback"
"""the caller says where to be called back"""
STATE_SURVEY: Final = "survey"
STATE_END: Final = "end"
STATES: Final = (
    STATE_MENU, STATE_HOLD, STATE_OFFER, STATE_TALK, STATE_TRANSFER, STATE_MESSAGE, STATE_CALLBACK, STATE_FALLBACK,
    STATE_SURVEY, STATE_END,
)  # fmt: skip

DECISION_QUEUE: Final = "queue"
"""HL_QUEUE names where to wait: go to `hold`."""
DECISION_END: Final = "end"
"""The caller has been told what there was to tell: hang up."""
DECISION_LISTEN: Final = "listen"
"""A code was dialled by a lead who may hear a talk: go to `listen`."""
DECISION_MESSAGE: Final = "message"
"""The caller leaves a message for HL_QUEUE: go to `message`."""
DECISION_FOLLOW: Final = "follow"
"""The caller asked to be told of the incident FOLLOWS at the number FOLLOWER: go to `follow`."""
FOLLOWS: Final = "HL_FOLLOWS"
FOLLOWER: Final = "HL_FOLLOWER"
"""Digits and + only, at most 32: the caller's own number, or the one that was keyed in."""
INFORMED: Final = "HL_INFORMED"
"""1 once an information, or that all are busy, was told to its end. Set by the menu, or by the dialplan."""
DECISION_CALLBACK: Final = "callback"
"""The caller will be called back at `NUMBER`."""
NUMBER: Final = "HL_NUMBER"
"""Number to be called back, digits only."""
TAKES: Final = "HL_TAKES"
"""Call whose callback this caller gives up for its place."""
CALLBACK: Final = "HL_CALLBACK"
"""1 on both halves of the channel that stands in for a citizen who is called back."""
SHOWS: Final = "HL_SHOWS"
"""Number that the phone of whoever is called back shows."""
TRUNK: Final = "HL_TRUNK"
OUT: Final = "HL_OUT"
"""Seconds that the phone of whoever is called back rings."""
RECORDED: Final = "HL_RECORDED"
LINE_NAME: Final = "HL_LINE_NAME"
RING_PURPOSE: Final = "HL_RING_PURPOSE"
RING_SUBJECT: Final = "HL_RING_SUBJECT"
RING_SAY: Final = "HL_RING_SAY"
"""Name of the prompt that says what the ring is about."""
RING_JOIN: Final = "HL_RING_JOIN"
"""Keys with which the phone that was rung stays on the line."""
LEAD: Final = "HL_LEAD"
"""On the citizen's channel: that of the phone on a ladder which it is to be joined with."""
RING_KEY: Final = "HL_RING_KEY"
"""On the near half of the channel that stands in for a citizen: the key that was pressed; empty: not reached yet."""
RING_ID: Final = "HL_RING_ID"
"""Id of a ring to the outside."""
PLACE: Final = "HL_PLACE"
"""Place in the queue as the router last told it, 1 is next; empty: not known."""
PLACES_TOLD: Final = 30
"""Up to this place there is a prompt `place_<n>`; beyond, `place_many`."""
WAIT: Final = "HL_WAIT"
"""`seconds:second`: how long the call is expected to wait, and the `HL_ACK` that this came with; out of date, and not
told, once the router has acknowledged the call without it."""
WAITS_TOLD: Final = (1, 2, 3, 4, 5, 10, 15, 20, 30)
"""Minutes of which there is a prompt `wait_<n>`; below the first `wait_soon`, beyond the last `wait_long`."""
CODE: Final = "HL_CODE"
"""Softphone code that a seat dialled, digits only without the star (`10`); read by the AGI script `code`."""
FROM: Final = "HL_FROM"
"""Seat that dialled."""
LISTENS: Final = "HL_LISTENS"
"""On a lead's channel: the call whose talk it hears. `CALL` is not set there: the channel is no part of the call. One
that has taken the talk over carries `CALL`, and this no more."""
LISTENING: Final = "HL_LISTENING"
"""On a lead's channel: id of this use."""
HEARD: Final = "HL_HEARD"
"""On a lead's channel: name of the talking seat's channel."""
LISTEN_KEY: Final = "HL_LISTEN_KEY"
"""On a lead's channel: the key of the mode to begin with, of `LISTEN_KEYS`."""
LISTEN_MODE: Final = "HL_LISTEN_MODE"
"""On a lead's channel: listen, whisper or barge; empty while its phone rings."""
LISTEN_KEYS: Final = {"listen": "4", "whisper": "5", "barge": "6", "take_over": "take"}
"""Mode to what `LISTEN_KEY` holds. The last is no key: the lead takes the talk over and is asked for nothing first."""
NONCE: Final = "HL_NONCE"
"""On a lead's channel: the digit that takes the talk over after key 7."""
TAKER: Final = "HL_TAKER"
"""Shared variable on a talking seat's channel: `seat:segment:recording:unique id:channel` of the lead whom the citizen
is about to be joined with in its place."""
LINK_WANTED: Final = "HL_LINK_WANTED"
"""On a seat's channel: `key:ring id` of the sister service that is to be rung now; empty once it is."""
LINK: Final = "HL_LINK"
"""On a sister service's channel: id of the linkage. `CALL` is set there too."""
LINK_ID: Final = "HL_LINK_ID"
"""On a sister service's channel: id of the ring."""
LINK_JOINED: Final = "HL_LINK_JOINED"
"""On a sister service's channel: 1 once it has answered."""
WANTED: Final = "HL_WANTED"
"""On a seat's channel: file name of the recording that is to begin now; empty once it has."""

# --- groups: how many channels are where, countable without Python and Redis
GROUP_LINE: Final = "line"
"""category: every citizen's channel is in the group of its line, from arrival to its end, but while it leaves a
message"""
GROUP_OWN: Final = "own"
"""category: a channel that a seat's phone dialled, or that rings a lead, is in the group of its seat"""
GROUP_SEAT: Final = "seat"
"""category: whatever rings a seat's phone for somebody is in the group of that seat"""
GROUP_WAITING: Final = "waiting"
"""category: a citizen in hold or fallback is in the group of its queue"""
GROUP_WAITING_LINE: Final = "waiting_line"
"""category: a citizen in hold or fallback is in the group of its line"""

# --- globals
BEAT: Final = "HL_BEAT"
"""Unix second at which the node last heard the router's heartbeat, by Asterisk's own machine clock."""
BEAT_LIMIT_SECONDS: Final = 10
ON_CALL: Final = "HL_ON_CALL"
"""Number of the person on call, left behind by the router for when it is not there; empty: nobody. Gone with a restart
of Asterisk, until a router says it again."""
DRAIN: Final = "HL_DRAIN"
"""1 while the copy is about to stop: a new call is refused before it is answered, so that the carrier takes it
elsewhere; all others go on. Gone with a restart of Asterisk."""
ACK_FIRST_SECONDS: Final = 3
ACK_AGAIN_SECONDS: Final = 40
"""The router acknowledges every 30 s; a call not acknowledged for this long goes to the fallback."""

# --- contexts
CONTEXT_LINES: Final = "lines"
CONTEXT_HOLD: Final = "hold"
CONTEXT_CONNECT: Final = "connect"
CONTEXT_TALK: Final = "talk"
CONTEXT_FALLBACK: Final = "fallback"
CONTEXT_SEATS: Final = "seats"
CONTEXT_TRANSFER: Final = "transfer"
"""Where a REFER of a seat's phone sends the citizen (`__TRANSFER_CONTEXT`)."""
CONTEXT_MESSAGE: Final = "message"
CONTEXT_FOLLOW: Final = "follow"
CONTEXT_LISTEN: Final = "listen"
"""On a lead's channel: hear the talk of `HEARD`."""
CONTEXT_CALLBACK: Final = "callback"
"""On the near half of the channel that stands in for a citizen who is called back."""
CONTEXT_CALLBACK_OUT: Final = "callback_out"
"""On its far half."""
CONTEXT_TAKE_OVER: Final = "take_over"
"""On a lead's channel: have the citizen of that talk."""
CONTEXT_LADDER: Final = "ladder"
"""On the near half of the channel that rings somebody on a ladder."""
CONTEXT_LADDER_OUT: Final = "ladder_out"
"""On its far half."""
CONTEXT_LADDER_JOINS: Final = "ladder_joins"
"""On the phone's channel, once it is to be joined with a caller."""
CONTEXT_LADDER_TALKS: Final = "ladder_talks"
"""On that caller's channel."""
CONTEXT_SURVEY: Final = "survey"
CONTEXT_RECORD: Final = "record"
"""Subroutine on a seat's channel that begins the recording named in `WANTED`."""
CONTEXT_JOIN: Final = "join"
"""Subroutine on the channel of a seat that an attended transfer brought into a call."""
CONTEXT_LATE: Final = "late"
"""The same where the seat's phone still rang when it was handed the citizen: a talk begins with it."""

# --- keys that the listener presses for a seat (AMI `PlayDTMF`, received); no phone has them
KEY_RECORD: Final = "A"
"""runs `CONTEXT_RECORD`: AMI's own MixMonitor asks for a right that could run any program"""
KEY_JOIN: Final = "B"
"""runs `CONTEXT_JOIN`"""
KEY_LATE: Final = "C"
"""runs `CONTEXT_LATE`"""
KEY_LINK: Final = "D"
"""has the sister service of `LINK_WANTED` rung"""

# --- user events (AMI `UserEvent: <name>`), each on the citizen's channel unless said
EVENT_ARRIVED: Final = "HotlineArrived"
EVENT_HOLD: Final = "HotlineHold"
"""Entered hold, or came back to it. `Why`: `new`, `offer` (an offer failed), `lost` (the agent's phone died),
`early` (the agent left before talking), `transfer` (an agent sent it here), `returned` (a transfer came to nothing),
`silent` (the key for a message was pressed, and nothing said), `passed_on` (its queue passed it on to this one),
`kept` (no callback was agreed). `Takes`: see `TAKES`."""
EVENT_OFFER_END: Final = "HotlineOfferEnd"
"""After Dial: `Status` (DIALSTATUS, or GUARD when the seat was taken), `Cause` (Q.850 or 0), `Talked` (0 or 1)."""
EVENT_TALK: Final = "HotlineTalk"
"""On the SEAT's channel, before it is joined: `Seat`, `Kind` (offered, fallback, transfer, returned), `Recording`; that
is empty when the line is not recorded. `Kind: taken_over` is told by the former seat's channel at its end, once the
lead is joined, whose channel is `Leg`."""
EVENT_FALLBACK: Final = "HotlineFallback"
"""`Reason`: menu, beat, ack, router, offer."""
EVENT_DIRECT: Final = "HotlineDirect"
"""A seat dialled by itself: `Seat`, `To` (another seat, or `code` for a softphone code)."""
EVENT_TRANSFER: Final = "HotlineTransfer"
"""A seat's phone handed the citizen on, blind: `Call, Seat, To`."""
EVENT_MESSAGE: Final = "HotlineMessage"
"""`Call, Queue, Phase` (begin, left), and with `left`: `Recording, Seconds`."""
EVENT_CALLBACK: Final = "HotlineCallback"
"""`Call, Queue, Phase` (asked, agreed, begun), and with `agreed`: `Number`."""
EVENT_RING: Final = "HotlineRing"
"""`Ring, Purpose, Subject, Phase` (dialled, answered, keyed, ended), `Key` with the last two, and with `ended`:
`Status` (DIALSTATUS), `Cause`. Of a sister service, on its own channel, with `dialled` also `Linkage, Number, Seat`."""
EVENT_SURVEY: Final = "HotlineSurvey"
"""`Call, Grade` (1 to 5, or 0)."""
EVENT_FOLLOW: Final = "HotlineFollow"
"""The caller is to be told of an incident: `Call, Line, Language, Incident, Number`."""
EVENT_PAUSE: Final = "HotlinePause"
"""On the seat's channel: the agent pressed the recording key: `Call, Seat`."""

EVENT_HELP: Final = "HotlineHelp"
"""On the seat's channel: the agent pressed the key that asks for a lead: `Call, Seat`."""
EVENT_LISTENING: Final = "HotlineListening"
"""On a lead's channel: `Call, Listening, Seat, Mode` (listen, whisper, barge); at the beginning and at each change."""

# --- devices
DUTY_DEVICE: Final = "Custom:duty-"
"""+ seat id: NOT_INUSE while somebody is signed on there, else UNAVAILABLE. Kept by Asterisk over restarts."""

CHANNEL_VARS_ON_EVENTS: Final = (
    CALL, STATE, OFFER_ID, EPOCH, SEAT, LINE, QUEUE, INFORMED, LISTENS, LISTENING,
)  # fmt: skip
"""`channelvars` of manager.conf: on every AMI event that names a channel."""

SNAPSHOT_VARS: Final = (
    RING_ID,
    CALL, STATE, OFFER_ID, EPOCH, SEAT, LINE, QUEUE, CALLER, ARRIVED, RANK, LANGUAGE, SKILLS, BUNDLE, RECORDING,
    SEGMENT, TALKED, LISTENS, LISTENING, LISTEN_MODE, RING_KEY, LINK, LINK_ID, LINK_JOINED,
)  # fmt: skip
"""Asked of every channel in a snapshot."""
