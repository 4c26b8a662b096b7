// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.host.CordonException;
import dev.cordon.host.TraceKind;
import dev.cordon.host.TraceOptions;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that have a system written down: what its guests and its programs do. */
final class SystemTraceOptions {
    @Option(
            names = "--trace-kinds",
            paramLabel = "KIND",
            split = ",",
            description = "Trace only these: instructions, exits, hypercalls, ipc; several with commas.")
    private List<String> kinds = List.of();

    @Mixin
    private final BareTraceOptions instructions = new BareTraceOptions();

    /** For picocli. */
    SystemTraceOptions() {}

    /** What to trace; empty if nothing. */
    Optional<TraceOptions> options() {
        Optional<TraceOptions> options = instructions.options();
        if (options.isEmpty() && !kinds.isEmpty()) {
            throw new CordonException("--trace-kinds needs --trace FILE");
        }
        return kinds.isEmpty() ? options : options.map(all -> all.with(kinds()));
    }

    private Set<TraceKind> kinds() {
        Set<TraceKind> chosen = EnumSet.noneOf(TraceKind.class);
        for (String kind : kinds) {
            chosen.add(TraceKind.named(kind)
                    .orElseThrow(() -> new CordonException("--trace-kinds " + kind
                            + " is nothing to trace; write instructions, exits, hypercalls or ipc")));
        }
        return chosen;
    }
}
