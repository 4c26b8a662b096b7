// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// A product of matrices of doubles.
#include "kernel.h"

#define N 136

static double a[N][N], b[N][N], c[N][N];

u64 kernel(u32 round) {
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++) {
      a[i][j] = 1.0 / (i + j + 1 + round);
      b[i][j] = (i - j) * 0.37;
    }
  }
  for (int i = 0; i < N; i++) {
    for (int j = 0; j < N; j++) {
      double sum = 0;
      for (int k = 0; k < N; k++) {
        sum += a[i][k] * b[k][j];
      }
      c[i][j] = sum;
    }
  }
  u64 sum = 0;
  for (int i = 0; i < N; i++) {
    sum = fold(sum, bits_of_double(c[i][(i * 5) % N]));
  }
  return sum;
}
