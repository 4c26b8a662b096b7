# SPDX-FileCopyrightText: The Cordon authors
# SPDX-License-Identifier: Apache-2.0
#
# Sourced by mvnw and cordon. find_jdk VERSION PROGRAM sets and exports JAVA_HOME to a JDK of at least that version
# that has bin/PROGRAM: JAVA_HOME itself if it is new enough, else what `java` on the PATH belongs to, else the usual places.

fail() {
  printf '%s: %s\n' "$(basename "$0")" "$1" >&2
  exit 1
}

# jdk_version HOME prints the feature release that HOME holds, 0 if it holds none.
jdk_version() {
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null | grep . || echo 0
}

find_jdk() {
  on_path=$(command -v java 2>/dev/null || true)
  [ -z "$on_path" ] || on_path=$(dirname "$(dirname "$(readlink -f "$on_path" 2>/dev/null || echo "$on_path")")")
  for home in "${JAVA_HOME:-}" "$on_path" /usr/lib/jvm/* /opt/java/* /opt/jdk* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -x "$home/bin/$2" ] && [ "$(jdk_version "$home")" -ge "$1" ]; then
      JAVA_HOME=$home
      export JAVA_HOME
      return
    fi
  done
  fail "Cordon needs JDK $1 or newer: install one (for instance Eclipse Temurin $1) and set JAVA_HOME to it."
}
