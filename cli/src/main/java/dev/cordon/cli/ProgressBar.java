// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.host.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/** Shows progress on standard error: one line for each step, and on a terminal a bar while something is downloaded. */
final class ProgressBar implements Progress, AutoCloseable {
    private static final int WIDTH = 30;

    private final PrintWriter err;
    private final boolean terminal;
    private boolean drawn;

    ProgressBar(PrintWriter err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    @Override
    public void step(String what) {
        close();
        err.println("cordon: " + what);
    }

    @Override
    public void downloaded(long bytes, long total) {
        if (terminal && total > 0) {
            int filled = (int) (WIDTH * bytes / total);
            err.print("\r[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] "
                    + String.format(
                            Locale.ROOT, "%3d%%  %.1f of %.1f MB", 100 * bytes / total, bytes / 1e6, total / 1e6));
            err.flush();
            drawn = true;
        }
    }

    /** Ends the line of a bar, if there is one. */
    @Override
    public void close() {
        if (drawn) {
            err.println();
            drawn = false;
        }
    }
}
