// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

/**
 * Hears what happens in a run, in the order in which it happens. Called on a thread of Cordon's; while a call lasts, output
 * waits, and a guest that writes very much waits, too.
 */
public interface RunListener {
    /** Hears nothing. */
    RunListener SILENT = new RunListener() {};

    /** A guest wrote to its console. */
    default void output(Console console, byte[] written) {}

    /** A component says something to the person who runs the system, in one line. */
    default void said(String component, String line) {}

    /** A component ended; everything that it wrote has been heard before. */
    default void ended(ComponentEnd end) {}

    /** A component ended so, and is started again, since its manifest says so. */
    default void restarts(ComponentEnd end) {}

    /** A component is in another state than before; also when it has started or ended. */
    default void changed(Component component, Component.State state) {}
}
