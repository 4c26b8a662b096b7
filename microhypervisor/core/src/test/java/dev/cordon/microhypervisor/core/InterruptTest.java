// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.types.Permission;
import dev.cordon.machine.engine.BusError;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of an interrupt line whose binding changes or goes; {@link HypercallTest} has the way of an interrupt that is bound. */
class InterruptTest {
    private static final long LINE = Selectors.INTERRUPTS + AddressMap.UART_INTERRUPT;
    private static final long EC = 600;
    private static final long NOTIFICATION = 610;

    private final Bench bench = new Bench(2);

    /** A notification on each pCPU, and the line asserted as long as nobody reads what the UART has received. */
    @BeforeEach
    void begin() throws InterruptedException, BusError {
        for (int pcpu = 0; pcpu < 2; pcpu++) {
            bench.ok(Operation.CREATE_HOST_EC, EC + pcpu, Selectors.PD, pcpu, 0);
            bench.ok(Operation.CREATE_NOTIFICATION, NOTIFICATION + pcpu, Selectors.PD, EC + pcpu);
        }
        bench.system.machine.bus().write(AddressMap.UART + 1, 1, 1); // receiver interrupts
        bench.system.machine.receive(new byte[] {65});
    }

    private Notification notification(int pcpu) {
        return (Notification) bench.lookup(NOTIFICATION + pcpu).object();
    }

    private void bind(int pcpu, long badges) {
        bench.ok(Operation.BIND_INTERRUPT, LINE, NOTIFICATION + pcpu, badges);
    }

    private boolean isEnabled(int pcpu) throws BusError {
        long enables = bench.system.machine.bus().read(AddressMap.PLIC + 0x2000 + (2 * pcpu + 1) * 0x80L, 4);
        return (enables & 1L << AddressMap.UART_INTERRUPT) != 0;
    }

    @Test
    void oneThatIsBoundElsewhereInterruptsOnlyThere() throws BusError {
        bind(0, 8);
        assertThat(isEnabled(0)).isTrue();
        bind(1, 16);
        assertThat(isEnabled(0)).isFalse();
        assertThat(isEnabled(1)).isTrue();
        bench.kernel.deliverInterrupts(0);
        bench.kernel.deliverInterrupts(1);
        assertThat(notification(0).isSignalled()).isFalse();
        assertThat(notification(1).take()).isEqualTo(16);
    }

    @Test
    void oneWhoseNotificationHasGoneInterruptsOnceMoreAtMost() throws BusError {
        bind(0, 8);
        bench.ok(Operation.REVOKE, Selectors.OBJECT_SPACE, NOTIFICATION, 0, 1);
        bench.kernel.deliverInterrupts(0);
        assertThat(isEnabled(0)).isFalse();
        bind(1, 16); // and it can be bound again
        bench.kernel.deliverInterrupts(1);
        assertThat(notification(1).take()).isEqualTo(16);
    }

    @Test
    void oneThatCannotBeUsedAnyMoreInterruptsOnceMoreAtMost() throws BusError {
        long given = 620;
        bench.ok(
                Operation.DELEGATE,
                Selectors.OBJECT_SPACE,
                LINE,
                Selectors.OBJECT_SPACE,
                given,
                0,
                Permission.INTERRUPT_BIND);
        bench.ok(Operation.BIND_INTERRUPT, given, NOTIFICATION, 8);
        bench.ok(Operation.REVOKE, Selectors.OBJECT_SPACE, given, 0, 1);
        bench.kernel.deliverInterrupts(0);
        assertThat(isEnabled(0)).isFalse();
        assertThat(notification(0).isSignalled()).isFalse();
    }

    @Test
    void oneIsAcknowledgedWhereItWasClaimed() {
        bind(1, 8);
        bench.kernel.deliverInterrupts(1);
        assertThat(notification(1).take()).isEqualTo(8);
        bench.ok(Operation.ACKNOWLEDGE, LINE);
        bench.kernel.deliverInterrupts(1);
        assertThat(notification(1).take()).isEqualTo(8);
    }
}
