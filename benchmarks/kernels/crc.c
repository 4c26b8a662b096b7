// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// A CRC-32 bit by bit, and a state machine that scans numbers in text: short, unforeseeable branches, and calls.
#include "kernel.h"

#define SIZE 24576

enum state { START, SIGN, INTEGER, FRACTION, EXPONENT, INVALID, STATES };

static u8 text[SIZE];

__attribute__((noinline)) static u32 crc_of_byte(u32 crc, u8 byte) {
  crc ^= byte;
  for (int bit = 0; bit < 8; bit++) {
    crc = crc & 1 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
  }
  return crc;
}

__attribute__((noinline)) static enum state after(enum state state, u8 c) {
  int digit = c >= '0' && c <= '9';
  switch (state) {
  case START:
    return digit ? INTEGER : c == '+' || c == '-' ? SIGN : c == '.' ? FRACTION : INVALID;
  case SIGN:
    return digit ? INTEGER : c == '.' ? FRACTION : INVALID;
  case INTEGER:
    return digit ? INTEGER : c == '.' ? FRACTION : c == 'e' ? EXPONENT : c == ',' ? START : INVALID;
  case FRACTION:
    return digit ? FRACTION : c == 'e' ? EXPONENT : c == ',' ? START : INVALID;
  case EXPONENT:
    return digit ? EXPONENT : c == ',' ? START : INVALID;
  default:
    return c == ',' ? START : INVALID;
  }
}

u64 kernel(u32 round) {
  u64 seed = round + 99;
  for (u32 i = 0; i < SIZE; i++) {
    text[i] = "0123456789.,e+-5"[next_random(&seed) >> 20 & 15];
  }
  u32 visits[STATES] = {0};
  u32 crc = ~0u;
  enum state state = START;
  for (int pass = 0; pass < 4; pass++) {
    for (u32 i = 0; i < SIZE; i++) {
      state = after(state, text[i]);
      visits[state]++;
      crc = crc_of_byte(crc, text[i]);
    }
  }
  u64 sum = crc;
  for (int i = 0; i < STATES; i++) {
    sum = fold(sum, visits[i]);
  }
  return sum;
}
