// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

/** Hears how far a long piece of work has come. Called on the thread that does the work. */
public interface Progress {
    /** Hears nothing. */
    Progress SILENT = new Progress() {
        @Override
        public void step(String what) {}

        @Override
        public void downloaded(long bytes, long total) {}
    };

    /** A new step begins; {@code what} completes the sentence "Cordon is ...". */
    void step(String what);

    /** So many bytes of the present step's download have arrived; {@code total} is what apt's index announces. */
    void downloaded(long bytes, long total);
}
