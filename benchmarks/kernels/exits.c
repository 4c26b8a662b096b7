// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
//
// What a guest waits for its VMM: from the instruction that leaves the guest to the next. With a second hart also what an
// interrupt there and back takes, and how long the two wait for each other if both exit again and again. Prints "NAME
// NANOSECONDS" of each, time and again, until no round has become much shorter for a while: on a busy host compilers are late.
#include "guest.h"

#define COUNT 50000
#define A_WHILE (3 * 10000000ul)

#define PAUSE 2000

static volatile u64 answers;

// What the second hart does: it answers interrupts, or takes steps of its own and counts them.
static volatile enum { ANSWERS, CALLS, WORKS } task;
static volatile u64 steps;

static void print_figure(const char *name, u64 nanoseconds) {
  print(name);
  print(" ");
  print_number(nanoseconds);
  print("\n");
}

// Of a step of this hart; and, if the other one takes steps at the same time, of each of both.
static inline __attribute__((always_inline)) void measure(const char *name, const char *both, u64 count, void (*step)(void)) {
  u64 shortest = -1ul;
  for (u64 end = ticks() + A_WHILE; ticks() < end;) {
    u64 steps_before = steps;
    u64 begin = ticks();
    for (u64 i = 0; i < count; i++) {
      step();
    }
    u64 took = ticks() - begin;
    u64 all = count + steps - steps_before;
    print_figure(name, took * 100 / count);
    if (both) {
      print_figure(both, took * 100 / all);
    }
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

// A step of a guest that has something to do between its exits.
static void work(void) {
  for (u64 i = 0; i < PAUSE; i++) {
    __asm__ volatile("");
  }
  call_firmware();
}

static void first(void) {
  measure("sbi-call", 0, COUNT, call_firmware);
  measure("uart-register-read", 0, COUNT, read_register);
  measure("work-and-sbi-call", 0, COUNT / 10, work);
  enable_wakeups();
  if (sbi(SBI_HSM, 0, 1, 0x80200000, 0) == 0) {
    await_interrupt();
    measure("interrupt-there-and-back", 0, COUNT / 10, interrupt_other);
    task = CALLS;
    sbi(SBI_IPI, 0, 2, 0, 0);
    measure("sbi-call-beside-another", "sbi-call-of-either", COUNT, call_firmware);
    task = WORKS;
    measure("work-and-sbi-call-beside-another", "work-and-sbi-call-of-either", COUNT / 10, work);
  }
  power_off();
}

static void second(void) {
  enable_wakeups();
  while (task == ANSWERS) {
    sbi(SBI_IPI, 0, 1, 0, 0);
    await_interrupt();
    answers++;
  }
  for (;; steps++) {
    if (task == CALLS) {
      call_firmware();
    } else {
      work();
    }
  }
}

void guest(u64 hart) {
  if (hart == 0) {
    first();
  }
  second();
}
