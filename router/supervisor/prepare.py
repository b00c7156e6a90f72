"""Makes what the programs of a copy need before the first is started: bundle, secrets, Asterisk's files, sounds."""

from __future__ import annotations

import os

from asterisk_conf.render import SecretMissing, render
from asterisk_conf.runtime import Runtime
from asterisk_conf.safe_text import UnsafeText
from ivr.music import MusicMissing, render_music
from ivr.prompts import TextMissing
from ivr.render import PromptFailed, render_prompts
from ivr.speech import choose_speech
from router.adapters.files.bundle_to_start import bundle_to_start
from router.adapters.files.half_applied import mark_half_applied
from router.adapters.files.secrets import SecretsError, load_or_create_secrets
from router.services.config_document import ConfigRefused
from router.settings import Settings
from router.supervisor.errors import CannotStart
from router.supervisor.open_archive import open_archive
from router.supervisor.voice import voice


def prepare(settings: Settings, runtime: Runtime, *, take_folder: bool = False) -> tuple[str, ...]:
    """Make it all for the bundle in force; what is there and unchanged stays. Gives back what a person should be warned
    about. With `take_folder` the configuration folder is put in force first.

    Blocks: a minute at most the first time, while prompts are spoken; well under a second later.

    Raises:
        CannotStart: there is no good configuration, or something cannot be made of it.
    """
    try:
        archive = open_archive(settings)
        bundle, warnings = bundle_to_start(settings, voice, take_folder=take_folder)
        secrets = load_or_create_secrets(settings, bundle)
        render(settings, runtime, bundle, secrets.model_dump())
        render_prompts(bundle, settings.sounds, choose_speech(runtime, os.environ), assets=settings.assets)
        render_music(runtime, settings.sounds, bundle.music, assets=settings.assets)
        mark_half_applied(settings.bundles, 0)
    except ConfigRefused as error:
        raise CannotStart("\n  ".join(["the configuration is refused:", *map(str, error.problems)])) from error
    except (SecretsError, SecretMissing, UnsafeText, TextMissing, PromptFailed, MusicMissing) as error:
        raise CannotStart(str(error)) from error
    return (*warnings, *archive())
