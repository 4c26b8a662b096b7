// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A device as its driver sees it: registers at offsets from a base address.
 *
 * <p>No access throws, whatever the offset, size or value: what names no register reads as zero and is ignored on
 * write. Not thread-safe.
 */
public interface DeviceModel {

    /**
     * Reads a register, with the side effects that the device's specification gives the read.
     *
     * @param offset bytes from the device's base
     * @param size width of the access in bytes: 1, 2, 4 or 8
     * @return the value, zero-extended
     */
    long read(long offset, int size);

    /**
     * Writes a register.
     *
     * @param offset bytes from the device's base
     * @param size width of the access in bytes: 1, 2, 4 or 8
     * @param value the value; bits above {@code size} bytes are ignored
     */
    void write(long offset, int size, long value);

    /** Writes the device's whole state as words, in a fixed order and number for a device constructed alike. */
    void save(LongConsumer writer);

    /**
     * Replaces the device's state by words that {@link #save} wrote for a device constructed alike. Words that no
     * device could have saved give some legal state.
     */
    void restore(LongSupplier reader);
}
