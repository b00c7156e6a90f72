"""What to do about processes that an earlier supervisor left behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from router.supervisor.errors import OtherSettings
from router.supervisor.record import ChildRecord, Record


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """Who is kept and who has to go. Everybody else is started."""

    keep: Mapping[str, ChildRecord]
    end: tuple[ChildRecord, ...]
    """alive, but of a name that is not wanted any more"""


def decide(
    record: Record, *, wanted: Sequence[str], settings: Mapping[str, str], alive: Callable[[ChildRecord], bool]
) -> Adoption:
    """Keep the living under the same settings: their calls go on.

    Raises:
        OtherSettings: somebody lives, under other settings; to end them is for people to decide, there may be calls.
    """
    living = [child for child in record.children if alive(child)]
    names = record.settings.keys() | settings.keys()
    differing = {
        name: (record.settings.get(name, "nothing"), settings.get(name, "nothing"))
        for name in sorted(names)
        if record.settings.get(name) != settings.get(name)
    }
    if living and differing:
        raise OtherSettings({child.name: child.pid for child in living}, differing)
    return Adoption(
        keep={child.name: child for child in living if child.name in wanted},
        end=tuple(child for child in living if child.name not in wanted),
    )
