// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.BusError;
import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.engine.Inspection;
import dev.cordon.machine.engine.Ram;
import dev.cordon.machine.isa.Compressed;
import dev.cordon.machine.platform.AddressMap;
import dev.cordon.machine.platform.Machine;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Memory as a hart sees it, for whoever looks without leaving a trace: virtual addresses, through {@link Inspection}. RAM and the
 * boot ROM are there; devices are not, since even reading changes them.
 */
final class DebugMemory {
    private final Machine machine;

    DebugMemory(Machine machine) {
        this.machine = machine;
    }

    /** The byte at a virtual address, 0 to 255; empty if no memory is there. */
    OptionalInt read(HartState state, long address) {
        OptionalLong mapped = Inspection.physical(machine.ram(), state, address);
        if (mapped.isEmpty()) {
            return OptionalInt.empty();
        }
        long physical = mapped.getAsLong();
        if (machine.ram().holds(physical, 1)) {
            return OptionalInt.of((int) machine.ram().read(physical, 1));
        }
        if (physical < AddressMap.RESET_VECTOR || physical >= AddressMap.RESET_VECTOR + AddressMap.RESET_VECTOR_SIZE) {
            return OptionalInt.empty();
        }
        try {
            return OptionalInt.of((int) machine.bus().read(physical, 1));
        } catch (BusError e) {
            return OptionalInt.empty();
        }
    }

    /**
     * Writes to RAM; what was decoded of it is the harts' to forget.
     *
     * @return false, and nothing has changed, if not all of it is RAM
     */
    boolean write(HartState state, long address, byte[] bytes) {
        Ram ram = machine.ram();
        long[] places = new long[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            places[i] = Inspection.physical(ram, state, address + i).orElse(-1);
            if (!ram.holds(places[i], 1)) {
                return false;
            }
        }
        for (int i = 0; i < bytes.length; i++) {
            ram.write(places[i], 1, bytes[i]);
        }
        return true;
    }

    /** The instruction at the pc as it lies in memory, 16 bits if it is compressed; empty if it cannot be read. */
    OptionalInt instruction(HartState state) {
        int bits = 0;
        for (int i = 0; i < 4; i++) {
            OptionalInt octet = read(state, state.pc + i);
            if (octet.isEmpty()) {
                return octet;
            }
            bits |= octet.getAsInt() << (8 * i);
            if (i == 1 && Compressed.isCompressed(bits)) {
                break;
            }
        }
        return OptionalInt.of(bits);
    }
}
