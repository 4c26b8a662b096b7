// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.spaces;

import java.util.function.LongConsumer;

/** What a capability in an object space refers to. */
public interface KernelObject {
    /** The capability by which it lives has been removed; if it is a space, it is empty. Gives back what it holds. Cannot fail, and allocates nothing. */
    default void destroyed() {}

    /** Writes the state that is its own, as words: what differs between two systems, differs here or in the capabilities. */
    default void save(LongConsumer out) {}
}
