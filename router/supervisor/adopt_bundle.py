"""Has a router that was taken over follow the bundle in force, so that it need not be started anew for it."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from router.adapters.files.start import bundle_in_force
from router.domain.errors import Refusal
from router.services.apply_parts import StepFailed
from router.settings import Settings
from router.supervisor.applying.router import RouterStep
from router.supervisor.mark import BUNDLE

log = structlog.get_logger()


async def adopt_bundle(settings: Settings, changed: Sequence[str]) -> frozenset[str]:
    """What of the changes the router has taken in: the bundle, when nothing else changed; a bundle that it has already
    it takes in again. Nothing when it does not answer, or will not."""
    bundle = bundle_in_force(settings) if list(changed) == [BUNDLE] else None
    if bundle is None:
        return frozenset()
    try:
        await RouterStep(settings=settings, actor="start", note="taken over").use(bundle)
    except (StepFailed, Refusal) as error:
        log.warning("bundle_not_adopted", bundle=bundle.number, why=str(error))
        return frozenset()
    return frozenset({BUNDLE})
