#!/bin/busybox sh
# The first process of the image "debian": a shell on the console; when it ends, the machine is powered off.
# A kernel parameter run="COMMAND" has the shell run that command instead.
export PATH=/bin HOME=/root TERM="${TERM:-vt100}"
/bin/busybox --install -s /bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
hostname debian
cd /root
if [ -n "$run" ]; then
  sh -c "$run"
else
  echo
  echo "Linux $(uname -r) with BusyBox. When this shell ends, the machine is powered off."
  setsid cttyhack sh
fi
poweroff -f
