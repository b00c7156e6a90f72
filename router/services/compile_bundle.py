"""Turns configuration documents into a bundle, or into the whole list of what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from router.domain.bundle import (
    Agent,
    Announcement,
    Bundle,
    Hours,
    Line,
    Menu,
    Queue,
    SeatPlace,
    Site,
    Trunk,
    Webhook,
)
from router.domain.routing.policy import FALLBACK
from router.services.bundle_parts import Parts, Sounds
from router.services.bundle_shape import (
    AgentNumber,
    AgentShape,
    LineShape,
    PlaceCode,
    QueueShape,
    SeatNumber,
    SeatShape,
    SiteShape,
    TopicCode,
)
from router.services.bundle_words import Id, Language, Name, PromptName, Spoken
from router.services.channel_shape import ChannelShape
from router.services.check_bundle import check_bundle
from router.services.check_policy import check_engine_policy
from router.services.config_document import ConfigRefused, Document, Problem
from router.services.hours_shape import HoursShape
from router.services.ladder_shape import LadderShape
from router.services.linkage_shape import LinkageShape
from router.services.menu_shape import AnnouncementShape, MenuShape
from router.services.outbound_shape import OutboundShape
from router.services.outside_shape import TrunkShape, WebhookShape
from router.services.read_entries import EntryReader
from router.services.suggest_word import suggest_word

NEEDED: Final = ("site.yaml", "lines.yaml", "queues.yaml", "skills.yaml", "seats.yaml", "agents.yaml", "texts.yaml")
OPTIONAL: Final = (
    "menus.yaml", "announcements.yaml", "hours.yaml", "topics.yaml", "places.yaml", "trunks.yaml", "webhooks.yaml",
    "channels.yaml", "outbound.yaml", "ladders.yaml", "linkages.yaml",
)  # fmt: skip
"""Not there: nothing of the kind."""
FILES: Final = (*NEEDED, *OPTIONAL)
"""Every file of a configuration, in the order in which problems are told."""


@dataclass(frozen=True, kw_only=True)
class Prompts:
    """What the one who speaks knows of a bundle."""

    known: frozenset[str]
    """names of all prompts that are ever played"""
    missing: tuple[tuple[str, str], ...] = ()
    """language and name of the prompts that have no words"""


Voice = Callable[[Bundle], Prompts]
"""Looks through a bundle's prompts; pure, nothing is spoken."""


def compile_bundle(
    documents: Mapping[str, Document], sounds: Sounds | None = None, voice: Voice | None = None
) -> Bundle:
    """The bundle that the documents describe, its `number` still 0. `documents` has an entry per name in `NEEDED`.

    Shape is checked first, entry by entry, then what refers to what; a broken entry hides no problem of another. Last,
    when all else is good and there is a `voice`, what is spoken.

    Raises:
        ConfigRefused: with all problems, by file and line.
    """
    sounds = sounds or Sounds()
    documents = {**{file: Document(file=file) for file in FILES}, **documents}
    reader = EntryReader(documents)
    parts = Parts(
        documents=documents,
        site=reader.whole("site.yaml", SiteShape),
        lines=reader.entries("lines.yaml", Id, LineShape),
        queues=reader.entries("queues.yaml", Id, QueueShape),
        skills=reader.entries("skills.yaml", Id, Name),
        seats=reader.entries("seats.yaml", SeatNumber, SeatShape),
        agents=reader.entries("agents.yaml", AgentNumber, AgentShape),
        texts=reader.entries("texts.yaml", Language, dict[PromptName, Spoken]),
        menus=reader.entries("menus.yaml", Id, MenuShape),
        announcements=reader.entries("announcements.yaml", Id, AnnouncementShape),
        hours=reader.entries("hours.yaml", Id, HoursShape),
        topics=reader.entries("topics.yaml", TopicCode, Name),
        places=reader.entries("places.yaml", PlaceCode, Name),
        trunks=reader.entries("trunks.yaml", Id, TrunkShape),
        webhooks=reader.entries("webhooks.yaml", Id, WebhookShape),
        channels=reader.entries("channels.yaml", Id, ChannelShape),
        outbound=reader.whole("outbound.yaml", OutboundShape) if documents["outbound.yaml"].data else None,
        ladders=reader.entries("ladders.yaml", Id, LadderShape),
        linkages=reader.entries("linkages.yaml", Id, LinkageShape),
        sounds=sounds,
    )
    problems = [*reader.problems, *sounds.problems, *check_bundle(parts)]
    site = parts.site
    if problems or site is None:
        raise ConfigRefused(_sorted(problems))
    bundle = _bundle(site, parts)
    if refused := list(check_engine_policy(bundle, documents)):
        raise ConfigRefused(_sorted(refused))
    if voice is not None and (unspoken := list(_spoken(parts, voice(bundle)))):
        raise ConfigRefused(_sorted(unspoken))
    return bundle


def _sorted(problems: list[Problem]) -> tuple[Problem, ...]:
    def rank(file: str) -> int:
        return FILES.index(file) if file in FILES else len(FILES)

    return tuple(sorted(problems, key=lambda found: (rank(found.file), found.line, found.what)))


def _spoken(parts: Parts, prompts: Prompts) -> Iterator[Problem]:
    texts = parts.documents["texts.yaml"]
    for language, name in prompts.missing:
        yield texts.problem(
            (language,), f"there are no words for `{name}` in `{language}`", f"add `{name}: ...` below `{language}`"
        )
    for language, words in parts.texts.items():
        for name in words:
            if name not in prompts.known:
                what = f"nothing ever speaks the text `{name}`"
                yield texts.problem((language, name), what, suggest_word(name, prompts.known))
    for place, sound in parts.sounds.prompts.items():
        name = place.partition("/")[2]
        if name not in prompts.known:
            what = f"no prompt has the name `{name}`"
            yield Problem(file=sound.path, line=1, what=what, remedy=suggest_word(name, prompts.known))


def _bundle(site: SiteShape, parts: Parts) -> Bundle:
    return Bundle(
        number=0,
        site=Site(**site.model_dump(exclude={"outbound_allowed", "incidents"}), incidents=site.incidents.settings()),
        lines={key: Line(id=key, **shape.model_dump()) for key, shape in parts.lines.items()},
        queues={key: _queue(key, shape) for key, shape in parts.queues.items()},
        skills=dict(parts.skills),
        seats={key: SeatPlace(id=key, **shape.model_dump()) for key, shape in parts.seats.items()},
        agents={key: Agent(id=key, **shape.model_dump()) for key, shape in parts.agents.items()},
        texts={language: dict(texts) for language, texts in parts.texts.items()},
        menus={key: _menu(key, shape) for key, shape in parts.menus.items()},
        announcements={key: Announcement(id=key, **shape.model_dump()) for key, shape in parts.announcements.items()},
        hours={key: Hours(id=key, spans=tuple(shape.span() for shape in spans)) for key, spans in parts.hours.items()},
        topics=dict(parts.topics),
        places=dict(parts.places),
        trunks={key: _trunk(key, shape) for key, shape in parts.trunks.items()},
        webhooks={key: Webhook(id=key, **shape.model_dump()) for key, shape in parts.webhooks.items()},
        channels={key: shape.channel(key) for key, shape in parts.channels.items()},
        outbound_allowed=site.outbound_allowed,
        outbound=parts.outbound.outbound() if parts.outbound else None,
        ladders={key: shape.ladder(key) for key, shape in parts.ladders.items()},
        linkages={key: shape.linkage(key) for key, shape in parts.linkages.items()},
        recorded_prompts={name: sound.sha256 for name, sound in parts.sounds.prompts.items()},
        music={name: tuple(sound.sha256 for sound in sounds) for name, sounds in parts.sounds.music.items()},
    )


def _queue(key: str, shape: QueueShape) -> Queue:
    values = shape.model_dump(exclude={"closed", "number", "steps", "overflow", "last_resort", "callback"})
    if shape.callback is not None:
        values |= {"callback_key": shape.callback.key, "callback_after_seconds": shape.callback.after_seconds}
    return Queue(
        id=key,
        number=shape.number or "",
        closed=shape.closed.choice() if shape.closed else None,
        steps=tuple(step.step() for step in shape.steps),
        overflows=tuple(overflow.overflow() for overflow in shape.overflow),
        last_resort=shape.last_resort.target() if shape.last_resort else FALLBACK,
        **values,
    )


def _menu(key: str, shape: MenuShape) -> Menu:
    choices = {digit: choice.choice() for digit, choice in shape.choices.items()}
    return Menu(id=key, choices=choices, **shape.model_dump(exclude={"choices"}))


def _trunk(key: str, shape: TrunkShape) -> Trunk:
    return Trunk(id=key, register=shape.registers, **shape.model_dump(exclude={"registers"}))
