// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// Streams: copy, scale and add over arrays larger than a first-level cache.
#include "kernel.h"

#define WORDS 32768
#define PASSES 60

static u64 a[WORDS], b[WORDS], c[WORDS];

u64 kernel(u32 round) {
  for (u32 i = 0; i < WORDS; i++) {
    a[i] = i * 0x9E3779B9ul + round;
  }
  for (u32 pass = 0; pass < PASSES; pass++) {
    for (u32 i = 0; i < WORDS; i++) {
      b[i] = a[i];
    }
    for (u32 i = 0; i < WORDS; i++) {
      c[i] = b[i] * 3;
    }
    for (u32 i = 0; i < WORDS; i++) {
      a[i] = b[i] + c[i];
    }
  }
  u64 sum = 0;
  for (u32 i = 0; i < WORDS; i++) {
    sum = fold(sum, a[i]);
  }
  return sum;
}
