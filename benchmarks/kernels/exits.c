// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// What a guest waits for its VMM: from the instruction that leaves the guest to the next. With a second hart also what an
// interrupt there and back takes. Prints "NAME NANOSECONDS" of each, time and again, until the JVM has had time to compile what they do.
#include "guest.h"

#define COUNT 50000
#define ENOUGH (4 * 10000000ul)

static volatile u64 answers;

static void report(const char *name, u64 begin, u64 count) {
  print(name);
  print(" ");
  print_number((ticks() - begin) * 100 / count);
  print("\n");
}

static void clear_interrupt(void) {
  __asm__ volatile("csrc sip, %0" : : "r"(SOFTWARE_INTERRUPT) : "memory");
}

static int interrupted(void) {
  u64 pending;
  __asm__ volatile("csrr %0, sip" : "=r"(pending) : : "memory");
  return (pending & SOFTWARE_INTERRUPT) != 0;
}

static void await_interrupt(void) {
  while (!interrupted()) {
    wait_for_interrupt();
  }
  clear_interrupt();
}

static void enable_wakeups(void) {
  __asm__ volatile("csrs sie, %0" : : "r"(SOFTWARE_INTERRUPT) : "memory");
}

static void first(void) {
  for (u64 end = ticks() + ENOUGH; ticks() < end;) {
    u64 begin = ticks();
    for (int i = 0; i < COUNT; i++) {
      sbi(SBI_BASE, 0, 0, 0, 0);
    }
    report("sbi-call", begin, COUNT);
    begin = ticks();
    for (int i = 0; i < COUNT; i++) {
      (void)UART[5];
    }
    report("uart-register-read", begin, COUNT);
  }
  enable_wakeups();
  if (sbi(SBI_HSM, 0, 1, 0x80200000, 0) == 0) {
    await_interrupt();
    for (u64 end = ticks() + ENOUGH; ticks() < end;) {
      u64 begin = ticks();
      for (int i = 0; i < COUNT / 10; i++) {
        sbi(SBI_IPI, 0, 2, 0, 0);
        await_interrupt();
      }
      report("interrupt-there-and-back", begin, COUNT / 10);
    }
  }
  power_off();
}

static void second(void) {
  enable_wakeups();
  for (;;) {
    sbi(SBI_IPI, 0, 1, 0, 0);
    await_interrupt();
    answers++;
  }
}

void guest(u64 hart) {
  if (hart == 0) {
    first();
  }
  second();
}
