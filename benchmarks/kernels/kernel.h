// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// A kernel is one function that does some work and returns a checksum of it. bare.c calls it on a bare machine and native.c on
// the host; what both print must be the same.
#ifndef KERNEL_H
#define KERNEL_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long u64;
typedef long i64;

// One round of work; rounds differ in their input.
u64 kernel(u32 round);

// The next of a sequence of pseudo-random numbers (xorshift64); the state must not be 0.
static inline u64 next_random(u64 *state) {
  u64 x = *state;
  x ^= x << 13;
  x ^= x >> 7;
  x ^= x << 17;
  return *state = x;
}

// Folds a value into a checksum.
static inline u64 fold(u64 sum, u64 value) {
  return (sum ^ value) * 0x9E3779B97F4A7C15ul + (sum >> 29);
}

// The bits of floating-point values: results must agree to the last one.
static inline u64 bits_of_double(double value) {
  union { double d; u64 u; } both = {value};
  return both.u;
}

static inline u64 bits_of_float(float value) {
  union { float f; u32 u; } both = {value};
  return both.u;
}

#endif
