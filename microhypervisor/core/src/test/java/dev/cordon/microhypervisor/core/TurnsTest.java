// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.Domains.ok;
import static dev.cordon.microhypervisor.core.Domains.start;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.machine.platform.AddressMap;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Utcb;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Interrupts, alarms and changes of policy reach programs on a pCPU that sleeps, or is about to run another: in turns on one thread. */
class TurnsTest {
    private static final long A = 5000;
    private static final long B = A + Domains.STRIDE;
    private static final long ALARM_LOW = 0x08;
    private static final long ALARM_HIGH = 0x0c;
    private static final long ALARM_INTERRUPT = 0x10;

    private final TestProgram root = new TestProgram();
    private final AtomicLong done = new AtomicLong();

    private static void bind(Hypervisor h, int line) {
        ok(Hypercalls.bindInterrupt(h, Selectors.INTERRUPTS + line, Selectors.MAIN_NOTIFICATION, 8));
    }

    @Test
    void anInterruptComesThoughNothingIsDue() throws InterruptedException {
        AtomicLong interrupts = new AtomicLong();
        root.init(h -> {
            bind(h, AddressMap.UART_INTERRUPT);
            h.store(AddressMap.UART + 1, 1, 1); // receiver interrupts
            done.set(1);
        });
        root.notified((h, badges) -> {
            assertThat(badges).isEqualTo(8);
            h.load(AddressMap.UART, 1);
            ok(Hypercalls.acknowledge(h, Selectors.INTERRUPTS + AddressMap.UART_INTERRUPT));
            interrupts.incrementAndGet();
        });
        try (TestSystem system = TestSystem.takingTurns(1, root)) {
            system.await("the beginning", () -> done.get() == 1);
            for (int i = 1; i <= 3; i++) {
                int expected = i;
                system.machine.receive(new byte[] {65});
                system.await("interrupt " + i, () -> interrupts.get() == expected);
            }
        }
    }

    @Test
    void anAlarmComesAtItsTimeThoughNobodyLooks() {
        long pause = 5_000_000;
        AtomicLong alarm = new AtomicLong();
        root.init(h -> {
            bind(h, AddressMap.RTC_INTERRUPT);
            alarm.set(h.utcb().word(Utcb.TIME_OF_DAY) + pause);
            h.store(AddressMap.RTC + ALARM_INTERRUPT, 4, 1);
            h.store(AddressMap.RTC + ALARM_HIGH, 4, alarm.get() >>> 32);
            h.store(AddressMap.RTC + ALARM_LOW, 4, alarm.get());
        });
        root.notified((h, badges) -> {
            long late = h.utcb().word(Utcb.TIME_OF_DAY) - alarm.get();
            assertThat(late).isBetween(0L, pause / 100);
            done.set(badges);
        });
        try (TestSystem system = TestSystem.takingTurns(1, root)) {
            system.await("the alarm", () -> done.get() == 8);
        }
    }

    @Test
    void whatIsReadyGetsItsTurnByItsNewPriority() {
        List<String> order = new ArrayList<>();
        root.init(h -> {
            Domains.create(h, A, 1, 0);
            Domains.create(h, B, 2, 0);
            start(h, A, 20);
            start(h, B, 30);
        });
        root.notified((h, badges) -> {
            if (badges == 1) { // both have begun, and are ready from now on
                ok(Hypercalls.signal(h, A + Domains.NOTIFICATION, 1));
                ok(Hypercalls.signal(h, B + Domains.NOTIFICATION, 1));
                ok(Hypercalls.signal(h, Selectors.MAIN_NOTIFICATION, 2));
            } else {
                ok(Hypercalls.controlSc(h, A + Domains.SC, 40, 1000, 0, -1));
            }
        });
        TestProgram first = new TestProgram()
                .init(h -> ok(Hypercalls.signal(h, Domains.ROOT, 1)))
                .notified((h, badges) -> order.add("A"));
        TestProgram second = new TestProgram().notified((h, badges) -> order.add("B"));
        try (TestSystem system = TestSystem.takingTurns(1, root, first, second)) {
            system.await("both", () -> order.size() == 2);
            assertThat(order).containsExactly("A", "B");
        }
    }
}
