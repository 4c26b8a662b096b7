// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/** The microhypervisor as one entry of a program sees it, with every hypercall written down. */
record ObservedHypervisor(Hypervisor hypervisor, ObservedProgram program) implements Hypervisor {
    @Override
    public int hypercall(int operation, long a0, long a1, long a2, long a3, long a4, long a5) {
        if (operation == Operation.CALL.number()) {
            program.write(TraceKind.IPC, "calls  selector %d, %d words".formatted(a0, utcb().length()));
        }
        int status = hypervisor.hypercall(operation, a0, a1, a2, a3, a4, a5);
        if (operation == Operation.CALL.number()) {
            program.write(TraceKind.IPC, "returns  %s, %d words".formatted(Status.name(status), utcb().length()));
        } else if (operation == Operation.SIGNAL.number()) {
            program.write(
                    TraceKind.IPC, "signals  selector %d, badges 0x%x: %s".formatted(a0, a1, Status.name(status)));
        } else {
            program.write(
                    TraceKind.HYPERCALLS,
                    "%s  %s: %s".formatted(name(operation), arguments(a0, a1, a2, a3, a4, a5), Status.name(status)));
        }
        return status;
    }

    private static String name(int operation) {
        Operation[] all = Operation.values();
        return operation >= 0 && operation < all.length
                ? all[operation].name().toLowerCase(Locale.ROOT)
                : "operation " + operation;
    }

    /** All arguments in hexadecimal, but for zeros at the end. */
    private static String arguments(long... arguments) {
        int count = arguments.length;
        while (count > 1 && arguments[count - 1] == 0) {
            count--;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "0x" : " 0x").append(Long.toHexString(arguments[i]));
        }
        return text.toString();
    }

    @Override
    public Utcb utcb() {
        return hypervisor.utcb();
    }

    @Override
    public MemorySegment memory(long address, long size) {
        MemorySegment segment = hypervisor.memory(address, size);
        if (address == BootInfo.ADDRESS) {
            program.bootInfo(segment);
        }
        return segment;
    }

    @Override
    public long load(long address, int size) {
        return hypervisor.load(address, size);
    }

    @Override
    public void store(long address, int size, long value) {
        hypervisor.store(address, size, value);
    }
}
