"""Where one copy of the platform lives: folders, ports, time limits. Built once, at the composition root."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
DEFAULT_PORT_BASE = 20_000
PORT_SPAN = 2_000
"""One copy takes the ports from its base up to base + 1,999."""

RTP_OFFSET = 100


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of one copy. Every path and port of the product is a property of this object."""

    data: Path
    config: Path
    port_base: int = DEFAULT_PORT_BASE
    listen: str = "127.0.0.1"
    """Address that SIP, RTP and the API are served on. AGI and AMI are on loopback whatever this says."""
    node: str = "node1"
    """Name of the Asterisk beside this copy; Asterisk's `systemname`, so the head of every call id."""
    drain_seconds: float = 15.0
    asterisk_log: str = "error"
    """What Asterisk writes of itself. `warning,error` helps to find a fault, and may quote phone numbers in full."""

    tls_cert: Path | None = None
    """Certificate chain for SIP over TLS, PEM. With it phones may register on `sip_tls_port` and use SRTP."""
    tls_key: Path | None = None
    """The certificate's private key, PEM, without a password."""

    # --- ports
    @property
    def sip_port(self) -> int:
        return self.port_base + 60

    @property
    def sip_tls_port(self) -> int:
        """TCP; open only with a certificate."""
        return self.port_base + 61

    @property
    def agi_port(self) -> int:
        return self.port_base + 1

    @property
    def ami_port(self) -> int:
        return self.port_base + 2

    @property
    def api_port(self) -> int:
        return self.port_base + 80

    @property
    def rtp_ports(self) -> tuple[int, int]:
        return self.port_base + RTP_OFFSET, self.port_base + PORT_SPAN - 1

    # --- folders
    @property
    def run(self) -> Path:
        """Sockets and pid files. Emptied by nobody while a copy runs."""
        return self.data / "run"

    @property
    def redis_socket(self) -> Path:
        return self.run / "redis.sock"

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def secrets(self) -> Path:
        """PINs, SIP passwords, tokens; mode 600, generated at first start."""
        return self.data / "secrets.json"

    @property
    def bundles(self) -> Path:
        """Compiled bundles, `000001.json` upwards, and `current`, the number in force."""
        return self.data / "bundles"

    @property
    def assets(self) -> Path:
        """Recordings that bundles name by their SHA-256: `<sha256>.wav`, as they were given."""
        return self.bundles / "assets"

    @property
    def announcements(self) -> Path:
        """Which announcements are switched on: JSON, id to {"on", "at", "by"}; not there: none."""
        return self.data / "announcements.json"

    @property
    def incident_announcements(self) -> Path:
        """What callers are told of incidents: JSON of `IncidentAnnouncements`; not there: nothing."""
        return self.data / "incident_announcements.json"

    @property
    def asterisk(self) -> Path:
        """Asterisk's own rendered configuration, astdb, logs and sounds."""
        return self.data / "asterisk"

    @property
    def sounds(self) -> Path:
        """Rendered prompts and music, as .alaw at 8 kHz, so that nothing is translated on the way."""
        return self.data / "sounds"

    @property
    def raw_recordings(self) -> Path:
        """Where Asterisk writes recordings while they run."""
        return self.data / "spool" / "recordings"

    @property
    def recordings(self) -> Path:
        """Finished recordings. The default copy keeps them in the checkout's own room."""
        default = self.data == CHECKOUT / "data"
        return CHECKOUT / "recordings" if default else self.data / "recordings"

    @property
    def cel_spool(self) -> Path:
        """Asterisk's channel event log, written whatever else is dead."""
        return self.data / "spool" / "cel" / "cel.csv"

    @property
    def database_url(self) -> str:
        return os.environ.get("HOTLINE_DATABASE_URL") or f"sqlite:///{self.data / 'archive.sqlite3'}"

    def to_environ(self) -> dict[str, str]:
        """The environment a child process is given so that `from_environ` builds the same settings."""
        return {
            "HOTLINE_DATA": str(self.data),
            "HOTLINE_CONFIG": str(self.config),
            "HOTLINE_PORT_BASE": str(self.port_base),
            "HOTLINE_LISTEN": self.listen,
            "HOTLINE_NODE": self.node,
            "HOTLINE_DRAIN_SECONDS": str(self.drain_seconds),
            "HOTLINE_ASTERISK_LOG": self.asterisk_log,
            "HOTLINE_TLS_CERT": str(self.tls_cert or ""),
            "HOTLINE_TLS_KEY": str(self.tls_key or ""),
        }


class SettingsError(Exception):
    """The settings cannot be used."""


def build_settings(
    *,
    data: Path | None = None,
    config: Path | None = None,
    port_base: int | None = None,
    listen: str | None = None,
    environ: dict[str, str] | None = None,
) -> Settings:
    """Settings from arguments, then the environment, then defaults; every problem is told at once.

    Raises:
        SettingsError: with one sentence per problem.
    """
    env = dict(os.environ) if environ is None else environ
    problems: list[str] = []

    def number(name: str, given: float | None, default: float) -> float:
        if given is not None:
            return given
        text = env.get(name, "")
        if not text:
            return default
        try:
            return float(text)
        except ValueError:
            problems.append(f"{name}={text!r} is not a number; give one, or unset it")
            return default

    base = int(number("HOTLINE_PORT_BASE", port_base, DEFAULT_PORT_BASE))
    if not 1024 <= base <= 65_535 - PORT_SPAN:
        problems.append(f"port base {base} is out of range; give one from 1024 to {65_535 - PORT_SPAN}")
    drain = number("HOTLINE_DRAIN_SECONDS", None, 15.0)
    data_dir = (data or Path(env.get("HOTLINE_DATA") or CHECKOUT / "data")).expanduser().resolve()
    config_dir = (config or Path(env.get("HOTLINE_CONFIG") or CHECKOUT / "config")).expanduser().resolve()
    # The Redis socket lies below the data folder, and a Unix socket's path holds 107 bytes at most.
    if len(os.fsencode(str(data_dir / "run" / "redis.sock"))) > 100:
        problems.append(f"the data folder's path is too long for a socket: {data_dir}; choose a shorter one")
    node = env.get("HOTLINE_NODE") or "node1"
    if not node.isalnum():
        problems.append(f"HOTLINE_NODE={node!r} may hold letters and digits only")
    log_levels = env.get("HOTLINE_ASTERISK_LOG") or "error"
    if log_levels not in {"error", "warning,error"}:
        problems.append(f"HOTLINE_ASTERISK_LOG={log_levels!r}; give error or warning,error")
    cert, key = (
        Path(text).expanduser().resolve() if (text := env.get(name, "")) else None
        for name in ("HOTLINE_TLS_CERT", "HOTLINE_TLS_KEY")
    )
    if (cert is None) is not (key is None):
        problems.append("HOTLINE_TLS_CERT and HOTLINE_TLS_KEY belong together; give both, or none")
    problems += [
        f"{path} cannot be read; give a PEM file that this user may read"
        for path in (cert, key)
        if path is not None and not os.access(path, os.R_OK)
    ]
    if problems:
        raise SettingsError("; ".join(problems))
    return Settings(
        data=data_dir,
        config=config_dir,
        port_base=base,
        listen=listen or env.get("HOTLINE_LISTEN") or "127.0.0.1",
        node=node,
        drain_seconds=drain,
        asterisk_log=log_levels,
        tls_cert=cert,
        tls_key=key,
    )
