// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.drivers.userlevel.protocol;

import java.util.Optional;

/**
 * What the host asks of the root task, on channel 0 towards the machine: to change the life of a component. On the line it is {@value #SIZE} bytes: the operation, 0, and the
 * domain as 16 bits, little-endian. Each request is answered by one {@link RunRecord}, {@link RunRecord.Kind#DONE} or {@link RunRecord.Kind#DECLINED}, in the order in
 * which they came.
 *
 * @param operation what is to be done
 * @param domain to whom: its index in the plan
 */
public record LifeRequest(Operation operation, int domain) {

    /** Bytes of a request. */
    public static final int SIZE = 4;

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
        RESTART(5);

        private final int code;

        Operation(int code) {
            this.code = code;
        }
    }

    /** Returns the bytes of the request. */
    public byte[] bytes() {
        return new byte[] {(byte) operation.code, 0, (byte) domain, (byte) (domain >> 8)};
    }

    /** The domain that {@code bytes} of a request name. */
    public static int domain(byte[] bytes) {
        return (bytes[2] & 0xFF) | (bytes[3] & 0xFF) << 8;
    }

    /** The request that {@code bytes} are; empty if they ask for what there is not. */
    public static Optional<LifeRequest> of(byte[] bytes) {
        for (Operation operation : Operation.values()) {
            if (bytes[0] == operation.code && bytes[1] == 0) {
                return Optional.of(new LifeRequest(operation, domain(bytes)));
            }
        }
        return Optional.empty();
    }
}
