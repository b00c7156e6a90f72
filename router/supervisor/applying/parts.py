"""Puts together what an apply works with."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from asterisk_conf.runtime import Runtime
from ivr.speech import choose_speech
from router.adapters.files.bundle_log import FileBundleLog
from router.adapters.files.bundle_store import BundleStore
from router.adapters.files.config_folder import read_texts
from router.adapters.files.half_applied import mark_half_applied
from router.services.apply_parts import ApplyParts, ApplyRunning
from router.services.config_desk import ConfigDesk
from router.settings import Settings
from router.supervisor.applying.asterisk import AsteriskStep
from router.supervisor.applying.in_force import InForceStep
from router.supervisor.applying.prompts import PromptStep
from router.supervisor.applying.router import RouterStep
from router.supervisor.programs import asterisk_console
from router.supervisor.voice import voice


def live_parts(
    settings: Settings, runtime: Runtime, *, actor: str, note: str, environ: Mapping[str, str] = os.environ
) -> ApplyParts:
    """For a copy that runs. `actor` and `note` go on the router's record; `environ` says whose voice speaks."""
    store = BundleStore(settings.bundles)
    prompts = PromptStep(settings=settings, speech=choose_speech(runtime, environ))
    return ApplyParts(
        store=store,
        log=FileBundleLog(settings.bundles),
        steps=(
            prompts,
            AsteriskStep(settings=settings, runtime=runtime, console=asterisk_console(settings, runtime)),
            InForceStep(store=store),
            # Last: the nodes that it tells look at the bundle in force.
            RouterStep(settings=settings, actor=actor, note=note),
        ),
        hold=lambda: hold_apply(settings.bundles),
        now=time.time,
        mark=partial(mark_half_applied, settings.bundles),
        tidy=prompts.tidy,
    )


def config_desk(settings: Settings, runtime: Runtime) -> ConfigDesk:
    """The configurations of a copy that runs, for its API."""
    return ConfigDesk(
        store=BundleStore(settings.bundles),
        log=FileBundleLog(settings.bundles),
        read_texts=lambda files, assets: read_texts(files, assets, voice),
        parts=lambda actor, note: live_parts(settings, runtime, actor=actor, note=note),
    )


def stopped_parts(settings: Settings) -> ApplyParts:
    """For a copy that is stopped: everything else is made of the bundle in force at its next start."""
    store = BundleStore(settings.bundles)
    return ApplyParts(
        store=store,
        log=FileBundleLog(settings.bundles),
        steps=(InForceStep(store=store),),
        hold=lambda: hold_apply(settings.bundles),
        now=time.time,
    )


@contextmanager
def hold_apply(bundles: Path) -> Iterator[None]:
    """One apply at a time. The kernel lets go of the lock, however the process ends. Raises ApplyRunning."""
    bundles.mkdir(parents=True, exist_ok=True)
    handle = os.open(bundles / ".apply.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ApplyRunning from None
        yield
    finally:
        os.close(handle)
