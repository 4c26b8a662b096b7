// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import java.nio.file.Path;
import java.util.List;

/** Who looks on while an assembly runs: a trace, a log of translations, somebody who counts and times. What it sees is the same as without. */
interface Observation {
    /** Has what happens written down. Before the start. */
    default void trace(TraceOptions options) {
        throw new IllegalStateException("a bare machine is traced by its options");
    }

    /** Has a line written for each region of code that is translated. Before the start. */
    void logTranslations(Path file);

    /** Has counted and timed what costs a little. Before the start. */
    void measure();

    /** What the harts have done so far. */
    Statistics statistics();

    /** What could not be written whole, and why, one line each; known once the assembly is closed. */
    List<String> losses();
}
