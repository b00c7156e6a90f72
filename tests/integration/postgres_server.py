"""A PostgreSQL of a test's own: unpacked or installed, never as root, on a Unix socket, gone with the test."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

START_SECONDS: Final = "60"
NOBODY: Final = "nobody"
"""Whom it runs as when the tests run as root, who may not."""


class PostgresServer:
    """One server; an empty database from it for each who asks."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries, self._folder = binaries, folder
        self._owner: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam(NOBODY)
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            self._owner = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        self._numbers = itertools.count(1)

    def start(self) -> None:
        """Make a cluster and bring it up."""
        self._run(
            "initdb",
            "-D",
            str(self._folder / "data"),
            "-U",
            "hotline",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "--no-sync",
        )
        self.up()

    def up(self) -> None:
        """Returns once it takes connections."""
        # What a test writes need not outlive a power cut.
        options = f"-c listen_addresses='' -k {self._folder} -c fsync=off -c max_connections=40"
        log = str(self._folder / "log")
        self._run(
            "pg_ctl", "-D", str(self._folder / "data"), "-o", options, "-l", log, "-w", "-t", START_SECONDS, "start"
        )

    def down(self) -> None:
        """At once, whoever is connected."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop")

    def database(self) -> str:
        """The URL of a new, empty database."""
        name = f"archive{next(self._numbers)}"
        self._run("createdb", "-h", str(self._folder), "-U", "hotline", name)
        return f"postgresql+psycopg://hotline@/{name}?host={self._folder}"

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._binaries / program, *arguments],
            cwd=self._folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            check=False, env={"PATH": os.environ["PATH"], "LC_ALL": "C"}, **self._owner,
        )  # fmt: skip
        assert done.returncode == 0, f"{program}: {done.stderr}"


def find_binaries() -> Path | None:
    """The folder of `initdb` and its like: what the path names, else the newest that Debian installed."""
    named = shutil.which("initdb")
    folders = [Path(named).resolve().parent] if named else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    """A running server. Skips where there is no PostgreSQL."""
    pytest.importorskip("psycopg", reason="the driver is not here: pip install 'psycopg[binary]'")
    binaries = find_binaries()
    if binaries is None:
        pytest.skip("PostgreSQL is not here: apt-get install postgresql")
    # Short, as a socket's path has to be.
    folder = Path(tempfile.mkdtemp(prefix="hl-pg-"))
    server = PostgresServer(binaries, folder)
    try:
        server.start()
        try:
            yield server
        finally:
            server.down()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
