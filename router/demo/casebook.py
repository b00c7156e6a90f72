"""What the phones saw of each call, written down as it happens, and which outcomes that allows. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from router.demo.back import Back
from router.domain.call import Outcome


@dataclass(kw_only=True)
class Case:
    """One citizen's call. Filled in while it goes on."""

    number: str
    line: str
    queue: str
    """where the citizen meant to go"""
    closed: bool = False
    """outside the hours of that queue, which the caller is told"""
    reached: bool = False
    """the hotline answered"""
    heard_agent: bool = False
    taken_by: list[str] = field(default_factory=list)
    """seats whose phone answered for this number"""
    heard_by: list[str] = field(default_factory=list)
    """seats that heard the citizen"""
    agent_left: bool = False
    """an agent hung up: the hotline may ask for a grade"""
    led_to_message: bool = False
    """took a way that ends at a message"""
    heard_beep: bool = False
    """was asked to leave a message"""
    spoke: bool = False
    """left one, of some seconds"""
    heard_information: bool = False
    """chose an information and listened"""
    back: Back | None = None
    """asked to be called back"""
    again: bool = False
    """has called before, so that a seat cannot tell by the number which call it has"""
    over: bool = False
    refused: int | None = None
    """SIP status of a call that was not answered"""


Casebook = dict[str, Case]
"""Number of the citizen to the case; by another key who calls again."""


def allowed(case: Case) -> frozenset[Outcome]:
    """Outcomes that fit what was seen. Empty: the call never got in. More than one where no phone can tell, as in the
    moment between an agent's answer and the first sound."""
    if not case.reached:
        return frozenset()
    if case.back is not None and case.back.promised:
        return case.back.allowed()
    if case.heard_agent or case.heard_by:
        return frozenset({Outcome.ANSWERED})
    if case.spoke:
        return frozenset({Outcome.MESSAGE_LEFT})
    found = {Outcome.ABANDONED}
    if case.taken_by or case.again:
        found.add(Outcome.ANSWERED)
    if case.heard_beep or case.led_to_message or case.closed:
        # A scripted citizen is never silent: one who missed the beep and stayed on has spoken after it.
        found |= {Outcome.MESSAGE_LEFT, Outcome.INFORMED}
    if case.heard_information:
        found.add(Outcome.INFORMED)
    if case.back is not None and case.back.number:
        # Confirmed, and gone before the hotline's word was heard.
        found |= case.back.allowed()
    return frozenset(found)
