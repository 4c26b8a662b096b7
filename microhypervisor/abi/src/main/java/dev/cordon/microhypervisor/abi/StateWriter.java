// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.abi;

/** Where a program writes its state, as words. */
@FunctionalInterface
public interface StateWriter {
    /** Appends {@code value}. */
    void word(long value);
}
