"""Every prompt of a bundle as sound, ahead of the first call, cached by content.

A file is named by what is said in it, so that files of several bundles lie beside each other. What callers hear is
named by links: speaking changes nothing for them, linking is done at one stroke per name.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Final

from ivr.prompts import prompts_of
from ivr.speak_prompt import MASTERS, PromptFailed, content_hash, speak_prompt
from ivr.speech import Speech
from router.domain.bundle import Bundle

__all__ = ["PromptFailed", "link_prompts", "prune_prompts", "render_prompts", "speak_prompts"]

AT_ONCE: Final = 2

Progress = Callable[[int, int, str], None]
"""Called after each prompt with how many are done, of how many, and `language/name`."""


def render_prompts(
    bundle: Bundle, sounds: Path, tts: Speech, progress: Progress | None = None, *, assets: Path | None = None
) -> None:
    """Make `<sounds>/<language>/<name>.alaw` for every prompt of a bundle: a link to a file named by its content, so
    that a caller who is listening hears the former one to its end.

    Raises:
        TextMissing: a prompt has no words.
        PromptFailed: the first prompt that could not be spoken; no name was changed.
    """
    speak_prompts(bundle, sounds, tts, progress, assets=assets)
    link_prompts(bundle, sounds, tts)


def speak_prompts(
    bundle: Bundle, sounds: Path, tts: Speech, progress: Progress | None = None, *, assets: Path | None = None
) -> None:
    """Make the files of a bundle's prompts; those that are there stay, and no name changes.

    `assets` is where recordings lie, `<sha256>.wav`. Blocks, for seconds the first time.

    Raises:
        TextMissing, PromptFailed: as `render_prompts`; what was spoken before it stays.
    """
    prompts = prompts_of(bundle)
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="render") as pool:
        waiting = {pool.submit(speak_prompt, prompt, sounds, tts, assets): prompt for prompt in prompts}
        try:
            for done, future in enumerate(as_completed(waiting), start=1):
                future.result()
                if progress:
                    progress(done, len(prompts), f"{waiting[future].language}/{waiting[future].name}")
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def link_prompts(bundle: Bundle, sounds: Path, tts: Speech) -> None:
    """Let callers hear a bundle whose prompts have been spoken, by the same voice. Quick. Names that it does not have
    keep their sound: callers who are in the menus of the former bundle still need them.

    Raises:
        TextMissing: a prompt has no words; no name was changed.
        PromptFailed: a prompt has not been spoken; no name was changed.
    """
    links: list[tuple[Path, str]] = []
    for prompt in prompts_of(bundle):
        folder, target = sounds / prompt.language, f"{content_hash(prompt, tts)}.alaw"
        if not (folder / target).exists():
            raise PromptFailed(prompt, "it was not spoken before it was to be heard")
        links.append((folder / f"{prompt.name}.alaw", target))
    for link, target in links:
        _link(link, target)


def prune_prompts(sounds: Path, tts: Speech, *kept: Bundle) -> int:
    """Remove names and files that none of the bundles has, and how many. Whoever is listening to one hears its end.

    Raises:
        TextMissing: a prompt of a bundle has no words; nothing was removed.
    """
    prompts = [prompt for bundle in kept for prompt in prompts_of(bundle)]
    hashes = {content_hash(prompt, tts) for prompt in prompts}
    names = {(prompt.language, f"{prompt.name}.alaw") for prompt in prompts}
    # What a name leads to now is heard, whoever spoke it: it may be of another voice than the one that speaks today.
    hashes |= {path.resolve().stem for language, name in names if (path := sounds / language / name).is_symlink()}
    stems = hashes | {prompt.name for prompt in prompts}
    languages = {prompt.language for prompt in prompts}
    found = [path for language in languages for path in (sounds / language).glob("*.alaw") if path.stem not in stems]
    found += [path for path in (sounds / MASTERS).glob("*.flac") if path.stem not in hashes]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _link(link: Path, target: str) -> None:
    """Point a name at a file, at one stroke."""
    if link.is_symlink() and os.readlink(link) == target:
        return
    fresh = link.with_name(f".{secrets.token_hex(8)}.link")
    fresh.symlink_to(target)
    fresh.replace(link)
