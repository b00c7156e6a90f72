"""Why a call went where it went."""

from __future__ import annotations

from datetime import UTC, datetime

from router.domain.errors import UnknownCall
from router.web.context import Ask
from router.web.models_why import StepView, StoryView
from router.web.queries import Language, Nothing, WhyQuery


async def tell_why(ask: Ask[WhyQuery, Nothing]) -> StoryView:
    """By the archive alone: what is on record."""
    language = ask.query.language or _first(ask)
    story = await ask.sources.history.why(ask.word("call"), language=language.value, full=ask.query.full)
    if story is None:
        raise UnknownCall
    steps = [
        StepView(
            at=None if step.at is None else datetime.fromtimestamp(step.at, UTC),
            kind=step.kind,
            text=step.text,
            details=list(step.details),
        )
        for step in story.steps
    ]
    return StoryView(call=story.call, language=language, steps=steps)


def _first(ask: Ask[WhyQuery, Nothing]) -> Language:
    bundle = ask.sources.bundle()
    known = {language.value for language in Language}
    spoken = (language for language in (bundle.site.languages if bundle else ()) if language in known)
    return Language(next(spoken, Language.ENGLISH))
