// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.abi;

/** A program touched host-space memory that it has no right to. Left uncaught it ends the entry: the execution context is aborted to its fault portal. */
public final class HostFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final long address;

    /** A fault at the host address {@code address}. */
    public HostFault(long address) {
        super("host address 0x" + Long.toHexString(address) + " is not mapped so", null, false, false);
        this.address = address;
    }

    /** The host address that was touched. */
    public long address() {
        return address;
    }
}
