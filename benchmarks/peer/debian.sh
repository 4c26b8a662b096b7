# SPDX-FileCopyrightText: The Cordon authors
# SPDX-License-Identifier: Apache-2.0
#
# To be sourced, with set -eu and a function fail: packages of Debian through the host's own apt, without root and without
# touching the host.

# fetch_debian WORK SUITE PACKAGE...: downloads packages with everything that they depend on, into WORK/cache/archives. Apt
# works over WORK: the host's lists, packages and status are not touched.
fetch_debian() {
  work=$1
  suite=$2
  shift 2
  for tool in apt-get dpkg-deb; do
    command -v $tool >/dev/null || fail "needs $tool, so a Debian or one of its derivatives"
  done
  keyring=
  for key in gpg pgp; do
    [ -r /usr/share/keyrings/debian-archive-keyring.$key ] && keyring=/usr/share/keyrings/debian-archive-keyring.$key
  done
  [ -n "$keyring" ] || fail "the keys of the Debian archive are missing; install the package debian-archive-keyring"
  # The mirror of Debian that the host itself uses: from sources.list(5), in both its formats.
  mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null |
    sed -n -e 's/\[[^]]*\]//' -e 's/^deb  *\([^ ]*\) .*/\1/p' -e 's/^URIs: *//p' | tr ' ' '\n' | grep '/debian/*$' | head -n 1)
  [ -n "$mirror" ] || fail "apt's sources name no Debian mirror; add one"

  mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial" "$work/none"
  : > "$work/state/status"
  echo "deb [signed-by=$keyring] $mirror $suite main" > "$work/sources.list"
  cat > "$work/apt.conf" <<CONFIGURATION
Dir::State "$work/state";
Dir::State::status "$work/state/status";
Dir::Cache "$work/cache";
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "$work/none";
Dir::Etc::preferences "$work/none/preferences";
Dir::Etc::preferencesparts "$work/none";
APT::Sandbox::User "";
APT::Install-Recommends "false";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "3";
CONFIGURATION
  {
    APT_CONFIG="$work/apt.conf" apt-get -q update
    APT_CONFIG="$work/apt.conf" apt-get -q -y --download-only -o Debug::NoLocking=true install "$@"
  } > "$work/log" 2>&1 || { tail -n 5 "$work/log" >&2; fail "apt-get failed"; }
}
