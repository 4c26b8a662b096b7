// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.device.models.DeviceModel;
import java.util.ArrayList;
import java.util.List;

/** The devices of the board by guest-physical address. */
final class MmioBus {
    private record Window(long base, long size, DeviceModel device) {}

    private final List<Window> windows = new ArrayList<>();

    /** Puts {@code device} at {@code base}; windows do not overlap. What is accessed most should come first. */
    void add(long base, long size, DeviceModel device) {
        windows.add(new Window(base, size, device));
    }

    /** Whether an aligned access of {@code size} bytes at {@code address} meets a device. */
    boolean covers(long address, int size) {
        return find(address, size) >= 0;
    }

    /** Reads from the device that {@link #covers} found. */
    long read(long address, int size) {
        Window window = windows.get(find(address, size));
        return window.device.read(address - window.base, size);
    }

    /** Writes to the device that {@link #covers} found. */
    void write(long address, int size, long value) {
        Window window = windows.get(find(address, size));
        window.device.write(address - window.base, size, value);
    }

    private int find(long address, int size) {
        if ((address & (size - 1)) != 0) {
            return -1;
        }
        for (int i = 0; i < windows.size(); i++) {
            Window window = windows.get(i);
            long offset = address - window.base;
            if (offset >= 0 && offset <= window.size - size) {
                return i;
            }
        }
        return -1;
    }
}
