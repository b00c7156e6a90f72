"""The few actions that the listener sends, in asterisk-ami's vocabulary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from asterisk.ami.action import Action, LoginAction, LogoffAction, SimpleAction

LISTING: Final = frozenset({"Status", "DeviceStateList", "ShowDialPlan"})
"""Actions whose answer is a list of events."""


def login(user: str, secret: str, *, events: bool) -> Action:
    """Log on, with or without the stream of events."""
    action = LoginAction(user, secret)
    action.keys["Events"] = "on" if events else "off"
    return action


def logoff() -> Action:
    """Say goodbye."""
    return LogoffAction()


def ping() -> Action:
    """Ask for a sign of life."""
    return SimpleAction("Ping")


def getvar(variable: str, channel: str = "") -> Action:
    """Read a channel's variable, a global, or a function."""
    keys = {"Variable": variable, "Channel": channel} if channel else {"Variable": variable}
    return SimpleAction("Getvar", **keys)


def setvar(variable: str, value: str, channel: str = "") -> Action:
    """Write a channel's variable, a global, or a function."""
    keys = {"Variable": variable, "Value": value}
    if channel:
        keys["Channel"] = channel
    return SimpleAction("Setvar", **keys)


def redirect(channel: str, context: str) -> Action:
    """Send a channel to a context's extension `s`. Kills the call if there is no such place: see `Places`."""
    return SimpleAction("Redirect", Channel=channel, Context=context, Exten="s", Priority="1")


def press(key: str, channel: str) -> Action:
    """Let Asterisk believe that this channel's phone pressed a key."""
    return SimpleAction("PlayDTMF", Channel=channel, Digit=key, Receive="yes")


def ring_lead(
    seat: str, *, unique_id: str, shown: str, ring_seconds: int, variables: Mapping[str, str], context: str
) -> Action:
    """Ring a seat's phone; when it answers, send it to a context's extension `s`. The answer does not wait for that."""
    action = SimpleAction(
        "Originate", Channel=f"PJSIP/{seat}", Context=context, Exten="s", Priority="1", CallerID=f"<{shown}>",
        Timeout=str(ring_seconds * 1000), ChannelId=unique_id, Async="true",
    )  # fmt: skip
    action.variables = dict(variables)
    return action


def stand_in(
    far: str, *, unique_id: str, other_id: str, context: str, seconds: int, variables: Mapping[str, str]
) -> Action:
    """Make a Local channel: its far half goes to extension `s` of `far`, and once it has answered its near half, which
    has `unique_id`, to that of `context`. The answer does not wait for that."""
    # Without a codec named it is signed linear: a path that translates loses the voice of every agent after the first
    # (decision 2).
    action = SimpleAction(
        "Originate", Channel=f"Local/s@{far}/n", Context=context, Exten="s", Priority="1", Codecs="alaw",
        Timeout=str(seconds * 1000), ChannelId=unique_id, OtherChannelId=other_id, Async="true",
    )  # fmt: skip
    action.variables = dict(variables)
    return action


def hang_up(channel: str) -> Action:
    """End a channel, by its name or its unique id; an error when there is none."""
    return SimpleAction("Hangup", Channel=channel, Cause="16")


def stop_recording(channel: str) -> Action:
    """End every recording on this channel; an error when there is none."""
    return SimpleAction("StopMixMonitor", Channel=channel)


def mute_recording(channel: str, muted: bool) -> Action:
    """Let the recordings on this channel go on in silence, or with sound again."""
    return SimpleAction("MixMonitorMute", Channel=channel, Direction="both", State="1" if muted else "0")


def show_context(context: str) -> Action:
    """List a context's extensions; an error when it is not there."""
    return SimpleAction("ShowDialPlan", Context=context)


def status(variables: Sequence[str]) -> Action:
    """List all channels with these variables."""
    return SimpleAction("Status", Variables=",".join(variables))


def device_states() -> Action:
    """List the devices that Asterisk has a state for."""
    return SimpleAction("DeviceStateList")


def core_status() -> Action:
    """Ask since when this Asterisk runs."""
    return SimpleAction("CoreStatus")


def core_settings() -> Action:
    """Ask for the system's name and version."""
    return SimpleAction("CoreSettings")
