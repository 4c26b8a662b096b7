// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class GuestLayoutProperties {
    private static final long RAM = AddressMap.RAM;

    @Property
    void nothingOverlapsAndAllIsInMemory(
            @ForAll @IntRange(max = 1 << 22) int textOffset,
            @ForAll @IntRange(min = 256, max = 1 << 22) int imageSize,
            @ForAll @LongRange(max = 1 << 23) long initrdSize,
            @ForAll @IntRange(min = 1, max = 4096) int pages) {
        long memory = pages * 4096L;
        try {
            GuestLayout layout =
                    GuestLayout.of(MemorySegment.ofArray(TestGuest.image(textOffset, imageSize)), initrdSize, memory);
            List<long[]> ranges = new ArrayList<>();
            layout.kernel().forEach(piece -> ranges.add(new long[] {piece.address(), piece.memorySize()}));
            ranges.add(new long[] {layout.deviceTree(), GuestLayout.DEVICE_TREE_SIZE});
            if (initrdSize > 0) {
                ranges.add(new long[] {layout.initrd(), initrdSize});
            }
            for (int i = 0; i < ranges.size(); i++) {
                long[] one = ranges.get(i);
                assertThat(one[0]).isGreaterThanOrEqualTo(RAM);
                assertThat(one[0] + one[1]).isLessThanOrEqualTo(RAM + memory);
                for (long[] other : ranges.subList(0, i)) {
                    assertThat(one[0] + one[1] <= other[0] || other[0] + other[1] <= one[0])
                            .isTrue();
                }
            }
            assertThat(layout.deviceTree() % 4096).isZero();
            assertThat(layout.initrd() % 4096).isZero();
        } catch (RefusedException e) {
            assertThat(e.reason()).isNotBlank().doesNotContain("\n");
        }
    }

    @Example
    void anElfFileGoesWhereItsProgramHeadersSay() throws RefusedException {
        GuestLayout layout = GuestLayout.of(elf(RAM + 0x1000, 0x40), 0, 1 << 20);
        assertThat(layout.entry()).isEqualTo(RAM + 0x1004);
        assertThat(layout.kernel()).containsExactly(new GuestLayout.Piece(120, 8, RAM + 0x1000, 0x40));
    }

    @Example
    void everyRefusalNamesTheMend() {
        assertRefused(
                elf(0x1_0000, 0x40),
                0,
                1 << 20,
                "kernel: its segment at 0x10000 (1 KiB) lies outside the guest's memory, 0x80000000 to 0x800fffff; "
                        + "link it to lie there or give the guest more");
        assertRefused(
                elf(RAM, 16 << 20),
                0,
                1 << 20,
                "kernel: its segment at 0x80000000 (16 MiB) lies outside the guest's memory, 0x80000000 to 0x800fffff; "
                        + "link it to lie there or give the guest more");
        assertRefused(
                MemorySegment.ofArray(TestGuest.image(0x20_0000, 30 << 20)),
                0,
                16 << 20,
                "kernel: it takes the first 32 MiB of memory, but the guest has 16 MiB; give it more");
        assertRefused(
                MemorySegment.ofArray(TestGuest.image(0, 0x1000)),
                17 << 20,
                16 << 20,
                "initrd: its 17 MiB do not fit beside the kernel into the guest's memory of 16 MiB; give the guest more");
        assertRefused(
                MemorySegment.ofArray(TestGuest.image(0, 0x1000)),
                0,
                0x2000,
                "memory: no 64 KiB for the device tree are left beside kernel and initrd in the guest's memory of 8 KiB; "
                        + "give the guest more");
        assertRefused(
                elf(RAM, 0x40).asSlice(0, 100),
                0,
                1 << 20,
                "kernel: a truncated ELF file: its program headers lie beyond its end");
    }

    /** An ELF file of one segment with 8 bytes of content, whose entry is 4 bytes in. */
    static MemorySegment elf(long address, long memorySize) {
        byte[] file = new byte[128];
        ByteBuffer b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        b.putInt(0x464c_457f).put((byte) 2).put((byte) 1).position(16);
        b.putShort((short) 2)
                .putShort((short) 243)
                .putInt(1)
                .putLong(address + 4)
                .putLong(64);
        b.putShort(54, (short) 56).putShort(56, (short) 1);
        b.position(64);
        b.putInt(1).putInt(5).putLong(120).putLong(address).putLong(address);
        b.putLong(8).putLong(memorySize).putLong(4).putLong(0x1122_3344_5566_7788L);
        return MemorySegment.ofArray(file);
    }

    private static void assertRefused(MemorySegment kernel, long initrd, long memory, String message) {
        assertThatThrownBy(() -> GuestLayout.of(kernel, initrd, memory))
                .isInstanceOf(RefusedException.class)
                .hasMessage(message);
    }
}
