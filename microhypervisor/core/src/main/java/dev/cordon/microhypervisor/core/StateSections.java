// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import java.util.function.LongConsumer;

/** Takes the state of the microhypervisor in named sections. */
@FunctionalInterface
public interface StateSections {
    /** What a section is about. */
    enum Kind {
        /** The registers of a vCPU. */
        HART,
        /** An object of the microhypervisor's. */
        OBJECT,
        /** What the program of a PD saves. */
        PROGRAM
    }

    /** Begins a section: its words go to what this returns. Number and order of sections are the same in equal systems. */
    LongConsumer section(Kind kind, String name);
}
