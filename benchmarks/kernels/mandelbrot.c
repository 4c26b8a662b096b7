// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// The Mandelbrot set in floats: comparisons that decide branches, conversions.
#include "kernel.h"

#define SIDE 96
#define MOST 100

u64 kernel(u32 round) {
  u64 sum = 0;
  float zoom = 3.0f / (1.0f + round * 0.01f);
  for (int row = 0; row < SIDE; row++) {
    for (int column = 0; column < SIDE; column++) {
      float cx = zoom * column / SIDE - 2.0f, cy = zoom * row / SIDE - 1.5f;
      float x = 0, y = 0;
      int count = 0;
      while (count < MOST && x * x + y * y < 4.0f) {
        float next = x * x - y * y + cx;
        y = 2.0f * x * y + cy;
        x = next;
        count++;
      }
      sum = fold(sum, (u64)count ^ bits_of_float(x) ^ (u64)(i64)(y * 1000.0f));
    }
  }
  return sum;
}
