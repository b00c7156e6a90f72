"""Routes about configurations."""

from __future__ import annotations

from typing import Final

from router.domain.errors import BundleUnavailable, InUse, RouterAway, StateLost
from router.services.apply_parts import ApplyFailed, ApplyRunning, BadSuccessor, HalfApplied, NoteMissing
from router.services.config_document import ConfigRefused
from router.web.endpoint import Route
from router.web.errors import BundlesAway, IfMatchNeeded, Stale
from router.web.handlers import bundles
from router.web.models_bundles import BundleApplied, BundleCheck, BundleDiff, Bundles, BundleView
from router.web.permissions import Permission
from router.web.queries import ApplyBody, CheckBody, RollbackBody

P = Permission
IN_FORCE: Final = "number of the bundle in force"
CONFIG_BYTES: Final = 4 * 1024 * 1024
_APPLY: Final = (
    IfMatchNeeded, Stale, ApplyRunning, InUse, BadSuccessor, NoteMissing, ApplyFailed, HalfApplied, BundleUnavailable,
    BundlesAway, RouterAway, StateLost,
)  # fmt: skip

ROUTES: Final[tuple[Route, ...]] = (
    Route(
        method="GET",
        path="/v1/bundles",
        permission=P.BUNDLES_READ,
        handler=bundles.list_bundles,
        summary="Who put which configuration in force, when and why, newest first",
        reply=Bundles,
        refusals=(BundlesAway,),
    ),
    Route(
        method="GET",
        path="/v1/bundles/{bundle}",
        permission=P.BUNDLES_READ,
        handler=bundles.get_bundle,
        summary="The files of a stored configuration",
        reply=BundleView,
        refusals=(BundleUnavailable, BundlesAway),
    ),
    Route(
        method="GET",
        path="/v1/bundles/{bundle}/diff/{other}",
        permission=P.BUNDLES_READ,
        handler=bundles.diff_two,
        summary="What the second changes against the first, in the hotline's own words",
        reply=BundleDiff,
        refusals=(BundleUnavailable, BundlesAway),
    ),
    Route(
        method="POST",
        path="/v1/bundles/check",
        permission=P.BUNDLES_READ,
        handler=bundles.check_bundle,
        summary="What putting these files in force would change, or all that is wrong with them; changes nothing",
        reply=BundleCheck,
        body=CheckBody,
        body_bytes=CONFIG_BYTES,
        refusals=(BundleUnavailable, BundlesAway),
    ),
    Route(
        method="POST",
        path="/v1/bundles",
        permission=P.BUNDLES_SET,
        handler=bundles.apply_bundle,
        summary="Put these files in force while calls go on, whole or not at all; those not named stay as they are",
        reply=BundleApplied,
        body=ApplyBody,
        body_bytes=CONFIG_BYTES,
        if_match=IN_FORCE,
        refusals=(*_APPLY, ConfigRefused),
    ),
    Route(
        method="POST",
        path="/v1/bundles/{bundle}/rollback",
        permission=P.BUNDLES_SET,
        handler=bundles.roll_back,
        summary="Put a stored configuration in force again",
        reply=BundleApplied,
        body=RollbackBody,
        if_match=IN_FORCE,
        refusals=_APPLY,
    ),
)
