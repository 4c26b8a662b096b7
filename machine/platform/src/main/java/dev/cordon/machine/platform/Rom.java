// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.device.models.DeviceModel;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Read-only memory on the bus: writes are ignored, and what lies beyond the contents reads as zero. */
final class Rom implements DeviceModel {

    private final byte[] contents;

    Rom(byte[] contents) {
        this.contents = contents;
    }

    @Override
    public long read(long offset, int size) {
        long value = 0;
        for (int i = size - 1; i >= 0; i--) {
            long at = offset + i;
            value = value << 8 | (at >= 0 && at < contents.length ? contents[(int) at] & 0xff : 0);
        }
        return value;
    }

    @Override
    public void write(long offset, int size, long value) {}

    /** Writes nothing: the contents never change. */
    @Override
    public void save(LongConsumer writer) {}

    @Override
    public void restore(LongSupplier reader) {}
}
