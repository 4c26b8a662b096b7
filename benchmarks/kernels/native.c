// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// A kernel on the host: prints what bare.c prints.
#include "kernel.h"
#include <stdio.h>
#include <time.h>

static u64 ticks(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (u64)now.tv_sec * 10000000 + (u64)now.tv_nsec / 100;
}

int main(void) {
  for (u32 round = 0; round < ROUNDS; round++) {
    u64 begin = ticks();
    u64 sum = kernel(round);
    printf("%u %lx %lu\n", round, sum, ticks() - begin);
    fflush(stdout);
  }
  return 0;
}
