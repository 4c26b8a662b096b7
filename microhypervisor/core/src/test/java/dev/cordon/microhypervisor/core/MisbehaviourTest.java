// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.Domains.giveMemory;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Program;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a VMM's handler does wrong stops its own guest, with a report that says what it was; a guest of another VMM on the same pCPU runs to its end. */
class MisbehaviourTest {
    private static final long FIRST = 5000;
    private static final long SECOND = FIRST + Domains.STRIDE;
    private static final long MEMORY = TestSystem.FREE;
    private static final long GARBAGE = 0x1234_5678_9ABCL;

    /** A guest that reports ten words, and ends. */
    private static final String GUEST = """
                li s0, 10
            next:
                mv a0, s0
                li a7, 1
                ecall
                addi s0, s0, -1
                bnez s0, next
                li a7, 0
                ecall
            """;

    /** A VMM that does something from the third report of its guest on. */
    private static final class Vmm implements Program {
        final TestVmm behaved;
        private final Consumer<Hypervisor> deed;

        Vmm(TestVmm behaved, Consumer<Hypervisor> deed) {
            this.behaved = behaved;
            this.deed = deed;
        }

        @Override
        public void init(Hypervisor h) {
            behaved.init(h);
        }

        @Override
        public void called(Hypervisor h, long event) {
            behaved.called(h, event);
            if (behaved.reports.size() >= 3) {
                deed.accept(h);
            }
        }

        @Override
        public void notified(Hypervisor h, long badges) {}

        @Override
        public void save(StateWriter writer) {}

        @Override
        public void restore(StateReader reader) {}
    }

    private static Arguments deed(String name, long kind, String report, Consumer<Hypervisor> deed) {
        return Arguments.of(name, kind, report, deed);
    }

    static Stream<Arguments> deeds() {
        return Stream.of(
                deed("throws", RootPortal.PROGRAM_FAULT, "java.lang.IllegalStateException: no", h -> {
                    throw new IllegalStateException("no");
                }),
                deed("throws an error of its own", RootPortal.PROGRAM_FAULT, Own.class.getName(), h -> {
                    throw new Own();
                }),
                deed("overflows its stack", RootPortal.RESOURCE_FAULT, "java.lang.StackOverflowError", h -> deep(1)),
                deed("allocates too much", RootPortal.RESOURCE_FAULT, "java.lang.OutOfMemoryError", h -> {
                    assertThat(new long[Integer.MAX_VALUE][Integer.MAX_VALUE]).isEmpty();
                }),
                deed("passes garbage selectors", RootPortal.PROGRAM_FAULT, "BAD_CAPABILITY", h -> {
                    for (Operation operation : Operation.values()) {
                        int status =
                                h.hypercall(operation.number(), GARBAGE, GARBAGE, GARBAGE, GARBAGE, GARBAGE, GARBAGE);
                        assertThat(status).isNotIn(Status.OK, Status.AGAIN);
                    }
                    refused(Hypercalls.signal(h, GARBAGE, 1));
                }),
                deed("passes huge counts", RootPortal.PROGRAM_FAULT, "BAD_ARGUMENT", h -> {
                    h.utcb().word(Utcb.LENGTH, -1);
                    assertThat(Hypercalls.call(h, Selectors.FREE + 64)).isEqualTo(Status.BUSY);
                    assertThat(Hypercalls.createPd(h, 9000, Selectors.PD, 0, Long.MAX_VALUE, Long.MAX_VALUE))
                            .isEqualTo(Status.NO_MEMORY);
                    refused(Hypercalls.revoke(h, Selectors.HOST_SPACE, 0, 63, true));
                }),
                deed("delegates to a window that overlaps another", RootPortal.PROGRAM_FAULT, "OCCUPIED", h -> {
                    long page = MEMORY >>> 12;
                    refused(Hypercalls.delegate(
                            h, Selectors.HOST_SPACE, page, TestVmm.SPACE, (TestVmm.GUEST >>> 12) + 4, 2, 7));
                }),
                deed(
                        "maps a window that is not there",
                        RootPortal.MEMORY_FAULT,
                        "host address 0x123456789abc",
                        h -> h.memory(GARBAGE, Long.MAX_VALUE).fill((byte) 1)),
                deed("replies with a guest space that is none", 0, "", h -> {
                    h.utcb().groups(h.utcb().groups() | RegisterGroup.GUEST_SPACE);
                    h.utcb().word(Utcb.GUEST_SPACE, GARBAGE);
                }));
    }

    private static final class Own extends Error {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("a trap for who asks");
        }
    }

    private static void refused(int status) {
        throw new IllegalStateException("refused: " + Status.name(status));
    }

    @SuppressWarnings("InfiniteRecursion") // the point of it
    private static int deep(int a) {
        return deep(a + 1) + 1;
    }

    private final Map<Long, String> faults = new ConcurrentHashMap<>();

    /** Two VMMs with a guest each on one pCPU, the first of which misbehaves; the root task notes faults, and does something when it is signalled. */
    private TestSystem start(Vmm bad, TestVmm good, Consumer<Hypervisor> signalled) {
        TestProgram root = new TestProgram();
        root.init(h -> {
            long[] domains = {FIRST, SECOND};
            for (int i = 0; i < domains.length; i++) {
                Domains.create(h, domains[i], i + 1, 0);
                giveMemory(h, domains[i], MEMORY + i * TestVmm.SIZE, TestVmm.ORDER, 7);
                Domains.start(h, domains[i], 50);
            }
        });
        root.called((h, portal) ->
                faults.put(portal, h.utcb().argument(0) + " " + h.utcb().text(2)));
        root.notified((h, badges) -> signalled.accept(h));
        return TestSystem.takingTurns(1, root, bad, good);
    }

    private static TestVmm vmm(int number) {
        return new TestVmm(0, MEMORY + number * TestVmm.SIZE, GUEST);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deeds")
    void aHandlerThat(String name, long kind, String report, Consumer<Hypervisor> deed) {
        Vmm bad = new Vmm(vmm(0), deed);
        TestVmm good = vmm(1);
        try (TestSystem system = start(bad, good, h -> {})) {
            system.await("the good guest", () -> !good.ends.isEmpty());
            if (kind != 0) {
                system.await("the report", () -> faults.containsKey(FIRST));
                assertThat(faults.get(FIRST)).as(name).startsWith(kind + " ").contains(report);
            }
            assertThat(good.ends).containsExactly("end");
            assertThat(good.reports).hasSize(10);
            assertThat(bad.behaved.reports).hasSize(3);
            assertThat(bad.behaved.ends).isEmpty();
            assertThat(faults).doesNotContainKey(SECOND);
        }
    }

    @Test
    void aHandlerThatTouchesRevokedMemory() {
        AtomicReference<MemorySegment> seen = new AtomicReference<>(MemorySegment.NULL);
        Vmm bad = new Vmm(vmm(0), h -> {
            if (seen.get().equals(MemorySegment.NULL)) {
                seen.set(h.memory(MEMORY, 8));
                Domains.ok(Hypercalls.signal(h, Domains.ROOT, 1));
            } else {
                seen.get().fill((byte) 1); // at the next exit: its guest has lost its memory, too
            }
        });
        TestVmm good = vmm(1);
        try (TestSystem system = start(bad, good, h -> Domains.takeMemory(h, MEMORY, TestVmm.ORDER))) {
            system.await("the good guest", () -> !good.ends.isEmpty());
            system.await("the report", () -> faults.containsKey(FIRST));
            assertThat(faults.get(FIRST)).startsWith(RootPortal.MEMORY_FAULT + " ");
            assertThat(good.ends).containsExactly("end");
            assertThat(bad.behaved.reports).hasSize(3);
        }
    }
}
