// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// Quicksort with a comparator that is called through a pointer.
#include "kernel.h"

#define COUNT 15000

typedef int comparator(u32, u32);

static u32 values[COUNT];

static int ascending(u32 a, u32 b) {
  return a < b;
}

static int descending(u32 a, u32 b) {
  return a > b;
}

static int by_low_bits(u32 a, u32 b) {
  return (a & 0xffff) != (b & 0xffff) ? (a & 0xffff) < (b & 0xffff) : a < b;
}

static void sort(u32 *v, i64 low, i64 high, comparator *before) {
  while (low < high) {
    u32 pivot = v[low + (high - low) / 2];
    i64 i = low, j = high;
    while (i <= j) {
      while (before(v[i], pivot)) {
        i++;
      }
      while (before(pivot, v[j])) {
        j--;
      }
      if (i <= j) {
        u32 other = v[i];
        v[i++] = v[j];
        v[j--] = other;
      }
    }
    sort(v, low, j, before);
    low = i;
  }
}

u64 kernel(u32 round) {
  static comparator *const comparators[] = {ascending, descending, by_low_bits};
  u64 seed = round + 7;
  for (u32 i = 0; i < COUNT; i++) {
    values[i] = (u32)next_random(&seed);
  }
  u64 sum = 0;
  for (int i = 0; i < 3; i++) {
    sort(values, 0, COUNT - 1, comparators[i]);
    sum = fold(sum, values[COUNT / 3]);
  }
  return sum;
}
