// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// What a guest in S-mode needs: it starts at guest(hart), prints to the UART, and asks its firmware (SBI 2.0).
#ifndef GUEST_H
#define GUEST_H

#include "kernel.h"

#define UART ((volatile u8 *)0x10000000)
#define SBI_BASE 0x10
#define SBI_TIMER 0x54494D45
#define SBI_IPI 0x735049
#define SBI_HSM 0x48534D
#define SBI_RESET 0x53525354
#define SOFTWARE_INTERRUPT 2

// Each hart has a stack; sie enables nothing until the guest does.
__asm__(".section .start, \"ax\"\n"
        ".globl _start\n"
        "_start: la sp, stack_end\n"
        "  slli t0, a0, 12\n"
        "  sub sp, sp, t0\n"
        "  csrw sie, zero\n"
        "  j guest\n"
        ".text\n");

static inline u64 sbi(u64 extension, u64 function, u64 a, u64 b, u64 c) {
  register u64 a0 __asm__("a0") = a;
  register u64 a1 __asm__("a1") = b;
  register u64 a2 __asm__("a2") = c;
  register u64 a6 __asm__("a6") = function;
  register u64 a7 __asm__("a7") = extension;
  __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a2), "r"(a6), "r"(a7) : "memory");
  return a0;
}

static inline u64 ticks(void) {
  u64 time;
  __asm__ volatile("rdtime %0" : "=r"(time) : : "memory");
  return time;
}

static inline void print(const char *text) {
  while (*text) {
    while (!(UART[5] & 0x20)) {
    }
    UART[0] = *text++;
  }
}

static inline void print_number(u64 value) {
  char digits[21];
  char *at = digits + 20;
  *at = 0;
  do {
    *--at = '0' + value % 10;
    value /= 10;
  } while (value);
  print(at);
}

static inline void power_off(void) {
  for (;;) {
    sbi(SBI_RESET, 0, 0, 0, 0);
  }
}

static inline void wait_for_interrupt(void) {
  __asm__ volatile("wfi" : : : "memory");
}

#endif
