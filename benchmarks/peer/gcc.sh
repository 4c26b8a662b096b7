#!/bin/sh
# SPDX-FileCopyrightText: The Cordon authors
# SPDX-License-Identifier: Apache-2.0
#
# gcc.sh [FOLDER]: prints the path of a riscv64-linux-gnu-gcc: the host's, or one of the host's own release of Debian, fetched
# into FOLDER, by default one below ~/.cache. Nothing else is touched; what is there already is used again.
set -eu

fail() {
  echo "gcc.sh: $1" >&2
  exit 1
}

if command -v riscv64-linux-gnu-gcc; then
  exit 0
fi
FOLDER=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/cordon/peer/gcc}
mkdir -p "$FOLDER"
FOLDER=$(cd "$FOLDER" && pwd)
PROGRAM=$FOLDER/riscv64-linux-gnu-gcc
if [ -x "$PROGRAM" ] && "$PROGRAM" --version >/dev/null 2>&1; then
  echo "$PROGRAM"
  exit 0
fi

SUITE=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
[ -n "$SUITE" ] || fail "/etc/os-release names no release of Debian; install a riscv64-linux-gnu-gcc"
. "$(dirname "$0")/debian.sh"
WORK=$(mktemp -d "$FOLDER/fetch.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
fetch_debian "$WORK" "$SUITE" gcc-riscv64-linux-gnu
mkdir "$WORK/root"
for package in "$WORK"/cache/archives/*.deb; do
  case $package in
    */libc6_*) ;; # the host has it, and its loader wants no other
    *) dpkg-deb -x "$package" "$WORK/root" ;;
  esac
done

LIBRARIES=$(ls -d "$WORK"/root/usr/lib/*-linux-gnu* | sed "s|^$WORK|$FOLDER|" | paste -s -d : -)
cat > "$WORK/riscv64-linux-gnu-gcc" <<WRAPPER
#!/bin/sh
LD_LIBRARY_PATH=$LIBRARIES exec "$FOLDER/root/usr/bin/riscv64-linux-gnu-gcc" "\$@"
WRAPPER
chmod +x "$WORK/riscv64-linux-gnu-gcc"
rm -rf "$FOLDER/root"
mv "$WORK/root" "$FOLDER/root"
mv "$WORK/riscv64-linux-gnu-gcc" "$PROGRAM"
"$PROGRAM" --version >/dev/null || fail "the compiler in $FOLDER does not run"
echo "$PROGRAM"
