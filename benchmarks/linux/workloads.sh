#!/bin/busybox sh
# SPDX-FileCopyrightText: The Cordon authors
# SPDX-License-Identifier: Apache-2.0
#
# In the guest: does the workloads that the kernel parameter workloads= names (all, or names with commas), each at percent= of
# its full size, and prints "@ NAME SECONDS RESULT" of each. The result tells whether the work was done, and done right.

echo "@ userspace"

# now: hundredths of a second since boot, in NOW; without a process.
now() {
  read -r up rest </proc/uptime
  NOW=${up%.*}${up#*.}
}

# part FULL: that much at the percentage that is wanted, at least 1.
part() {
  amount=$(($1 * percent / 100))
  [ "$amount" -gt 0 ] || amount=1
  echo "$amount"
}

sum() {
  md5sum | cut -c 1-8
}

mkdata() { seq 1 "$(part 1000000)" >/tmp/data && sum </tmp/data; }
gzip9() { gzip -9 -c /tmp/data >/tmp/data.gz && wc -c </tmp/data.gz; }
gunzip1() { gunzip -c /tmp/data.gz | sum; }
bzip2_9() { head -c "$(part 1000000)" /tmp/data | bzip2 -9 -c | sum; }
sha256() { sha256sum /tmp/data | cut -c 1-8; }
md5() { for i in 1 2 3 4 5; do md5sum /tmp/data; done | sum; }
sort_n() { sort -rn /tmp/data | sum; }
awk_hash() { awk '{ h[$1 % 1000] += $1; t[$1] = 1 } END { for (k in h) s += h[k]; print s }' /tmp/data; }
fork_exec() { i=$(part 500); while [ "$i" -gt 0 ]; do /bin/busybox true; i=$((i - 1)); done; echo done; }
dd_byte() { dd if=/dev/zero of=/dev/null bs=1 count="$(part 100000)" 2>/dev/null; echo done; }
pipe() { dd if=/dev/zero bs=4096 count="$(part 16384)" 2>/dev/null | cat | wc -c; }
shell_loop() { i=0; n=$(part 100000); while [ "$i" -lt "$n" ]; do i=$((i + 1)); done; echo "$i"; }
tmpfs() { dd if=/dev/zero of=/tmp/zero bs=65536 count="$(part 1024)" 2>/dev/null; sum </tmp/zero; rm /tmp/zero; }
parallel() { for i in 1 2 3 4; do sha256sum /tmp/data & done | sum; }

ALL="mkdata gzip9 gunzip1 bzip2_9 sha256 md5 sort_n awk_hash fork_exec dd_byte pipe shell_loop tmpfs parallel"
percent=${percent:-100}
case ${workloads:-all} in
  all) ;;
  none) ALL= ;;
  *) ALL=$(echo "$workloads" | tr , ' ') ;;
esac
# run WORKLOAD: does it, once, after those whose files it reads.
DONE=' '
run() {
  case $DONE in *" $1 "*) return ;; esac
  case $1 in
    gunzip1) run gzip9 ;;
    gzip9 | bzip2_9 | sha256 | md5 | sort_n | awk_hash | parallel) run mkdata ;;
  esac
  DONE="$DONE$1 "
  now
  start=$NOW
  result=$($1)
  now
  echo "@ $1 $(((NOW - start) / 100)).$(((NOW - start) / 10 % 10))$(((NOW - start) % 10)) $result"
}
for workload in $ALL; do
  run "$workload"
done
