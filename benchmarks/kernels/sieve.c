// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// The sieve of Eratosthenes over bytes.
#include "kernel.h"

#define LIMIT 262144
#define PASSES 8

static u8 composite[LIMIT];

static u32 primes_below(u32 limit) {
  u32 count = 0;
  for (u32 i = 0; i < limit; i++) {
    composite[i] = 0;
  }
  for (u32 i = 2; i < limit; i++) {
    if (!composite[i]) {
      count++;
      for (u32 multiple = 2 * i; multiple < limit; multiple += i) {
        composite[multiple] = 1;
      }
    }
  }
  return count;
}

u64 kernel(u32 round) {
  u64 sum = 0;
  for (u32 pass = 0; pass < PASSES; pass++) {
    sum = fold(sum, primes_below(LIMIT - round * 64 - pass));
  }
  return sum;
}
