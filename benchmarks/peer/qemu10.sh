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

. "$(dirname "$0")/debian.sh"
WORK=$(mktemp -d "$FOLDER/fetch.XXXXXX")
trap 'rm -rf "$WORK"' EXIT
fetch_debian "$WORK" trixie qemu-system-riscv
mkdir "$WORK/root"
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
