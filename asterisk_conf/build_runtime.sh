#!/bin/sh
# Unpacks the contained runtime (Asterisk, Redis, SIPp, espeak-ng) into the folder named by the first argument.
#
# Debian's packages are fetched with a private apt state and unpacked, never installed: it needs no root, changes
# nothing on the machine, and any machine that has apt-get and dpkg-deb will do. Progress goes to stderr. The folder
# appears whole or not at all; versions.txt in it names what was found.
#
# HOTLINE_MIRROR: address of a Debian mirror, instead of those that the machine's own apt uses.
set -eu
umask 022

SUITES="forky sid" # testing first; it moves, and when it lacks something unstable may have it
PACKAGES="asterisk asterisk-core-sounds-en-wav asterisk-moh-opsound-wav redis-server sip-tester espeak-ng"
OLDEST_SAFE=22.4.1 # below it an endpoint can claim another's identity (CVE-2025-47779)
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

say() { printf 'hotline: %s\n' "$*" >&2; }
give_up() {
    say "$*"
    exit 1
}

target=${1:?usage: build_runtime.sh FOLDER}
parent=$(dirname "$target")
mkdir -p "$parent" || give_up "cannot write to $parent; set HOTLINE_CACHE to a folder that you may write to"

# Two copies that start at once: the second waits here and then finds the work done.
exec 9>"$target.lock"
if ! flock -n 9; then
    say "another copy is building the runtime; waiting for it"
    flock 9
fi
[ -f "$target/versions.txt" ] && exit 0

for tool in apt-get dpkg-deb; do
    command -v $tool >/dev/null 2>&1 || give_up "$tool is not here, so the runtime cannot be fetched. Run on Debian or" \
        "Ubuntu, or unpack Asterisk $OLDEST_SAFE or newer, redis-server, sip-tester and espeak-ng into one folder and" \
        "name it in HOTLINE_RUNTIME"
done
free=$(df -Pk "$parent" | awk 'NR == 2 { print $4 }')
[ "$free" -gt 1500000 ] || give_up "$parent has $((free / 1024)) MB free; the runtime needs 1500 while it is built:" \
    "make room, or set HOTLINE_CACHE to another folder"

rm -rf "$target".?????? # what a killed build left behind; the lock says that none is running
work=$(mktemp -d "$target.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

private_apt() {
    # What is installed on this machine does not count (empty status), so that every dependency is fetched too.
    apt-get -qq \
        -o Dir::State="$work/apt/state" -o Dir::State::status="$work/apt/status" -o Dir::Cache="$work/apt/cache" \
        -o Dir::Etc::SourceList="$work/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
        -o APT::Sandbox::User="" -o APT::Install-Recommends=0 -o Debug::NoLocking=1 -o Acquire::Languages=none \
        -o Acquire::Retries=2 -o Acquire::Check-Valid-Until=false -o DPkg::Post-Invoke::= \
        -o APT::Update::Post-Invoke::= "$@"
}

fetch() { # fetch MIRROR SUITE
    rm -rf "$work/apt"
    mkdir -p "$work/apt/state/lists/partial" "$work/apt/cache/archives/partial"
    : >"$work/apt/status"
    signed=
    [ -f "$KEYRING" ] && signed=" [signed-by=$KEYRING]"
    echo "deb$signed $1 $2 main" >"$work/apt/sources.list"
    private_apt update >"$work/apt.log" 2>&1 || return 1
    # A failed index is only a warning to apt-get update; the packages then have no candidate and this fails.
    # shellcheck disable=SC2086
    private_apt install --download-only -y $PACKAGES >>"$work/apt.log" 2>&1
}

mirrors=${HOTLINE_MIRROR:-$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    grep -v security | sort -u)}
[ -n "$mirrors" ] || give_up "this machine's apt has no sources; set HOTLINE_MIRROR to a Debian mirror's address"

suite=
for candidate in $SUITES; do
    for mirror in $mirrors; do
        say "fetching Asterisk, Redis and the voices from Debian $candidate (about 100 MB, once)"
        if fetch "$mirror" "$candidate"; then
            suite=$candidate
            break 2
        fi
        sed 's/^/  /' "$work/apt.log" | tail -5 >&2
    done
done
[ -n "$suite" ] || give_up "no mirror had all of: $PACKAGES. Set HOTLINE_MIRROR to a Debian mirror, or HOTLINE_RUNTIME to" \
    "a folder that holds them unpacked"

say "unpacking"
# Debian has merged /bin and /lib into /usr; a package that still says /lib must land there too.
root=$work/root
mkdir -p "$root/usr"
for name in bin sbin lib lib64; do
    mkdir -p "$root/usr/$name"
    ln -s "usr/$name" "$root/$name"
done
for deb in "$work"/apt/cache/archives/*.deb; do
    # Not dpkg-deb -x: it replaces the merged links by folders.
    dpkg-deb --fsys-tarfile "$deb" | tar -C "$root" -xf - --keep-directory-symlink --no-same-owner \
        --exclude=./usr/share/doc --exclude=./usr/share/man --exclude=./usr/share/locale
done

# The packages reach these through /etc/alternatives, which nobody sets up here: the spoken numbers would be silent.
sounds=$root/usr/share/asterisk/sounds
for voice in "$sounds"/en_US_*; do
    rm -f "$sounds/en"
    ln -s "$(basename "$voice")" "$sounds/en"
    break
done

loader=$(find "$root/usr/lib64" "$root/usr/lib" -name 'ld-linux*.so.*' | sort | head -n 1)
libraries=$(dirname "$(dirname "$(find "$root/usr/lib" -type d -path '*/asterisk/modules' | head -n 1)")")
run() {
    program=$1
    shift
    "$loader" --library-path "$libraries:$libraries/pulseaudio" "$program" "$@"
}
asterisk=$(run "$root/usr/sbin/asterisk" -V) || give_up "the Asterisk that was unpacked does not run on this machine"
redis=$(run "$root/usr/bin/redis-server" --version) || give_up "the Redis that was unpacked does not run on this machine"
asterisk=$(echo "$asterisk" | sed -n 's/^Asterisk \([0-9][0-9.]*\).*/\1/p')
redis=$(echo "$redis" | sed -n 's/.*v=\([0-9][0-9.]*\).*/\1/p')
if [ "$(printf '%s\n%s\n' "$asterisk" "$OLDEST_SAFE" | sort -V | head -n 1)" != "$OLDEST_SAFE" ]; then
    say "WARNING: Asterisk $asterisk has known security defects; $OLDEST_SAFE or newer is needed for a public service"
fi

{
    echo "suite $suite"
    echo "asterisk $asterisk"
    echo "redis $redis"
    for deb in "$work"/apt/cache/archives/*.deb; do
        dpkg-deb --show --showformat='package ${Package} ${Version}\n' "$deb"
    done
} >"$root/versions.txt"
rm -rf "$target" # a folder without versions.txt is what an interrupted build by hand left behind
mv "$root" "$target"
say "runtime ready: Asterisk $asterisk, Redis $redis (Debian $suite)"
