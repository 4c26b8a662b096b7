// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.protocol;

import java.util.Optional;

/**
 * What the host asks of the root task, on channel 0 towards the machine: to change the life of a component, or its schedule. On the line it is {@value #SIZE} bytes, little-endian: the
 * operation and the priority, a byte each; the domain, 16 bits; budget, period and offset, 32 bits each. Each request is answered by one {@link RunRecord}, {@link
 * RunRecord.Kind#DONE} or {@link RunRecord.Kind#DECLINED}, in the order in which they came.
 *
 * @param operation what is to be done
 * @param domain to whom: its index in the plan
 * @param priority of {@link Operation#SCHEDULE}, as in a manifest: 1 to 63; else 0, as all that follows
 * @param budget in microseconds
 * @param period in microseconds; 0 for none
 * @param offset in microseconds; -1 for none
 */
public record LifeRequest(Operation operation, int domain, int priority, int budget, int period, int offset) {

    /** Bytes of a request. */
    public static final int SIZE = 16;

    /** What can be done to a component. */
    public enum Operation {
        /** Build it and let it run: it is not there. */
        ADD(1),
        /** Take away all that it has, and clear its memory. */
        REMOVE(2),
        /** Let nothing of it run, until it is resumed. */
        SUSPEND(3),
        /** Let it go on. */
        RESUME(4),
        /** Remove it, and add it anew. */
        RESTART(5),
        /** Let it go on by another schedule. */
        SCHEDULE(6);

        private final int code;

        Operation(int code) {
            this.code = code;
        }
    }

    /** A request that says no more than what and to whom. */
    public LifeRequest(Operation operation, int domain) {
        this(operation, domain, 0, 0, 0, 0);
    }

    /** Returns the bytes of the request. */
    public byte[] bytes() {
        byte[] bytes = new byte[SIZE];
        bytes[0] = (byte) operation.code;
        bytes[1] = (byte) priority;
        bytes[2] = (byte) domain;
        bytes[3] = (byte) (domain >> 8);
        put(bytes, 4, budget);
        put(bytes, 8, period);
        put(bytes, 12, offset);
        return bytes;
    }

    private static void put(byte[] bytes, int at, int number) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (number >> (8 * i));
        }
    }

    private static int number(byte[] bytes, int at) {
        int number = 0;
        for (int i = 0; i < 4; i++) {
            number |= (bytes[at + i] & 0xFF) << (8 * i);
        }
        return number;
    }

    /** The domain that {@code bytes} of a request name. */
    public static int domain(byte[] bytes) {
        return (bytes[2] & 0xFF) | (bytes[3] & 0xFF) << 8;
    }

    /** The request that {@code bytes} are; empty if they ask for what there is not. */
    public static Optional<LifeRequest> of(byte[] bytes) {
        int priority = bytes[1] & 0xFF;
        int budget = number(bytes, 4);
        int period = number(bytes, 8);
        int offset = number(bytes, 12);
        boolean plain = (priority | budget | period | offset) == 0;
        for (Operation operation : Operation.values()) {
            if (bytes[0] == operation.code && (plain || operation == Operation.SCHEDULE)) {
                return Optional.of(new LifeRequest(operation, domain(bytes), priority, budget, period, offset));
            }
        }
        return Optional.empty();
    }
}
