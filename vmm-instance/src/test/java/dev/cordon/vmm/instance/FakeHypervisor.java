// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.HostFault;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Notes what a program asks of the microhypervisor, and says OK to it. Itself is the first execution context; {@link #context} makes others, for other threads. */
final class FakeHypervisor implements Hypervisor {
    record Call(Operation operation, long a0, long a1, long a2, long a3, long a4, long a5) {}

    record Portal(long id, int groups) {}

    record Ended(long reason, String text) {}

    private static final Map<Integer, Operation> NUMBERED =
            Arrays.stream(Operation.values()).collect(Collectors.toMap(Operation::number, each -> each));

    final List<Call> calls = new ArrayList<>();
    final Map<Long, Portal> portals = new HashMap<>();
    final Map<Long, Long> hvip = new HashMap<>();
    final List<Ended> ended = new ArrayList<>();
    final Set<Operation> failing = EnumSet.noneOf(Operation.class);

    private final NavigableMap<Long, MemorySegment> memory = new TreeMap<>();
    private final Utcb utcb = new Utcb(words(Utcb.BYTES));

    /** Runs in every hypercall, on its thread. */
    volatile Runnable inHypercall = () -> {};

    /** Memory that is aligned to 8. */
    static MemorySegment words(long bytes) {
        return MemorySegment.ofArray(new long[Math.toIntExact(bytes / Long.BYTES)]);
    }

    synchronized void map(long address, MemorySegment segment) {
        memory.put(address, segment);
    }

    long count(Operation operation) {
        return calls.stream().filter(call -> call.operation == operation).count();
    }

    /** One more execution context of the same PD. */
    Hypervisor context() {
        Utcb own = new Utcb(words(Utcb.BYTES));
        return new Hypervisor() {
            @Override
            public int hypercall(int operation, long a0, long a1, long a2, long a3, long a4, long a5) {
                inHypercall.run();
                return answer(own, operation, a0, a1, a2, a3, a4, a5);
            }

            @Override
            public Utcb utcb() {
                return own;
            }

            @Override
            public MemorySegment memory(long address, long size) {
                return FakeHypervisor.this.memory(address, size);
            }

            @Override
            public long load(long address, int size) {
                throw new HostFault(address);
            }

            @Override
            public void store(long address, int size, long value) {
                throw new HostFault(address);
            }
        };
    }

    @Override
    public int hypercall(int operation, long a0, long a1, long a2, long a3, long a4, long a5) {
        inHypercall.run();
        return answer(utcb, operation, a0, a1, a2, a3, a4, a5);
    }

    private synchronized int answer(Utcb message, int operation, long a0, long a1, long a2, long a3, long a4, long a5) {
        Operation named = Objects.requireNonNull(NUMBERED.get(operation));
        calls.add(new Call(named, a0, a1, a2, a3, a4, a5));
        if (failing.contains(named)) {
            return Status.NO_MEMORY;
        }
        switch (named) {
            case CREATE_PORTAL -> portals.put(a0, new Portal(a3, (int) a4));
            case INJECT -> hvip.merge(a0, a1, (before, set) -> (before & ~a2) | set);
            case CALL -> {
                if (a0 == Selectors.ROOT_PORTALS + RootPortal.ENDED
                        || a0 == Selectors.rootPortals(1) + RootPortal.ENDED) {
                    ended.add(new Ended(message.argument(0), message.text(1)));
                    message.length(0);
                }
            }
            default -> {}
        }
        return Status.OK;
    }

    @Override
    public Utcb utcb() {
        return utcb;
    }

    @Override
    public synchronized MemorySegment memory(long address, long size) {
        Map.Entry<Long, MemorySegment> entry = memory.floorEntry(address);
        if (entry == null || address - entry.getKey() > entry.getValue().byteSize() - size) {
            throw new HostFault(address);
        }
        return entry.getValue().asSlice(address - entry.getKey(), size);
    }

    @Override
    public long load(long address, int size) {
        throw new HostFault(address);
    }

    @Override
    public void store(long address, int size, long value) {
        throw new HostFault(address);
    }
}
