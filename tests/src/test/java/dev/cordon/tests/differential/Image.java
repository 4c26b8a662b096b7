// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The contents of RAM from {@code base} on, by physical address. */
record Image(MemorySegment segment, long base) {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    long get(long address) {
        return segment.get(LONG, address - base);
    }

    int half(long address) {
        return segment.get(HALF, address - base) & 0xffff;
    }

    void put(long address, long value) {
        segment.set(LONG, address - base, value);
    }

    void put(long address, byte[] bytes) {
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, address - base, bytes.length);
    }
}
