"""Scripted SIP phones: real SIP and RTP over UDP, for people without a phone, for tests, for benchmarks."""

from phones.behaviour import Behaviour
from phones.call import Call, CallState, Ending
from phones.incoming import IncomingCall
from phones.outgoing import OutgoingCall
from phones.phone import Phone
from phones.rtp import RtpStart

__all__ = ["Behaviour", "Call", "CallState", "Ending", "IncomingCall", "OutgoingCall", "Phone", "RtpStart"]
