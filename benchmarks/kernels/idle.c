// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// A guest that has nothing to do for SECONDS, and then powers off.
#include "guest.h"

#define TIMER_INTERRUPT 32

void guest(u64 hart) {
  (void)hart;
  print("idle\n");
  u64 end = ticks() + SECONDS * 10000000ul;
  __asm__ volatile("csrs sie, %0" : : "r"(TIMER_INTERRUPT) : "memory");
  sbi(SBI_TIMER, 0, end, 0, 0);
  while (ticks() < end) {
    wait_for_interrupt();
  }
  print("awake\n");
  power_off();
}
