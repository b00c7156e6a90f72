"""What can go wrong between the listener and Asterisk's manager interface."""

from __future__ import annotations


class AmiError(Exception):
    """Asterisk's manager interface could not be used."""


class NotConnected(AmiError):
    """There is no connection to Asterisk; the action was not sent."""


class OutcomeUnknown(AmiError):
    """The connection was given up while the action was under way: it may have been carried out or not."""


class LoginRefused(AmiError):
    """Asterisk refused user or secret."""


class NotAsterisk(AmiError):
    """What answered on the port does not speak the manager interface."""


class UnsafeValue(AmiError):
    """A value holds a line end or NUL, with which it could forge headers."""


class ActionRefused(AmiError):
    """Asterisk answered the action with an error; its message is the argument."""


class StreamBroken(AmiError):
    """The bytes cannot be the manager interface: a packet without an end."""
