"""Writes every file that Asterisk reads, from the templates, the settings, the bundle in force and the secrets."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from asterisk_conf import names, safe_text
from asterisk_conf.event_log import log_folder, log_name
from asterisk_conf.modules import MODULES, TLS_MODULES
from asterisk_conf.runtime import Runtime
from asterisk_conf.write_file import write_file
from router.domain.bundle import Bundle, Trunk
from router.settings import Settings

TEMPLATES: Final = Path(__file__).parent / "templates"
SECRET_FILES: Final = frozenset({"manager.conf", "pjsip.conf"})
MAX_FILES: Final = 16_384

AMI_EVENTS: Final = (
    "UserEvent", "Hangup", "Newstate", "DialState", "ContactStatus", "DeviceStateChange", "OriginateResponse",
    "FullyBooted", "Shutdown", "Hold", "Unhold", "AttendedTransfer", "ChallengeResponseFailed",
)  # fmt: skip
"""Events that the listener may see; all others are filtered out by Asterisk. Answers to actions always come."""


class SecretMissing(Exception):
    """A password that Asterisk needs is not among the secrets."""


def render(settings: Settings, runtime: Runtime, bundle: Bundle, secrets: Mapping[str, Any]) -> tuple[str, ...]:
    """Write all files into `settings.asterisk` and make the folders they name; returns the names of changed files.

    Each file is replaced as a whole and only when it changes. Those with passwords have mode 600.

    Args:
        secrets: `{"ami": {"user", "secret"}, "sip": {seat: password}, "trunks": {trunk: password}, ...}`; other keys
            are not read, and `trunks` only for those that register.

    Raises:
        SecretMissing: the listener's account, or the password of a seat or of a trunk is not there.
        UnsafeText: a value would mean something else to Asterisk than it says.
        OSError: a folder or file cannot be written.
    """
    rendered = render_texts(settings, runtime, bundle, secrets)
    for folder in (
        settings.asterisk, var_folder(settings) / "spool", settings.run, settings.logs, settings.raw_recordings,
        settings.cel_spool.parent, log_folder(settings), settings.sounds,
    ):  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)
    changed = [
        name
        for name, content in rendered.items()
        if write_file(settings.asterisk / name, content, mode=0o600 if name in SECRET_FILES else 0o644)
    ]
    return tuple(changed)


def render_texts(settings: Settings, runtime: Runtime, bundle: Bundle, secrets: Mapping[str, Any]) -> dict[str, str]:
    """File name to content, nothing written. Raises as `render`, but for OSError."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        finalize=safe_text.finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters.update(
        digits=safe_text.digits, secret=safe_text.secret, path=safe_text.path,
        shown=safe_text.shown, user=safe_text.user, key=safe_text.key, server=safe_text.server,
        network=safe_text.network, section_path=safe_text.section_path,
    )  # fmt: skip
    values = _values(settings, runtime, bundle, secrets)
    return {
        name.removesuffix(".j2"): environment.get_template(name).render(values)
        for name in sorted(environment.list_templates())
        if name.endswith(".conf.j2")
    }


def var_folder(settings: Settings) -> Path:
    """What Asterisk itself keeps: its database, which holds registrations and duty marks."""
    return settings.asterisk / "var"


def _values(settings: Settings, runtime: Runtime, bundle: Bundle, secrets: Mapping[str, Any]) -> dict[str, Any]:
    try:
        ami_user, ami_secret = secrets["ami"]["user"], secrets["ami"]["secret"]
        seats = [
            {"id": seat.id, "name": seat.name, "password": secrets["sip"][seat.id]}
            for seat in sorted(bundle.seats.values(), key=lambda seat: seat.id)
        ]
        trunks = [
            {
                "id": trunk.id, "addresses": trunk.addresses, "register": trunk.register, "server": trunk.server,
                "user": trunk.user, "password": secrets["trunks"][trunk.id] if trunk.register else "",
            }
            for trunk in sorted(bundle.trunks.values(), key=lambda trunk: trunk.id)
        ]  # fmt: skip
    except KeyError as error:
        raise SecretMissing(f"no secret for {error}; remove nothing from the secrets file by hand") from error
    addresses = ["127.0.0.1"]
    if settings.listen not in {"127.0.0.1", "0.0.0.0"}:
        # A caller on the same machine comes from the address it calls.
        addresses.append(settings.listen)
    successors = sorted(
        (former, queue)
        for former, queue in bundle.successors.items()
        if former not in bundle.queues and queue in bundle.queues
    )
    return {
        "etc": settings.asterisk,
        "var": var_folder(settings),
        "run": settings.run,
        "logs": settings.logs,
        "log_warnings": "warning" in settings.asterisk_log,
        "sounds": settings.sounds,
        "raw_recordings": settings.raw_recordings,
        "cel_log": log_name(settings),
        "modules": runtime.asterisk_modules,
        "data": runtime.asterisk_data,
        "node": settings.node,
        "maxfiles": MAX_FILES,
        "language": bundle.site.languages[0],
        "listen": settings.listen,
        "sip_port": settings.sip_port,
        "sip_tls_port": settings.sip_tls_port,
        "tls_cert": settings.tls_cert,
        "tls_key": settings.tls_key,
        "agi_port": settings.agi_port,
        "ami_port": settings.ami_port,
        "rtp_start": settings.rtp_ports[0],
        "rtp_end": settings.rtp_ports[1],
        "inbound_addresses": addresses,
        "ami_user": ami_user,
        "ami_secret": ami_secret,
        "ami_events": AMI_EVENTS,
        "channel_vars": names.CHANNEL_VARS_ON_EVENTS,
        "module_names": (*MODULES, *TLS_MODULES) if settings.tls_cert else MODULES,
        "seats": seats,
        "trunks": trunks,
        "outbound": _way_out(bundle),
        "calls_back": bool(bundle.outbound and bundle.outbound_allowed),
        "linkages": sorted(bundle.linkages.values(), key=lambda linkage: linkage.key) if _way_out(bundle) else (),
        "outbound_shows": bundle.outbound.shows if bundle.outbound else "",
        "queues": sorted(bundle.queues.values(), key=lambda queue: queue.id),
        "successors": successors,
        "message_keys": sorted({queue.message_key for queue in bundle.queues.values() if queue.message_key}),
        "music": ("default", *sorted(name for name in bundle.music if name != "default")),
        "places": names.PLACES_TOLD,
        "waits": names.WAITS_TOLD,
        "passed_on": names.WHY_PASSED_ON,
        "lines": sorted(bundle.lines.values(), key=lambda line: line.number),
        "bundle": bundle.number,
        "ring_seconds": bundle.site.ring_seconds,
        "silent_phone_seconds": bundle.site.silent_phone_seconds,
        "beat_limit": names.BEAT_LIMIT_SECONDS,
        "ack_first": names.ACK_FIRST_SECONDS,
        "ack_again": names.ACK_AGAIN_SECONDS,
        "key_record": names.KEY_RECORD,
        "key_join": names.KEY_JOIN,
        "key_late": names.KEY_LATE,
        "key_link": names.KEY_LINK,
    }


def _way_out(bundle: Bundle) -> Trunk | None:
    """The trunk by which numbers are rung; None: none is."""
    if bundle.outbound is None or not (bundle.outbound_allowed or bundle.linkages):
        return None
    return bundle.trunks.get(bundle.outbound.trunk)
