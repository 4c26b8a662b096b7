// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// A product of integer matrices: three nested loops over arrays.
#include "kernel.h"

#define N 176

static u32 a[N][N], b[N][N], c[N][N];

u64 kernel(u32 round) {
  for (u32 i = 0; i < N; i++) {
    for (u32 j = 0; j < N; j++) {
      a[i][j] = i * 3 + j + round;
      b[i][j] = i ^ j * 5;
    }
  }
  for (u32 i = 0; i < N; i++) {
    for (u32 j = 0; j < N; j++) {
      u32 sum = 0;
      for (u32 k = 0; k < N; k++) {
        sum += a[i][k] * b[k][j];
      }
      c[i][j] = sum;
    }
  }
  u64 sum = 0;
  for (u32 i = 0; i < N; i++) {
    sum = fold(sum, c[i][(i * 7) % N]);
  }
  return sum;
}
