"""One packet of the manager interface: an event, or the answer to an action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from asterisk.ami.event import Event

from router.adapters.ami.errors import ActionRefused

Pairs = list[tuple[str, str]]


class AmiEvent(Event):  # type: ignore[misc]  # the package has no types
    """asterisk-ami's event that forgets nothing.

    `keys` maps a header to its first value, so that a later header of the same name cannot replace it; `pairs` holds
    every header in order; headers of the form `...Variable: name=value` are collected into a dict under their name.
    """

    name: str
    keys: dict[str, Any]
    pairs: Pairs

    def __init__(self, name: str, keys: dict[str, Any], pairs: Pairs | None = None) -> None:
        super().__init__(name, keys)
        self.pairs = [] if pairs is None else pairs

    def text(self, header: str) -> str:
        """The header's first value, `""` when it is missing."""
        value = self.keys.get(header, "")
        return value if isinstance(value, str) else ""

    def last(self, header: str) -> str:
        """The header's last value: of a UserEvent the dialplan's own, where Asterisk has one of the same name."""
        return next((value for key, value in reversed(self.pairs) if key == header), self.text(header))

    def variables(self, header: str = "ChanVariable") -> dict[str, str]:
        """Channel variables that came with the event, those that are not set left out."""
        value = self.keys.get(header)
        return value if isinstance(value, dict) else {}

    def all(self, header: str) -> list[str]:
        """Every value of a repeated header, in order."""
        return [value for key, value in self.pairs if key == header]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Asterisk's answer to one action; for an action that lists, with the listed events in order."""

    ok: bool
    keys: dict[str, Any] = field(default_factory=dict)
    pairs: Pairs = field(default_factory=list)
    events: Sequence[AmiEvent] = ()

    @property
    def message(self) -> str:
        return str(self.keys.get("Message", ""))

    @property
    def value(self) -> str:
        """What a Getvar found, `""` when the variable is not set."""
        return str(self.keys.get("Value", ""))

    def demand(self) -> Answer:
        """The answer itself.

        Raises:
            ActionRefused: Asterisk answered with an error.
        """
        if not self.ok:
            raise ActionRefused(self.message)
        return self


@dataclass(frozen=True, kw_only=True)
class Banner:
    """The first line that Asterisk sends."""

    line: str


@dataclass(frozen=True, kw_only=True)
class Junk:
    """A packet that is neither event nor answer."""

    size: int


Packet = AmiEvent | Answer | Banner | Junk
