// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Utcb;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Two harts of a guest that exit at once, each to an execution context of its own: what {@link ParallelEntriesTest} looks at, with the VMM as it is and with a bug. */
final class ParallelEntries {
    private static final long DEBUG_CONSOLE = 0x4442_434e;
    private static final long WRITE_BYTE = 2;
    private static final long IPI = 0x73_5049;

    private ParallelEntries() {}

    /** Hart {@code hart} writes a byte to the debug console, by {@code context}. */
    static void write(TestGuest guest, Hypervisor context, int hart, char octet) {
        do {
            call(guest, context, hart, DEBUG_CONSOLE, WRITE_BYTE, octet);
        } while (context.utcb().groups() == 0); // there was no room: the call is made again
    }

    private static void call(
            TestGuest guest, Hypervisor context, int hart, long extension, long function, long argument) {
        Utcb utcb = context.utcb();
        utcb.x(10, argument);
        utcb.x(11, 0);
        utcb.x(16, function);
        utcb.x(17, extension);
        utcb.word(Utcb.PC, 0x8020_0000L);
        utcb.word(Utcb.EVENT, Event.ENVIRONMENT_CALL);
        guest.vmm.called(context, portal(guest, hart, Event.ENVIRONMENT_CALL));
    }

    static long portal(TestGuest guest, int hart, int event) {
        FakeHypervisor.Portal portal = guest.hypervisor.portals.get(Selectors.events(hart) + event);
        if (portal == null) {
            throw new AssertionError("no portal for event " + event);
        }
        return portal.id();
    }

    /** Whether an entry comes to its hypercall while another one is in the middle of its own. If it cannot, that is known after {@code patience} milliseconds. */
    static boolean overlap(long patience) throws Exception {
        TestGuest guest = TestGuest.started(2);
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        guest.hypervisor.inHypercall = () -> {
            if (first.getCount() > 0) {
                first.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            } else {
                second.countDown();
            }
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> holder = threads.submit(() -> call(guest, guest.hypervisor, 0, IPI, 0, 1));
            first.await();
            Hypervisor other = guest.hypervisor.context();
            Future<?> comer = threads.submit(() -> call(guest, other, 1, IPI, 0, 1));
            boolean met = second.await(patience, TimeUnit.MILLISECONDS);
            goOn.countDown();
            holder.get();
            comer.get();
            return met;
        }
    }
}
