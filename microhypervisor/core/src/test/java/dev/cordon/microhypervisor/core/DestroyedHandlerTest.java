// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.Domains.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.microhypervisor.abi.HostFault;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A handler on pCPU 1 that is under way while the root task, on pCPU 0, destroys its domain: it holds its pCPU until it returns, and can do nothing else. */
@Tag("threads")
class DestroyedHandlerTest {
    private static final long DOMAIN = 5000;
    private static final long NEIGHBOUR = DOMAIN + Domains.STRIDE;
    private static final long MEMORY = TestSystem.FREE;
    private static final long MARK = 4711;

    private final AtomicInteger entries = new AtomicInteger();
    private final AtomicBoolean destroyed = new AtomicBoolean();
    private final AtomicBoolean tried = new AtomicBoolean();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger neighbours = new AtomicInteger();

    /** What memory holds after all that, read by the root task. */
    private final AtomicReference<Long> left = new AtomicReference<>();

    @Test
    void canNeitherCallNorTouchMemoryAfterwards() {
        TestProgram domain = new TestProgram();
        domain.notified((h, badges) -> {
            entries.incrementAndGet();
            MemorySegment view = h.memory(MEMORY, 4096);
            ok(Hypercalls.signal(h, Domains.ROOT, 1));
            while (!destroyed.get()) {
                Thread.onSpinWait();
            }
            try {
                refuseAll(h, view);
            } catch (Throwable e) { // the microhypervisor has nobody left to tell
                failure.set(e);
            }
            tried.set(true);
        });
        TestProgram neighbour = new TestProgram().notified((h, badges) -> {
            neighbours.incrementAndGet();
            ok(Hypercalls.signal(h, Domains.ROOT, 1));
        });
        TestProgram root = new TestProgram();
        root.init(h -> {
            Domains.create(h, DOMAIN, 1, 1);
            Domains.giveMemory(h, DOMAIN, MEMORY, 0, 3);
            Domains.start(h, DOMAIN, 50);
            Domains.create(h, NEIGHBOUR, 2, 1);
            Domains.start(h, NEIGHBOUR, 40);
            ok(Hypercalls.signal(h, DOMAIN + Domains.NOTIFICATION, 1));
        });
        root.notified((h, badges) -> {
            if (destroyed.get()) {
                left.set(h.load(MEMORY, 8));
                return;
            }
            ok(Hypercalls.signal(h, DOMAIN + Domains.NOTIFICATION, 1)); // would enter it again
            ok(Hypercalls.signal(h, NEIGHBOUR + Domains.NOTIFICATION, 1));
            ok(Domains.revoke(h, Selectors.OBJECT_SPACE, DOMAIN, 0, true));
            h.store(MEMORY, 8, MARK);
            assertThat(neighbours).hasValue(0); // the pCPU is held
            destroyed.set(true);
        });
        try (TestSystem system = TestSystem.start(2, root, domain, neighbour)) {
            system.await("the neighbour", () -> left.get() != null);
            assertThat(tried).isTrue();
            assertThat(failure).hasValue(null);
            assertThat(entries).hasValue(1);
            assertThat(neighbours).hasValue(1);
            assertThat(left).hasValue(MARK);
        }
    }

    /** Tries everything that a program can. */
    private static void refuseAll(Hypervisor h, MemorySegment view) {
        for (Operation operation : Operation.values()) {
            int status = h.hypercall(operation.number(), Domains.ROOT, 1, 0, 0, 0, 0);
            assertThat(Status.name(status)).as(operation.name()).isEqualTo("ABORTED");
        }
        assertThatThrownBy(() -> h.load(MEMORY, 8)).isInstanceOf(HostFault.class);
        assertThatThrownBy(() -> h.store(MEMORY, 8, 1)).isInstanceOf(HostFault.class);
        assertThatThrownBy(() -> h.memory(MEMORY, 8)).isInstanceOf(HostFault.class);
        assertThatThrownBy(() -> view.set(ValueLayout.JAVA_LONG, 0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> h.utcb().word(Utcb.BODY, 1)).isInstanceOf(IllegalStateException.class);
    }
}
