// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.abi;

/** The status codes of hypercalls, as the words that cross the interface. A hypercall that does not return {@link #OK} has changed nothing. */
public final class Status {
    /** Done. */
    public static final int OK = 0;
    /** No such operation. */
    public static final int BAD_OPERATION = 1;
    /** A selector names nothing, or an object of another type. */
    public static final int BAD_CAPABILITY = 2;
    /** The capability lacks a permission that the operation needs. */
    public static final int BAD_PERMISSION = 3;
    /** An argument is out of its range or misaligned. */
    public static final int BAD_ARGUMENT = 4;
    /** The pCPU does not exist, or is another than the operation needs. */
    public static final int BAD_PCPU = 5;
    /** A destination selector is in use. */
    public static final int OCCUPIED = 6;
    /** The quota of the owner, or the kernel's memory, does not suffice. */
    public static final int NO_MEMORY = 7;
    /** The callee is already in the chain of calls. */
    public static final int BUSY = 8;
    /** The callee has ended, or the caller itself has been destroyed. */
    public static final int ABORTED = 9;
    /** Part of the work is done; repeat the same call. */
    public static final int AGAIN = 10;
    /** The pCPU has promised its time to others. */
    public static final int NO_TIME = 11;

    private Status() {}

    /** The name of {@code status} for messages. */
    public static String name(int status) {
        return switch (status) {
            case OK -> "OK";
            case BAD_OPERATION -> "BAD_OPERATION";
            case BAD_CAPABILITY -> "BAD_CAPABILITY";
            case BAD_PERMISSION -> "BAD_PERMISSION";
            case BAD_ARGUMENT -> "BAD_ARGUMENT";
            case BAD_PCPU -> "BAD_PCPU";
            case OCCUPIED -> "OCCUPIED";
            case NO_MEMORY -> "NO_MEMORY";
            case BUSY -> "BUSY";
            case ABORTED -> "ABORTED";
            case AGAIN -> "AGAIN";
            case NO_TIME -> "NO_TIME";
            default -> "status " + status;
        };
    }
}
