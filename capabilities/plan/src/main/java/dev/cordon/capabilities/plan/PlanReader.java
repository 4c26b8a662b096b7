// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.plan;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Reads a plan from words that nobody need trust. An error is sticky: after the first one every word reads as 0, and the
 * plan is refused at the end.
 */
public final class PlanReader {

    /** The first word of every plan: the bytes {@code CORDPLAN}. */
    static final long MAGIC = 0x4E41_4C50_4452_4F43L;

    /** The version of the format, counted up with every change of it. */
    static final long VERSION = 3;

    /** Stands for a boot module that is not there. */
    static final int NONE = -1;

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment memory;
    private final long end;
    private long next;
    private boolean failed;

    private PlanReader(MemorySegment memory) {
        this.memory = memory;
        this.end = memory.byteSize() / Long.BYTES;
    }

    /**
     * Reads the plan that starts at the beginning of {@code memory}; what lies behind it is not looked at.
     *
     * @return the plan, or empty if the bytes are not one, are of another version, or hold a plan that is not {@linkplain PlanCheck sound}
     */
    public static Optional<Plan> read(MemorySegment memory) {
        PlanReader reader = new PlanReader(memory);
        if (reader.word() != MAGIC || reader.word() != VERSION) {
            return Optional.empty();
        }
        long words = reader.word();
        Plan plan = reader.plan();
        boolean complete = !reader.failed && reader.next == words;
        return complete && PlanCheck.sound(plan) ? Optional.of(plan) : Optional.empty();
    }

    private Plan plan() {
        return new Plan(
                number(),
                list(this::domain),
                list(this::context),
                list(this::guest),
                list(this::device),
                list(this::channel));
    }

    private Domain domain() {
        return new Domain(string(Domain.MAXIMUM_NAME), number(), word(), word(), life());
    }

    private Life life() {
        return new Life(constant(Life.Start.values()), constant(Life.Restart.values()), constant(Expect.values()));
    }

    private Context context() {
        return new Context(number(), constant(Context.Role.values()), number(), number(), word(), word(), word());
    }

    private Guest guest() {
        return new Guest(number(), word(), number(), number(), optionalNumber(), string(Guest.MAXIMUM_COMMAND_LINE));
    }

    private DeviceGrant device() {
        return new DeviceGrant(number(), constant(MachineDevice.values()));
    }

    private Channel channel() {
        return new Channel(number(), number(), constant(Channel.Kind.values()), number());
    }

    private <T> List<T> list(Supplier<T> element) {
        long size = word();
        if (size < 0 || size > Plan.MAXIMUM_RECORDS) {
            failed = true;
        }
        List<T> elements = new ArrayList<>();
        for (long i = 0; i < size && !failed; i++) {
            elements.add(element.get());
        }
        return elements;
    }

    private String string(int maximum) {
        long length = word();
        if (length < 0 || length > maximum) {
            failed = true;
            return "";
        }
        StringBuilder string = new StringBuilder();
        while (string.length() < length && !failed) {
            long word = word();
            for (int i = 0; i < Long.BYTES; i++, word >>>= Byte.SIZE) {
                if (string.length() < length) {
                    string.append((char) (word & 0xFF));
                } else if ((word & 0xFF) != 0) {
                    failed = true; // padding is zero, so that each plan has one encoding
                }
            }
        }
        return string.toString();
    }

    private <E extends Enum<E>> E constant(E[] values) {
        int ordinal = number();
        if (ordinal < 0 || ordinal >= values.length) {
            failed = true;
            return values[0];
        }
        return values[ordinal];
    }

    private OptionalInt optionalNumber() {
        int number = number();
        return number == NONE ? OptionalInt.empty() : OptionalInt.of(number);
    }

    private int number() {
        long word = word();
        failed |= (int) word != word;
        return (int) word;
    }

    private long word() {
        if (failed || next == end) {
            failed = true;
            return 0;
        }
        return memory.get(WORD, next++ * Long.BYTES);
    }
}
