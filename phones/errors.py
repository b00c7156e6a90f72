"""What can go wrong for a scripted phone: one exception per refusal."""

from __future__ import annotations


class PhoneError(Exception):
    """A scripted phone could not do what it was asked."""


class BadMessage(PhoneError):
    """A datagram or a value is not valid SIP."""


class BadSdp(PhoneError):
    """A session description cannot be understood."""


class NoCommonCodec(PhoneError):
    """The far end's description has no codec that this phone was given."""


class BadChallenge(PhoneError):
    """A digest challenge asks for something this phone cannot compute."""


class PhoneClosed(PhoneError):
    """The phone has no sockets: it was not started, was stopped, or has died."""


class TargetRefused(PhoneError):
    """The number or server to dial is not one that this phone may dial."""


class RegistrationRefused(PhoneError):
    """The server did not accept the registration."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"registration refused: {status} {reason}")
        self.status = status


class CallRejected(PhoneError):
    """The call ended before it was answered."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"call not answered: {status} {reason}")
        self.status = status


class RequestRefused(PhoneError):
    """The far end refused a request within a call (hold, transfer, information)."""

    def __init__(self, method: str, status: int, reason: str) -> None:
        super().__init__(f"{method} refused: {status} {reason}")
        self.status = status


class WrongState(PhoneError):
    """The call is not in a state in which this can be done."""


class KeysNotAgreed(PhoneError):
    """The far end did not agree to telephone events (RFC 4733), so keys cannot be sent."""


class WaitedInVain(PhoneError, TimeoutError):
    """What was waited for did not happen in the time allowed."""
