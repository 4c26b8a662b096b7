// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.host.Cordon;
import dev.cordon.host.CordonException;
import dev.cordon.host.Outcome;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The process's standard input and output as bytes, without the text handling of System.in and System.out. */
final class StandardStreams {
    private StandardStreams() {}

    /** Makes a run, once the options are known to be right, and stays with it; see {@link Session#run}. */
    @SuppressWarnings("resource") // the descriptors are the process's, not ours to close
    static Optional<Outcome> session(Supplier<Cordon> cordon, RunOptions options, TimeOptions time, PrintWriter err)
            throws InterruptedException, IOException {
        Optional<Duration> timeout = options.timeout();
        options.json();
        Cordon made = cordon.get();
        try {
            options.translations().ifPresent(made::logTranslations);
        } catch (CordonException e) {
            made.close();
            throw e;
        }
        return Session.run(
                made,
                timeout,
                options,
                time,
                new FileInputStream(FileDescriptor.in),
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
                err);
    }
}
