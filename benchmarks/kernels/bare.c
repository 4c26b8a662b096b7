// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// A kernel alone on a machine like QEMU's virt, in M-mode: prints "round checksum ticks" of each round to the UART, and powers
// off. A tick of the time CSR is 100 ns there.
#include "kernel.h"

#define UART ((volatile u8 *)0x10000000)
#define FINISHER ((volatile u32 *)0x100000)
#define READY 0x20

// gp is not used (the code is linked without relaxation to it); a trap ends the run as a failure.
__asm__(".section .start, \"ax\"\n"
        ".globl _start\n"
        "_start: la sp, stack_end\n"
        "  la t0, trap\n"
        "  csrw mtvec, t0\n"
        "  li t0, 0x6000\n"
        "  csrs mstatus, t0\n"
        "  j start\n"
        ".align 2\n"
        "trap: li t0, 0x100000\n"
        "  li t1, 0x13333\n"
        "  sw t1, 0(t0)\n"
        "1: j 1b\n"
        ".text\n");

static void put(char c) {
  while (!(UART[5] & READY)) {
  }
  UART[0] = c;
}

static void put_number(u64 value, int base) {
  char digits[20];
  int count = 0;
  do {
    digits[count++] = "0123456789abcdef"[value % base];
    value /= base;
  } while (value);
  while (count) {
    put(digits[--count]);
  }
}

static u64 ticks(void) {
  u64 time;
  __asm__ volatile("rdtime %0" : "=r"(time) : : "memory");
  return time;
}

void start(void) {
  for (u32 round = 0; round < ROUNDS; round++) {
    u64 begin = ticks();
    u64 sum = kernel(round);
    u64 end = ticks();
    put_number(round, 10);
    put(' ');
    put_number(sum, 16);
    put(' ');
    put_number(end - begin, 10);
    put('\n');
  }
  *FINISHER = 0x5555;
  for (;;) {
  }
}
