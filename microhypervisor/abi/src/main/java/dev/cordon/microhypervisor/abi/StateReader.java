// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.abi;

/** Where a program reads its state from, in the order in which it was written. */
@FunctionalInterface
public interface StateReader {
    /** The next word. */
    long word();
}
