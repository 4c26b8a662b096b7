// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

/**
 * How a run ended.
 *
 * @param cause what ended it
 * @param code 0 if all went as it should; of a bare machine, what its software gave to the finisher
 */
public record Outcome(Cause cause, int code) {
    /** What ends a run. */
    public enum Cause {
        /** Every component ended as the manifest expects; on a bare machine: the software powered it off. */
        EXPECTED,
        /** A component ended otherwise; on a bare machine: the software reported a failure. */
        UNEXPECTED,
        /** The software of a bare machine asked for a reset. */
        RESET,
        /** {@link Cordon#stop} ended it. */
        STOPPED,
        /** In virtual time: the limit was reached, or nothing could happen any more, or the two runs of a verified one differ. */
        EXHAUSTED
    }
}
