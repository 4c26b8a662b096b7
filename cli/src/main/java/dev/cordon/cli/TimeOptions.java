// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.host.CordonException;
import dev.cordon.host.Timing;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which time a system keeps. */
final class TimeOptions {
    /** The values of {@code --time}. */
    enum Kind {
        REAL,
        VIRTUAL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Option(
            names = "--time",
            paramLabel = "real|virtual",
            description =
                    "real: the host's clock. virtual: counted in instructions, so that runs can be repeated bit for bit;"
                            + " --timeout then counts virtual seconds. Default: real.")
    private Kind time = Kind.REAL;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "In virtual time: how the turns of the pCPUs interleave. Default: 0.")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--digest", description = "In virtual time: at the end, print digests of the whole state.")
    private boolean digest;

    @Option(names = "--verify", description = "In virtual time: run twice at once, and name the first difference.")
    private boolean verify;

    /** For picocli. */
    TimeOptions() {}

    /** The time, which ends at a limit if it is virtual. */
    Timing timing(Optional<Duration> limit) {
        if (time == Kind.REAL) {
            if (seed.isPresent() || digest || verify) {
                throw new CordonException("--seed, --digest and --verify are for virtual time; add --time virtual");
            }
            return Timing.real();
        }
        Timing.Virtual virtual = Timing.virtual(seed.orElse(0L));
        Timing.Virtual twice = verify ? virtual.verifiedByASecondRun() : virtual;
        return limit.map(twice::withLimit).orElse(twice);
    }

    boolean digest() {
        return digest;
    }

    boolean isVirtual() {
        return time == Kind.VIRTUAL;
    }
}
