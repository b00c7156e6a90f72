"""The way of one caller through the menus of a line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from ivr.catalogue.calls import WRONG_KEY
from ivr.channel import Channel
from ivr.decision import Action, Decision
from ivr.names import menu_prompt
from ivr.tell_incidents import Following
from ivr.welcome import Told, welcome
from router.domain.bundle import Bundle, Choice, Go, Line, Menu

PERSON: Final = "0"
BACK: Final = "*"
STEPS: Final = 20
"""A caller who has not decided after so many steps speaks with a person."""
WRONG_KEYS: Final = 2
"""wrong keys in a row that lead to a person"""


@dataclass(kw_only=True)
class Walk:
    """Where a caller is, and what has happened on the way."""

    channel: Channel
    bundle: Bundle
    line: Line
    told: Told
    language: str
    trail: list[Menu]
    """the present menu last, those above it before"""
    wrong: int = 0
    informed: bool = False

    def run(self, key: str | None) -> Decision:
        """From a line's menu to where the caller wants to go. `key` was pressed before the menu was offered: a choice
        of the menu counts, any other merely ended what was being said.

        0 leads to a person from everywhere and `*` one menu up. Silence and two wrong keys lead to a person too.
        """
        if key not in {PERSON, *self.trail[-1].choices}:
            key = None
        for _ in range(STEPS):
            menu = self.trail[-1]
            key = key or self.channel.play(menu_prompt(menu)) or self.channel.key(menu.seconds)
            if key is None:
                return self._person(informed=self.informed)
            if key == PERSON:
                return self._person()
            choice = menu.choices.get(key)
            if choice is None and key != BACK:
                self.wrong += 1
                if self.wrong >= WRONG_KEYS:
                    return self._person()
                key = self.channel.play(WRONG_KEY)
                continue
            self.wrong = 0
            if choice is None:
                self.trail = self.trail[:-1] or self.trail
                key = None
            elif choice.go in {Go.QUEUE, Go.MESSAGE}:
                return self._decide(choice)
            else:
                heard = self._step(choice)
                if isinstance(heard, Following):
                    return follow(Decision(queue=self.line.queue, language=self.language), heard)
                key = heard
        return self._person()

    def _person(self, *, informed: bool = False) -> Decision:
        queue = self.trail[-1].person or self.line.queue
        return Decision(queue=queue, language=self.language, informed=informed)

    def _decide(self, choice: Choice) -> Decision:
        if choice.go is Go.MESSAGE:
            return Decision(action=Action.MESSAGE, queue=choice.target, language=self.language)
        return Decision(queue=choice.target, language=self.language, skills=choice.skills)

    def _step(self, choice: Choice) -> Following | str | None:
        """A choice that leads to a menu again; the key that was pressed meanwhile. In another language the welcome is
        heard again, and with it what a caller may ask to be told of."""
        match choice.go:
            case Go.MENU if choice.target in self.bundle.menus:
                self.trail.append(self.bundle.menus[choice.target])
            case Go.LANGUAGE:
                self.language = choice.target
                self.channel.speak(choice.target)
                return welcome(self.channel, self.line, choice.target, self.told)
            case Go.SAY:
                if key := self.channel.play(choice.target):
                    return key
                self.informed = True
                self.channel.informed()
        return None


def follow(straight: Decision, asked: Following) -> Decision:
    """Onto the list of an incident, in the language of `straight`."""
    return replace(straight, action=Action.FOLLOW, incident=asked.incident, number=asked.number, informed=True)
