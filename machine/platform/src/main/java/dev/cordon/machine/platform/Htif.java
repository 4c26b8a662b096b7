// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import dev.cordon.device.models.ByteSink;
import dev.cordon.device.models.Finisher;
import dev.cordon.machine.engine.Ram;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The host-target interface of Spike, by which test programs end and print: what they store to the doubleword {@code
 * tohost} is a command, which is taken by clearing it; answers go to {@code fromhost}.
 *
 * <p>A command has the device in bits 63:56, what to do in bits 55:48, and a payload below. Device 0 does 0: an odd
 * payload ends the run with the code {@code payload >> 1}; an even one is the address of a system call's number and
 * arguments, of which write and exit are known. Device 1 does 1: it prints the byte in the payload. There is no input.
 */
final class Htif {

    private static final int COMMAND_SHIFT = 48;
    private static final long PAYLOAD = (1L << COMMAND_SHIFT) - 1;

    private static final int SYSTEM_CALL = 0;
    private static final int PRINT = 0x0101;

    // System calls and their errors as Linux numbers them on RISC-V.
    private static final int WRITE = 64;
    private static final int EXIT = 93;
    private static final long BAD_DESCRIPTOR = -9;
    private static final long BAD_ADDRESS = -14;
    private static final long NO_SUCH_CALL = -38;

    private static final int STANDARD_OUTPUT = 1;
    private static final int STANDARD_ERROR = 2;
    private static final int CALL_BYTES = 4 * Long.BYTES;

    private final Ram ram;
    private final long tohost;
    private final OptionalLong fromhost;
    private final ByteSink console;
    private final Consumer<Finisher.Outcome> end;

    /**
     * Creates the host's side.
     *
     * @param tohost physical address of the doubleword in RAM
     * @param fromhost physical address of the doubleword in RAM that is told of finished system calls, if any
     * @param console takes what is printed
     * @param end told how the program ends itself
     */
    Htif(Ram ram, long tohost, OptionalLong fromhost, ByteSink console, Consumer<Finisher.Outcome> end) {
        this.ram = ram;
        this.tohost = tohost;
        this.fromhost = fromhost;
        this.console = console;
        this.end = end;
    }

    /** Does what {@code tohost} asks for, if anything. A hart's thread calls this after a store near to it. */
    synchronized void look() {
        long command = ram.readLong(tohost);
        // Should another hart have stored in between, then it will call, too.
        if (command != 0 && ram.compareAndSet(tohost, command, 0L)) {
            execute(command);
        }
    }

    private void execute(long command) {
        long payload = command & PAYLOAD;
        switch ((int) (command >>> COMMAND_SHIFT)) {
            case SYSTEM_CALL -> {
                if ((payload & 1) != 0) {
                    end.accept(outcome(payload >>> 1));
                } else {
                    callSystem(payload);
                }
            }
            case PRINT -> console.accept((byte) payload);
            default -> {} // to devices that are not there
        }
    }

    private static Finisher.Outcome outcome(long code) {
        return code == 0
                ? new Finisher.Outcome.Pass()
                : new Finisher.Outcome.Fail((int) Math.min(code, Integer.MAX_VALUE));
    }

    private void callSystem(long call) {
        if (!ram.holds(call, CALL_BYTES) || call % Long.BYTES != 0) {
            return;
        }
        long number = ram.readLong(call);
        if (number == EXIT) {
            end.accept(outcome(ram.readLong(call + 8) & Integer.MAX_VALUE));
            return;
        }
        long result = number == WRITE
                ? write(ram.readLong(call + 8), ram.readLong(call + 16), ram.readLong(call + 24))
                : NO_SUCH_CALL;
        ram.writeLong(call, result);
        if (fromhost.isPresent()) {
            ram.writeLong(fromhost.getAsLong(), (long) SYSTEM_CALL << COMMAND_SHIFT | 1);
        }
    }

    private long write(long descriptor, long address, long length) {
        if (descriptor != STANDARD_OUTPUT && descriptor != STANDARD_ERROR) {
            return BAD_DESCRIPTOR;
        }
        if (length < 0 || !ram.holds(address, length)) {
            return BAD_ADDRESS;
        }
        for (long at = address; at < address + length; at++) {
            console.accept((byte) ram.read(at, 1));
        }
        return length;
    }
}
