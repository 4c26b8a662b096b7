// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.translator;

/** Code as a hart sees it: what lies at virtual addresses, as far as that is known without a fetch. What code there is it answers the same each time. */
public interface GuestCode {
    /** What {@link #halfword} answers where the hart cannot go without looking the page up, or has not read it. */
    int UNKNOWN = -1;

    /** The halfword at an even address, zero-extended, or {@link #UNKNOWN}. */
    int halfword(long address);

    /** Whether the instruction at an address may have run before, so that it is worth translating. */
    boolean hasRun(long address);

    /** Whether translated code begins at an address. */
    boolean isEntry(long address);

    /** Where the jump through a register at an address has led, as far as is known: within 2 GiB of its page. */
    long[] targets(long address);
}
