// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.formats;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes, with the big-endian words and the padding that the formats of this package are made of. */
final class ByteWriter {
    private byte[] bytes = new byte[1024];
    private int size;

    int size() {
        return size;
    }

    void u32(int value) {
        reserve(Integer.BYTES);
        for (int shift = 24; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
    }

    void u64(long value) {
        u32((int) (value >>> 32));
        u32((int) value);
    }

    void bytes(byte[] value) {
        reserve(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
    }

    /** Writes {@code text} and a NUL. */
    void string(String text) {
        bytes(text.getBytes(StandardCharsets.UTF_8));
        reserve(1);
        bytes[size++] = 0;
    }

    /** Writes zero bytes until the size is a multiple of {@code alignment}. */
    void align(int alignment) {
        int padding = Math.floorMod(-size, alignment);
        reserve(padding);
        Arrays.fill(bytes, size, size + padding, (byte) 0);
        size += padding;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void reserve(int more) {
        int needed = Math.addExact(size, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length < 1 << 29 ? bytes.length * 2 : needed));
        }
    }
}
