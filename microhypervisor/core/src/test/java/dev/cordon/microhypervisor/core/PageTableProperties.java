// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.CapabilitySpace;
import dev.cordon.machine.engine.Ram;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.core.MemoryModel.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** Invariant I3: page tables and host spaces map what live capabilities say, nothing else, after every step of any run. */
class PageTableProperties {
    private static final int HOST = 0;
    private static final int OTHER_HOST = 1;
    private static final int GUEST = 2;
    private static final int DMA = 3;
    private static final long RAM_PAGE = AddressMap.RAM >>> 12;
    private static final long FREE_PAGE = TestSystem.FREE >>> 12;
    private static final long GIB_PAGE = TestSystem.WINDOW >>> 12;

    sealed interface Step {}

    record Delegate(int from, long base, int to, long target, int order, int mask) implements Step {}

    record Revoke(int space, long base, int order, boolean self) implements Step {}

    /** A kernel whose pCPUs do not run, and the spaces by number. */
    private static final class Spaces implements AutoCloseable {
        final TestSystem system = new TestSystem(1, List.of(TestProgram::new));
        final ProtectionDomain root = Objects.requireNonNull(system.kernel.root());
        final HostEc ec = (HostEc) root.objects().lookup(Selectors.MAIN_EC).object();
        final List<Long> selectors = List.of(Selectors.HOST_SPACE, 502L, 510L, 511L);
        final List<CapabilitySpace> spaces = new ArrayList<>();
        final MemoryModel model = new MemoryModel();

        Spaces() {
            assertThat(call(Operation.CREATE_PD, 500, Selectors.PD, 0, 10, 10)).isEqualTo(Status.OK);
            assertThat(call(Operation.CREATE_GUEST_SPACE, 510, Selectors.PD, 0, 0, 0))
                    .isEqualTo(Status.OK);
            assertThat(call(Operation.CREATE_DMA_SPACE, 511, Selectors.PD, 0, 0, 0))
                    .isEqualTo(Status.OK);
            for (long selector : selectors) {
                spaces.add((CapabilitySpace) root.objects().lookup(selector).object());
            }
            for (Mapping mapping : list(spaces.getFirst())) {
                model.root(HOST, mapping.page(), mapping.count(), mapping.frame(), mapping.permissions());
            }
        }

        int call(Operation operation, long a0, long a1, long a2, long a3, long a4) {
            return call(operation, a0, a1, a2, a3, a4, 0);
        }

        int call(Operation operation, long a0, long a1, long a2, long a3, long a4, long a5) {
            return system.kernel.hypercall(ec, operation.number(), a0, a1, a2, a3, a4, a5);
        }

        void perform(Step step) {
            int status = switch (step) {
                case Delegate d ->
                    call(
                            Operation.DELEGATE,
                            selectors.get(d.from),
                            d.base,
                            selectors.get(d.to),
                            d.target,
                            d.order,
                            d.mask);
                case Revoke r -> {
                    int result;
                    do {
                        result = call(Operation.REVOKE, selectors.get(r.space), r.base, r.order, r.self ? 1 : 0, 0);
                    } while (result == Status.AGAIN);
                    yield result;
                }
            };
            Statistics.label(step.getClass().getSimpleName()).collect(Status.name(status));
            if (status == Status.OK) {
                switch (step) {
                    case Delegate d -> model.delegated(d.from, d.base, d.to, d.target, 1L << d.order, d.mask);
                    case Revoke r -> model.revoked(r.space, r.base, 1L << r.order, r.self);
                }
            }
        }

        void compare() {
            for (int space : new int[] {HOST, OTHER_HOST}) {
                assertThat(capabilities(spaces.get(space))).isEqualTo(model.mappings(space));
            }
            for (int space : new int[] {GUEST, DMA}) {
                assertThat(walk(space)).isEqualTo(model.mappings(space));
            }
        }

        List<Mapping> walk(int space) {
            Ram ram = system.machine.ram();
            long kernel = ram.base() + ram.size() - Microhypervisor.memory(ram.size());
            return PageTableWalker.walk(ram, kernel, ((SecondStageSpace) spaces.get(space)).hgatp());
        }

        @Override
        public void close() {
            system.close();
        }
    }

    private static List<Mapping> capabilities(CapabilitySpace space) {
        return MemoryModel.merge(list(space));
    }

    private static List<Mapping> list(CapabilitySpace space) {
        List<Mapping> all = new ArrayList<>();
        for (Capability at = space.first(0, CapabilitySpace.MAX_SELECTORS);
                at.live();
                at = space.first(at.selector() + at.size(), CapabilitySpace.MAX_SELECTORS)) {
            all.add(new Mapping(at.selector(), at.size(), at.frame(), at.permissions()));
        }
        return all;
    }

    @Property(tries = 500)
    void tablesMapWhatCapabilitiesSay(@ForAll("steps") List<Step> steps) {
        try (Spaces bench = new Spaces()) {
            for (Step step : steps) {
                bench.perform(step);
                bench.compare();
            }
            // What is left goes with the root task's rights, and so do the tables.
            for (Mapping mapping : bench.model.mappings(HOST)) {
                for (long page = mapping.page(); page < mapping.page() + mapping.count(); ) {
                    Capability capability = bench.spaces.getFirst().lookup(page);
                    if (capability.live()) {
                        bench.perform(new Revoke(HOST, page, capability.order(), false));
                    }
                    page += capability.size();
                }
            }
            bench.compare();
            assertThat(bench.walk(GUEST)).isEmpty();
        }
    }

    @Example
    void theLargestPagesAreUsed() {
        try (Spaces bench = new Spaces()) {
            bench.perform(new Delegate(HOST, GIB_PAGE, GUEST, 3L << 18, 18, 7));
            bench.perform(new Delegate(HOST, FREE_PAGE, GUEST, 1 << 9, 9, 7));
            bench.perform(new Delegate(HOST, FREE_PAGE + 512, GUEST, 5 << 9, 8, 7));
            bench.compare();
            long root = (((GuestSpace) bench.spaces.get(GUEST)).hgatp() & ((1L << 44) - 1)) << 12;
            Ram ram = bench.system.machine.ram();
            assertThat(ram.readLong(root + 3 * 8) & 0xE).isEqualTo(0xE); // a leaf of 1 GiB
            long second = ram.readLong(root) >>> 10 << 12;
            assertThat(ram.readLong(second + 8) & 0xE).isEqualTo(0xE); // a leaf of 2 MiB
            assertThat(ram.readLong(second + 5 * 8) & 0xE).isZero();
        }
    }

    @Example
    void plantedMappingsAreSeen() {
        try (Spaces bench = new Spaces()) {
            bench.perform(new Delegate(HOST, FREE_PAGE, GUEST, 0, 3, 5));
            bench.compare();
            Ram ram = bench.system.machine.ram();
            long root = (((GuestSpace) bench.spaces.get(GUEST)).hgatp() & ((1L << 44) - 1)) << 12;
            long lowest = ram.readLong(ram.readLong(root) >>> 10 << 12) >>> 10 << 12;
            long leaf = ram.readLong(lowest);
            for (long planted : new long[] {0, leaf | 4, leaf + (1 << 10), leaf & ~0x10}) {
                ram.writeLong(lowest, planted);
                assertThatThrownBy(bench::compare).isInstanceOf(AssertionError.class);
            }
            ram.writeLong(lowest, leaf);
            ram.writeLong(lowest + 8 * 100, leaf);
            assertThatThrownBy(bench::compare).isInstanceOf(AssertionError.class);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Integer> order = Arbitraries.of(0, 0, 1, 3, 8, 9, 9, 10, 12, 18);
        Arbitrary<Integer> mask = Arbitraries.of(7, 7, 7, 3, 1, 5, 2, 4, 0);
        Arbitrary<Step> give = Combinators.combine(source(), order, Arbitraries.of(1, 2, 2, 3), target(), mask)
                .as((base, size, to, at, permissions) ->
                        new Delegate(HOST, aligned(base, size), to, aligned(at, size), size, permissions));
        Arbitrary<Step> pass = Combinators.combine(
                        Arbitraries.of(1, 2, 3), target(), order, Arbitraries.of(0, 1, 2, 3), target(), mask)
                .as((from, base, size, to, at, permissions) ->
                        new Delegate(from, aligned(base, size), to, aligned(at, size), size, permissions));
        Arbitrary<Step> revoke = Combinators.combine(
                        Arbitraries.of(1, 2, 3), target(), order, Arbitraries.of(true, false))
                .as((space, base, size, self) -> new Revoke(space, aligned(base, size), size, self));
        Arbitrary<Step> revokeRoot = Combinators.combine(source(), Arbitraries.of(12, 13, 18))
                .as((base, size) -> new Revoke(HOST, aligned(base, size), size, false));
        return Arbitraries.frequencyOf(
                        Tuple.of(8, give), Tuple.of(4, pass), Tuple.of(3, revoke), Tuple.of(1, revokeRoot))
                .list()
                .ofMinSize(20)
                .ofMaxSize(60);
    }

    private static Arbitrary<Long> source() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.longs().between(FREE_PAGE, FREE_PAGE + 2048)),
                Tuple.of(1, Arbitraries.longs().between(RAM_PAGE, RAM_PAGE + (1 << 14))),
                Tuple.of(2, Arbitraries.longs().between(GIB_PAGE, GIB_PAGE + (1 << 18) - 1)));
    }

    private static Arbitrary<Long> target() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.longs().between(0, 63)),
                Tuple.of(4, Arbitraries.longs().between(0, 16384)),
                Tuple.of(1, Arbitraries.longs().between(0, 1 << 22)),
                Tuple.of(1, Arbitraries.of(1L << 18, 5L << 18, (1L << 29) - 1, 1L << 29, -1L)));
    }

    private static long aligned(long page, int order) {
        return page >> order << order;
    }
}
