// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.spaces.Revocation;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.microhypervisor.abi.HostFault;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** What a program sees of its memory, at the bounds: a window of pages of its own, far from all others. */
class HostSpaceTest {
    private static final int READ = Permission.MEMORY_READ;
    private static final int WRITE = Permission.MEMORY_WRITE;
    private static final long PAGE = 1L << 30;
    private static final long WINDOW = PAGE << 12;
    private static final long FRAME = TestSystem.FREE >>> 12;
    private static final long BYTES = 1L << 48;

    private final Bench bench = new Bench(1);
    private final HostSpace space = bench.root.memory();

    private void put(long page, long frame, int order, int permissions) {
        assertThat(space.reserve(page, order)).isTrue();
        space.put(Capability.toMemory(frame, order, permissions), page);
    }

    private void faults(long fault, long address, long size) {
        assertThatThrownBy(() -> space.memory(address, size))
                .isInstanceOfSatisfying(
                        HostFault.class, e -> assertThat(e.address()).isEqualTo(fault));
    }

    private void isNotAt(long address, int size, int permission) {
        assertThatThrownBy(() -> space.translate(address, size, permission)).isInstanceOf(HostFault.class);
    }

    @Test
    void aSegmentIsTheBytesThatWereAskedFor() {
        put(PAGE, FRAME, 1, READ | WRITE);
        bench.kernel.ram().writeLong(TestSystem.FREE + 4096, 4711);
        MemorySegment segment = space.memory(WINDOW + 4088, 16);
        assertThat(segment.byteSize()).isEqualTo(16);
        assertThat(segment.isReadOnly()).isFalse();
        assertThat(segment.get(ValueLayout.JAVA_LONG, 8)).isEqualTo(4711);
        assertThat(space.memory(WINDOW, 8192).byteSize()).isEqualTo(8192);
        assertThat(space.memory(WINDOW + 8191, 1).byteSize()).isEqualTo(1);
        faults(WINDOW + 8192, WINDOW, 8193);
        faults(WINDOW + 8192, WINDOW + 8192, 1);
        faults(WINDOW - 1, WINDOW - 1, 2);
    }

    @Test
    void noSegmentHasASizeOrAPlaceThatThereIsNot() {
        put(PAGE, FRAME, 0, READ);
        faults(WINDOW, WINDOW, 0);
        faults(WINDOW, WINDOW, -1);
        faults(WINDOW, WINDOW, Long.MAX_VALUE);
        faults(WINDOW, WINDOW, BYTES - WINDOW + 1);
        faults(WINDOW + 4096, WINDOW, BYTES - WINDOW);
        faults(-1, -1, 1);
        faults(-4096, -4096, 4096);
        faults(BYTES, BYTES, 1);
        faults(BYTES + WINDOW, BYTES + WINDOW, 1);
    }

    @Test
    void piecesThatFollowEachOtherAreOneSegmentWithWhatAllPermit() {
        put(PAGE, FRAME, 0, READ | WRITE);
        put(PAGE + 1, FRAME + 1, 0, READ);
        put(PAGE + 2, FRAME + 3, 0, READ);
        put(PAGE + 3, FRAME + 4, 0, Permission.MEMORY_EXECUTE);
        put(PAGE + 4, FRAME + 5, 0, READ);
        MemorySegment both = space.memory(WINDOW + 1, 8191);
        assertThat(both.isReadOnly()).isTrue();
        assertThat(both.byteSize()).isEqualTo(8191);
        assertThat(space.memory(WINDOW, 4096).isReadOnly()).isFalse();
        faults(WINDOW + 8192, WINDOW, 8193); // other frames
        faults(WINDOW + 3 * 4096, WINDOW + 3 * 4096, 1);
        faults(WINDOW + 3 * 4096, WINDOW + 3 * 4096, 4097);
    }

    @Test
    void registersOfDevicesAreNoSegment() {
        put(PAGE, AddressMap.UART >>> 12, 0, READ | WRITE);
        faults(WINDOW, WINDOW, 1);
        assertThat(space.translate(WINDOW + 4, 1, WRITE)).isEqualTo(AddressMap.UART + 4);
    }

    @Test
    void anAccessIsOfOneWordThatIsAlignedAndPermitted() {
        put(PAGE, FRAME, 1, READ);
        for (int size : new int[] {1, 2, 4, 8}) {
            assertThat(space.translate(WINDOW + 4096 + size, size, READ)).isEqualTo(TestSystem.FREE + 4096 + size);
            isNotAt(WINDOW, size, WRITE);
            isNotAt(WINDOW + 8192, size, READ);
        }
        for (int size : new int[] {-1, 0, 3, 5, 6, 7, 16}) {
            isNotAt(WINDOW, size, READ);
        }
        isNotAt(WINDOW + 1, 2, READ);
        isNotAt(WINDOW + 2, 4, READ);
        isNotAt(WINDOW + 4, 8, READ);
    }

    @Test
    void whoAsksAgainSeesTheSameViewAndThereAreNotTooMany() {
        for (int i = 0; i <= HostSpace.MAX_VIEWS; i++) {
            put(PAGE + i, FRAME + i, 0, READ);
        }
        MemorySegment first = space.memory(WINDOW, 8);
        assertThat(space.memory(WINDOW + 8, 8).scope()).isEqualTo(first.scope());
        for (int i = 1; i < HostSpace.MAX_VIEWS; i++) {
            assertThat(space.memory(WINDOW + i * 4096L, 8).scope()).isNotEqualTo(first.scope());
        }
        long last = WINDOW + HostSpace.MAX_VIEWS * 4096L;
        faults(last, last, 8);
        assertThat(space.memory(WINDOW + 16, 8).scope()).isEqualTo(first.scope());
        // One that ends makes room for another.
        while (!Revocation.step(space, PAGE + 7, 0, true, 1)) {}
        bench.kernel.reclaim().complete();
        assertThat(space.memory(last, 8).byteSize()).isEqualTo(8);
        faults(WINDOW + 4096, WINDOW + 4096, 4097); // a view of two pages
        assertThat(first.scope().isAlive()).isTrue();
        faults(WINDOW + 7 * 4096L, WINDOW + 7 * 4096L, 8);
    }

    @Test
    void aViewEndsWithAnyPageUnderIt() {
        for (int i = 0; i < 3; i++) {
            put(PAGE + i, FRAME + i, 0, READ);
        }
        MemorySegment before = space.memory(WINDOW, 8);
        MemorySegment around = space.memory(WINDOW, 3 * 4096);
        MemorySegment own = space.memory(WINDOW + 4096, 8);
        MemorySegment after = space.memory(WINDOW + 2 * 4096, 8);
        while (!Revocation.step(space, PAGE + 1, 0, true, 1)) {}
        bench.kernel.reclaim().complete();
        assertThat(around.scope().isAlive()).isFalse();
        assertThat(own.scope().isAlive()).isFalse();
        assertThat(before.scope().isAlive()).isTrue();
        assertThat(after.scope().isAlive()).isTrue();
    }
}
