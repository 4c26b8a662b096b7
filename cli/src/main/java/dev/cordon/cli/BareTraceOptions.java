// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.host.CordonException;
import dev.cordon.host.PrivilegeMode;
import dev.cordon.host.TraceOptions;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options that have a bare machine written down, instruction by instruction. */
final class BareTraceOptions {
    private static final Pattern RANGE = Pattern.compile("(?:0x)?([0-9a-fA-F]{1,16})\\.\\.(?:0x)?([0-9a-fA-F]{1,16})");

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Write every instruction, with what it changes, and every trap; - is standard error.")
    private Optional<Path> file = Optional.empty();

    @Option(
            names = "--trace-pc",
            paramLabel = "LO..HI",
            description = "Trace only instructions from one address to another, in hexadecimal.")
    private Optional<String> range = Optional.empty();

    @Option(
            names = "--trace-privilege",
            paramLabel = "MODE",
            split = ",",
            description = "Trace only these modes: m, s, u, vs, vu; several with commas.")
    private List<String> modes = List.of();

    @Option(names = "--trace-hart", paramLabel = "N", description = "Trace only this hart; they count from 0.")
    private Optional<Integer> hart = Optional.empty();

    /** For picocli. */
    BareTraceOptions() {}

    /** What to trace; empty if nothing. */
    Optional<TraceOptions> options() {
        if (file.isEmpty()) {
            if (range.isPresent() || !modes.isEmpty() || hart.isPresent()) {
                throw new CordonException("--trace-pc, --trace-privilege and --trace-hart need --trace FILE");
            }
            return Optional.empty();
        }
        TraceOptions options = TraceOptions.to(file.get());
        options = range.isPresent() ? within(options, range.get()) : options;
        options = modes.isEmpty() ? options : options.in(modes());
        return Optional.of(hart.isPresent() ? options.of(hart.get()) : options);
    }

    private static TraceOptions within(TraceOptions options, String range) {
        Matcher matcher = RANGE.matcher(range);
        if (!matcher.matches()) {
            throw new CordonException(
                    "--trace-pc " + range + " is no range; write for instance 0x80000000..0x80000fff");
        }
        return options.within(
                Long.parseUnsignedLong(matcher.group(1), 16), Long.parseUnsignedLong(matcher.group(2), 16));
    }

    private Set<PrivilegeMode> modes() {
        Set<PrivilegeMode> chosen = EnumSet.noneOf(PrivilegeMode.class);
        for (String mode : modes) {
            chosen.add(PrivilegeMode.named(mode)
                    .orElseThrow(() ->
                            new CordonException("--trace-privilege " + mode + " is no mode; write m, s, u, vs or vu")));
        }
        return chosen;
    }
}
