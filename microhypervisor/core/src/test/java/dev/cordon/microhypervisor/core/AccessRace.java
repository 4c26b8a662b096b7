// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.Domains.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.types.Permission;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.microhypervisor.abi.HostFault;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Selectors;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * A program on pCPU 1 stores to RAM, through its segment or word by word, and to a device that takes its time, as fast as it can, until it faults. On pCPU 0 the root task takes
 * the memory away: once that is done, no store is under way.
 */
final class AccessRace extends Race {
    private static final long PD = 5000;
    private static final long OWN = 1 << 25;
    private static final int READ_AND_WRITE = Permission.MEMORY_READ | Permission.MEMORY_WRITE;

    /** What is stored to, and how. */
    private enum Way {
        SEGMENT,
        WORDS,
        DEVICE
    }

    private volatile Way way = Way.SEGMENT;
    private volatile long stores;
    private volatile boolean inDevice;
    private volatile boolean revoking;
    private volatile boolean ended;

    AccessRace(long seed, int rounds, int patience) {
        super(seed, rounds, patience);
    }

    @Override
    TestSystem start() {
        TestProgram storer = new TestProgram();
        storer.init(h -> {
            ended = true;
            ok(Hypercalls.signal(h, Domains.ROOT, 1));
        });
        storer.notified((h, _) -> {
            try {
                storeOn(h);
            } catch (HostFault | IllegalStateException e) { // a segment that is closed throws the latter
                ended = true;
            }
        });
        TestProgram root = new TestProgram();
        root.init(h -> {
            Domains.create(h, PD, 1, 1);
            Domains.start(h, PD, 50);
        });
        root.notified((h, _) -> {
            for (int round = 0; round < rounds; round++) {
                oneRound(h);
                progress();
            }
            end();
        });
        TestSystem system = new TestSystem(2, List.of(() -> root, () -> storer), _ -> device());
        system.start();
        return system;
    }

    private void storeOn(Hypervisor h) {
        switch (way) {
            case SEGMENT -> {
                MemorySegment memory = h.memory(TestSystem.FREE, 8);
                for (long i = 1; !isOver(); i++) {
                    memory.set(ValueLayout.JAVA_LONG, 0, i);
                    stores = i;
                }
            }
            case WORDS -> {
                for (long i = 1; !isOver(); i++) {
                    h.store(TestSystem.FREE, 8, i);
                    stores = i;
                }
            }
            case DEVICE -> {
                for (long i = 1; !isOver(); i++) {
                    h.store(AddressMap.UART, 1, 'x');
                    stores = i;
                }
            }
        }
    }

    /** The device is slow while somebody takes it away. */
    private void device() {
        inDevice = true;
        for (int i = 0; i < 20_000 && !revoking; i++) {
            Thread.onSpinWait();
        }
        for (int i = 0; i < 2_000; i++) {
            Thread.onSpinWait();
        }
        inDevice = false;
    }

    private void oneRound(Hypervisor h) {
        await("the end of the last round", () -> ended);
        ended = false;
        revoking = false;
        stores = 0;
        way = Way.values()[random.nextInt(Way.values().length)];
        long page = (way == Way.DEVICE ? AddressMap.UART : TestSystem.FREE) >>> 12;
        ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, page, Selectors.HOST_SPACE, OWN, 0, READ_AND_WRITE));
        ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, OWN, PD + Domains.HOST, page, 0, READ_AND_WRITE));
        ok(Hypercalls.signal(h, PD + Domains.NOTIFICATION, 1));
        await("a store", () -> way == Way.DEVICE ? inDevice : stores > 10);
        revoking = true;
        ok(Domains.revoke(h, Selectors.HOST_SPACE, OWN, 0, true));
        if (way == Way.DEVICE) {
            assertThat(inDevice).as("a store to the device is under way").isFalse();
        } else {
            h.store(TestSystem.FREE, 8, 0);
            for (int i = 0; i < 200; i++) {
                assertThat(h.load(TestSystem.FREE, 8))
                        .as("stored after revocation")
                        .isZero();
            }
        }
    }
}
