// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// What a guest waits for its VMM: from the instruction that leaves the guest to the next. With a second hart also what an
// interrupt there and back takes. Prints "NAME NANOSECONDS" of each, time and again, until no round has become much shorter for
// a while: on a busy host compilers are late.
#include "guest.h"

#define COUNT 50000
#define A_WHILE (3 * 10000000ul)

static volatile u64 answers;

static inline __attribute__((always_inline)) void measure(const char *name, u64 count, void (*step)(void)) {
  u64 shortest = -1ul;
  for (u64 end = ticks() + A_WHILE; ticks() < end;) {
    u64 begin = ticks();
    for (u64 i = 0; i < count; i++) {
      step();
    }
    u64 took = ticks() - begin;
    print(name);
    print(" ");
    print_number(took * 100 / count);
    print("\n");
    if (took < shortest - shortest / 8) {
      shortest = took;
      end = ticks() + A_WHILE;
    }
  }
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

static void call_firmware(void) {
  sbi(SBI_BASE, 0, 0, 0, 0);
}

static void read_register(void) {
  (void)UART[5];
}

static void interrupt_other(void) {
  sbi(SBI_IPI, 0, 2, 0, 0);
  await_interrupt();
}

static void first(void) {
  measure("sbi-call", COUNT, call_firmware);
  measure("uart-register-read", COUNT, read_register);
  enable_wakeups();
  if (sbi(SBI_HSM, 0, 1, 0x80200000, 0) == 0) {
    await_interrupt();
    measure("interrupt-there-and-back", COUNT / 10, interrupt_other);
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
