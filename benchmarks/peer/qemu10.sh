#!/bin/sh
# SPDX-FileCopyrightText: The Cordon authors
# SPDX-License-Identifier: Apache-2.0
#
# qemu10.sh [FOLDER]: fetches the QEMU that Cordon is compared with (10, of Debian trixie) and prints the path of its
# qemu-system-riscv64. Only FOLDER is touched, by default one below ~/.cache; what is there already is used again.
# Needs apt-get and dpkg-deb; no root. A QEMU that the host has of its own does not matter.
set -eu

fail() {
  echo "qemu10.sh: $1" >&2
  exit 1
}

FOLDER=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/cordon/peer/qemu10}
mkdir -p "$FOLDER"
FOLDER=$(cd "$FOLDER" && pwd)
PROGRAM=$FOLDER/qemu-system-riscv64
if [ -x "$PROGRAM" ] && "$PROGRAM" --version >/dev/null 2>&1; then
  echo "$PROGRAM"
  exit 0
fi

for tool in apt-get dpkg-deb; do
  command -v $tool >/dev/null || fail "needs $tool, so a Debian or one of its derivatives"
done
KEYRING=
for key in gpg pgp; do
  [ -r /usr/share/keyrings/debian-archive-keyring.$key ] && KEYRING=/usr/share/keyrings/debian-archive-keyring.$key
done
[ -n "$KEYRING" ] || fail "the keys of the Debian archive are missing; install the package debian-archive-keyring"
# The mirror of Debian that the host itself uses: from sources.list(5), in both its formats.
MIRROR=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
  sed -n -e 's/\[[^]]*\]//' -e 's/^deb  *\([^ ]*\) .*/\1/p' -e 's/^URIs: *//p' | tr ' ' '\n' | grep '/debian/*$' | head -n 1)
[ -n "$MIRROR" ] || fail "apt's sources name no Debian mirror; add one"

# An apt over a folder of its own: the host's lists, packages and status are not touched.
WORK=$(mktemp -d "$FOLDER/fetch.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
mkdir -p "$WORK/state/lists/partial" "$WORK/cache/archives/partial" "$WORK/none" "$WORK/root"
: > "$WORK/state/status"
echo "deb [signed-by=$KEYRING] $MIRROR trixie main" > "$WORK/sources.list"
cat > "$WORK/apt.conf" <<CONFIGURATION
Dir::State "$WORK/state";
Dir::State::status "$WORK/state/status";
Dir::Cache "$WORK/cache";
Dir::Etc::sourcelist "$WORK/sources.list";
Dir::Etc::sourceparts "$WORK/none";
Dir::Etc::preferences "$WORK/none/preferences";
Dir::Etc::preferencesparts "$WORK/none";
APT::Sandbox::User "";
APT::Install-Recommends "false";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "3";
CONFIGURATION
export APT_CONFIG="$WORK/apt.conf"
{
  apt-get -q update
  apt-get -q -y --download-only -o Debug::NoLocking=true install qemu-system-riscv
} > "$WORK/log" 2>&1 || { tail -n 5 "$WORK/log" >&2; fail "apt-get failed"; }
for package in "$WORK"/cache/archives/*.deb; do
  dpkg-deb -x "$package" "$WORK/root"
done

# The program runs under the loader and the libraries that it was built with. QEMU looks for its modules and firmware in
# a folder qemu-bundle beside the running program, which is the loader, before it looks in the host's /usr.
LOADER=$(cd "$WORK/root" && find usr/lib -name 'ld-linux-*.so.*' | head -n 1)
LIBRARIES=${LOADER%/*}
mkdir "$WORK/root/$LIBRARIES/qemu-bundle"
ln -s ../../.. "$WORK/root/$LIBRARIES/qemu-bundle/usr"
cat > "$WORK/qemu-system-riscv64" <<WRAPPER
#!/bin/sh
R=$FOLDER/root
exec "\$R/$LOADER" --library-path "\$R/$LIBRARIES" "\$R/usr/bin/qemu-system-riscv64" -L "\$R/usr/share/qemu" "\$@"
WRAPPER
chmod +x "$WORK/qemu-system-riscv64"
rm -rf "$FOLDER/root"
mv "$WORK/root" "$FOLDER/root"
mv "$WORK/qemu-system-riscv64" "$PROGRAM"
"$PROGRAM" --version >/dev/null || fail "the QEMU in $FOLDER does not run"
echo "$PROGRAM"
