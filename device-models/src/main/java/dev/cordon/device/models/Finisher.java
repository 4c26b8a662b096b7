// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * SiFive's test finisher ({@code sifive,test1}): one register that ends the run.
 *
 * <p>Register 0 takes a command in bits 15:0 and a code in bits 31:16. A {@code syscon-poweroff} or {@code
 * syscon-reboot} node of a device tree drives it by writing {@link #PASS} or {@link #RESET}. It reads as zero.
 */
public final class Finisher implements DeviceModel {

    /** Bytes of address space that the registers take. */
    public static final long SIZE = 0x1000;

    /** Ends the run as a failure, with the code in bits 31:16. */
    public static final int FAIL = 0x3333;

    /** Ends the run as a success. */
    public static final int PASS = 0x5555;

    /** Asks for a reset. */
    public static final int RESET = 0x7777;

    /** What software asked for. */
    public sealed interface Outcome {

        /** Power off: all went well. */
        record Pass() implements Outcome {}

        /**
         * Power off: something failed.
         *
         * @param code as the software gave it: 0 to 65535 in a command of the finisher, never negative
         */
        record Fail(int code) implements Outcome {}

        /** Start again from the reset vector. */
        record Reset() implements Outcome {}
    }

    private final Consumer<Outcome> listener;

    /**
     * Creates a finisher.
     *
     * @param listener told of every command, in the middle of the write
     */
    public Finisher(Consumer<Outcome> listener) {
        this.listener = listener;
    }

    @Override
    public long read(long offset, int size) {
        return 0;
    }

    @Override
    public void write(long offset, int size, long value) {
        if (offset != 0 || (size != 2 && size != 4)) {
            return;
        }
        switch ((int) value & 0xffff) {
            case FAIL -> listener.accept(new Outcome.Fail(size == 4 ? (int) value >>> 16 : 0));
            case PASS -> listener.accept(new Outcome.Pass());
            case RESET -> listener.accept(new Outcome.Reset());
            default -> {}
        }
    }

    /** Writes nothing: the finisher has no state. */
    @Override
    public void save(LongConsumer writer) {}

    @Override
    public void restore(LongSupplier reader) {}
}
