// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// An interpreter of a small stack machine, with a jump table: indirect jumps that hardly repeat.
#include "kernel.h"

enum op { PUSH, ADD, SUB, MUL, XOR, DUP, SWAP, DROP, LOAD, STORE, LOOP, HALT };

static const u8 program[] = {
    LOAD,  0,    PUSH,  13,   MUL, PUSH, 7,     ADD, DUP, STORE, 0,     LOAD, 1, XOR, PUSH, 3, SUB, STORE, 1,
    LOAD,  2,    LOAD,  1,    ADD, DUP,  STORE, 2,   LOAD, 0,    SWAP,  SUB,  DROP, LOOP, 3, 0, HALT,
};

static u64 variables[4];

__attribute__((noinline)) static u64 execute(const u8 *code) {
  u64 stack[16];
  u64 *top = stack;
  const u8 *at = code;
  for (;;) {
    switch (*at++) {
    case PUSH:
      *top++ = *at++;
      break;
    case ADD:
      top--;
      top[-1] += top[0];
      break;
    case SUB:
      top--;
      top[-1] -= top[0];
      break;
    case MUL:
      top--;
      top[-1] *= top[0];
      break;
    case XOR:
      top--;
      top[-1] ^= top[0];
      break;
    case DUP:
      top[0] = top[-1];
      top++;
      break;
    case SWAP: {
      u64 value = top[-1];
      top[-1] = top[-2];
      top[-2] = value;
      break;
    }
    case DROP:
      top--;
      break;
    case LOAD:
      *top++ = variables[*at++];
      break;
    case STORE:
      variables[*at++] = *--top;
      break;
    case LOOP:
      if (--variables[*at]) {
        at = code + at[1];
      } else {
        at += 2;
      }
      break;
    default:
      return variables[2];
    }
  }
}

u64 kernel(u32 round) {
  variables[0] = round + 1;
  variables[1] = 0;
  variables[2] = 0;
  variables[3] = 60000;
  return execute(program);
}
