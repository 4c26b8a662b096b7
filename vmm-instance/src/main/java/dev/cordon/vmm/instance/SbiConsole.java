// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Utcb;

/** Debug console extension (DBCN): bytes between the console and the guest's memory. Writes and reads do as much as they can at once; writing one byte blocks. */
final class SbiConsole implements SbiExtension {
    private static final int WRITE = 0;
    private static final int READ = 1;
    private static final int WRITE_BYTE = 2;

    private final Guest guest;

    SbiConsole(Guest guest) {
        this.guest = guest;
    }

    @Override
    public long id() {
        return 0x4442_434e; // "DBCN"
    }

    @Override
    public long call(Hypervisor hypervisor, Utcb utcb, Vcpu caller, long function) {
        return switch (Math.clamp(function, -1, WRITE_BYTE + 1)) {
            case WRITE -> inMemory(utcb) ? write(utcb.x(11), utcb.x(10)) : INVALID_PARAMETER;
            case READ -> inMemory(utcb) ? read(utcb.x(11), utcb.x(10)) : INVALID_PARAMETER;
            case WRITE_BYTE -> writeByte(guest.console(), utcb);
            default -> NOT_SUPPORTED;
        };
    }

    /** Whether the buffer of a0 bytes at physical address a2:a1 is all memory. */
    private boolean inMemory(Utcb utcb) {
        return utcb.x(12) == 0 && guest.memory().contains(utcb.x(11), utcb.x(10));
    }

    private long write(long address, long length) {
        long count = Math.min(length, guest.console().room());
        for (long i = 0; i < count; i++) {
            guest.console().put(guest.memory().read8(address + i));
        }
        if (count < length) {
            guest.console().awaitRoom();
        }
        return count;
    }

    private long read(long address, long length) {
        long count = 0;
        while (count < length) {
            int value = guest.console().take();
            if (value < 0) {
                break;
            }
            guest.memory().write8(address + count++, (byte) value);
        }
        return count;
    }

    /** Writes the byte in a0. When there is no room the reply leaves the vCPU at its call, so that it calls again. */
    static long writeByte(Console console, Utcb utcb) {
        if (console.put((byte) utcb.x(10))) {
            return SUCCESS;
        }
        console.awaitRoom();
        utcb.groups(0);
        return NO_RETURN;
    }
}
