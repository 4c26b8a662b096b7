// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// Fibonacci numbers by recursion: calls, returns, and the stack.
#include "kernel.h"

__attribute__((noinline)) static u64 fib(u32 n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

u64 kernel(u32 round) {
  return fib(27) + round;
}
