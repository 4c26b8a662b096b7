// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What guests of the microhypervisor wait for and cost: small programs in S-mode, each under a VMM as a user would have it. On the host's clock, from guest instruction to guest
 * instruction; and a hundred guests that have nothing to do.
 */
final class Guests {
    private static final long ENTRY = 0x8020_0000L;
    private static final int IDLE_SECONDS = 8;
    private static final int FEW = 1;
    private static final int MANY = 100;

    private final Peers peers;
    private final Compiler compiler;
    private final PrintStream progress;

    Guests(Peers peers, Compiler compiler, PrintStream progress) {
        this.peers = peers;
        this.compiler = compiler;
        this.progress = progress;
    }

    /** Runs so many times and returns the tables. */
    List<Table> measure(int runs) throws IOException, InterruptedException {
        Path exits = compiler.bare("exits", ENTRY, "GUEST", "exits.c");
        Map<String, Samples<Double>> waits = new LinkedHashMap<>();
        for (int run = 1; run <= runs; run++) {
            for (String engine : peers.engines()) {
                for (int pcpus : new int[] {1, 2}) {
                    progress.printf("exits, %s, %d pCPUs, run %d of %d%n", engine, pcpus, run, runs);
                    exits(peers.guest(engine, exits, 2, pcpus), engine, pcpus, waits);
                }
            }
        }
        List<String> columns = new ArrayList<>(List.of("from guest instruction to guest instruction"));
        columns.addAll(peers.engines());
        Table table = new Table("What a guest with 2 vCPUs waits for, steady state, ns by its clock", columns);
        waits.forEach((name, samples) -> {
            List<Object> row = new ArrayList<>(List.of(name));
            peers.engines().forEach(engine -> row.add(samples.median(engine, ns -> ns)));
            table.row(row);
        });
        return List.of(table, idle());
    }

    private static void exits(Program program, String engine, int pcpus, Map<String, Samples<Double>> waits)
            throws IOException, InterruptedException {
        Map<String, List<Double>> rounds = new LinkedHashMap<>();
        Run run = program.run(line -> line.matches("[a-z-]+ \\d+\\s*"));
        for (Run.Mark mark : run.marks()) {
            String[] words = mark.line().split(" ", -1);
            String name = words[0] + ", " + pcpus + (pcpus == 1 ? " pCPU" : " pCPUs");
            rounds.computeIfAbsent(name, _ -> new ArrayList<>()).add(Double.parseDouble(words[1]));
        }
        rounds.forEach(
                (name, ns) -> waits.computeIfAbsent(name, _ -> new Samples<>()).add(engine, Figures.steady(ns)));
    }

    private Table idle() throws IOException, InterruptedException {
        Path kernel = compiler.bare("idle", ENTRY, "SECONDS=" + IDLE_SECONDS, "idle.c");
        Table table = new Table(
                "Guests of 4 MiB that do nothing for " + IDLE_SECONDS + " s, in one JVM",
                List.of("guests", "s to the last one's first word", "MiB resident", "% of a processor while idle"));
        for (int guests : new int[] {FEW, MANY}) {
            progress.printf("%d idle guests%n", guests);
            Run run = peers.system(peers.engines().getFirst(), manifest(guests, kernel))
                    .run(line -> line.contains("idle") || line.contains("awake"));
            List<Run.Mark> idle = run.marks().stream()
                    .filter(mark -> mark.line().contains("idle"))
                    .toList();
            Run.Mark begin = idle.getLast();
            Run.Mark end = run.marks().get(idle.size());
            double share = end.processorSince(begin) / (end.wall() - begin.wall());
            table.row(List.of(guests, begin.wall(), end.mebibytes(), 100 * share));
        }
        return table;
    }

    private Path manifest(int guests, Path kernel) throws IOException {
        StringBuilder text = new StringBuilder("cordon: 1\ncomponents:\n");
        for (int i = 0; i < guests; i++) {
            text.append("  guest-%d:\n    guest: {kernel: %s, memory: 4M}\n    uses: {console: console.port}\n"
                    .formatted(i, kernel.toAbsolutePath()));
        }
        text.append(
                "  console:\n    driver: console\n    uses: {uart: machine.uart}\n    provides: {port: console-port}\n");
        return Files.writeString(compiler.target().resolve("idle-" + guests + ".yaml"), text);
    }
}
