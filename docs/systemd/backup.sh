#!/bin/sh
# Copies what cannot be made anew into TARGET: backup.sh DATA CONFIG TARGET
# Calls go on meanwhile. Recordings are added to those of earlier backups, and never taken away from them.
set -eu
umask 077
data=$1 config=$2 target=$3
recordings=$data/recordings
[ -d "$recordings" ] || recordings=${HOTLINE_RECORDINGS:?name the folder of recordings in HOTLINE_RECORDINGS}

mkdir -p "$target"
# The archive is written to all the time: SQLite copies it whole. Put in place at the end, so that a backup that broke
# off leaves the former one.
python3 - "$data/archive.sqlite3" "$target/archive.sqlite3.new" <<'PYTHON'
import sqlite3, sys
source, copy = (sqlite3.connect(path) for path in sys.argv[1:])
source.backup(copy)
found = copy.execute("PRAGMA integrity_check").fetchone()[0]
calls = copy.execute("SELECT count(*) FROM calls").fetchone()[0]
copy.close()
if found != "ok":
    sys.exit(f"the copy of the archive is damaged: {found}")
print(f"archive: {calls} calls, {found}")
PYTHON
cp -p "$data/secrets.json" "$target/secrets.json"
[ ! -f "$data/announcements.json" ] || cp -p "$data/announcements.json" "$target/announcements.json"
rm -rf "$target/config.new" "$target/bundles.new"
cp -Rp "$config" "$target/config.new"
cp -Rp "$data/bundles" "$target/bundles.new"
# A finished recording never changes: only new ones are copied.
mkdir -p "$target/recordings"
cp -Rpu "$recordings/." "$target/recordings/"
for part in config bundles; do
    rm -rf "$target/$part"
    mv "$target/$part.new" "$target/$part"
done
mv "$target/archive.sqlite3.new" "$target/archive.sqlite3"
echo "recordings: $(find "$target/recordings" -name '*.opus' | wc -l)"
