// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Small programs alone on a machine, in rounds: the same sources for RISC-V, run by QEMU and by Cordon's engines, and for this host. Each round's checksum must be
 * the same everywhere.
 */
final class Kernels {
    private static final List<String> INTEGER =
            List.of("list", "matmul", "crc", "copy", "sieve", "fib", "bytecode", "sort", "core");
    private static final List<String> FLOATING_POINT = List.of("double-matmul", "nbody", "mandelbrot");
    private static final String NATIVE = "native";

    /** Where a program in M-mode begins. */
    private static final long RAM = 0x8000_0000L;

    private final Peers peers;
    private final Compiler compiler;
    private final int rounds;
    private final PrintStream progress;

    /**
     * What one run of one kernel took.
     *
     * @param steady milliseconds of a round on the guest's clock, {@link Figures#steady}
     * @param thread milliseconds of processor time of a round in the last third, of the thread that works most
     * @param threads the same of all threads
     */
    private record Sample(
            List<String> checksums, double steady, double thread, double threads, double wall, double processor) {}

    Kernels(Peers peers, Compiler compiler, int rounds, PrintStream progress) {
        this.peers = peers;
        this.compiler = compiler;
        this.rounds = rounds;
        this.progress = progress;
    }

    /** The names of all kernels. */
    static List<String> all() {
        return Stream.concat(INTEGER.stream(), FLOATING_POINT.stream()).toList();
    }

    private List<String> contenders() {
        return Stream.concat(Stream.of(NATIVE), peers.names().stream()).toList();
    }

    /** Builds the kernels, runs each on each contender in turn, so many times, and returns the tables. */
    List<Table> measure(List<String> kernels, int runs) throws IOException, InterruptedException {
        for (String kernel : kernels) {
            compiler.bare(kernel, RAM, "ROUNDS=" + rounds, "bare.c", kernel + ".c");
            compiler.host(kernel, "ROUNDS=" + rounds, "native.c", kernel + ".c");
        }
        Map<String, Samples<Sample>> samples = new LinkedHashMap<>();
        kernels.forEach(kernel -> samples.put(kernel, new Samples<>()));
        for (int run = 1; run <= runs; run++) {
            for (Map.Entry<String, Samples<Sample>> kernel : samples.entrySet()) {
                progress.printf("kernel %s, run %d of %d%n", kernel.getKey(), run, runs);
                for (String contender : contenders()) {
                    kernel.getValue().add(contender, run(program(kernel.getKey(), contender)));
                }
                expectEqual(kernel.getKey(), kernel.getValue());
            }
        }
        List<Table> tables = new ArrayList<>();
        tables.addAll(tables("Integer", INTEGER, samples));
        tables.addAll(tables("Floating-point", FLOATING_POINT, samples));
        return tables;
    }

    private List<Table> tables(String kind, List<String> group, Map<String, Samples<Sample>> all) {
        Map<String, Samples<Sample>> samples = new LinkedHashMap<>(all);
        samples.keySet().retainAll(group);
        if (samples.isEmpty()) {
            return List.of();
        }
        String steady = kind + " kernels, steady state, ms a round ";
        String whole = kind + " kernels, " + rounds + " rounds from start, s of ";
        List<String> engines = peers.engines();
        List<String> andNative =
                Stream.concat(engines.stream(), Stream.of(NATIVE)).toList();
        return List.of(
                table(steady + "by the guest's clock", andNative, samples, Sample::steady),
                table(steady + "of processor time, the thread that works most", engines, samples, Sample::thread),
                table(steady + "of processor time, all threads", engines, samples, Sample::threads),
                table(whole + "wall time", engines, samples, Sample::wall),
                table(whole + "processor time", engines, samples, Sample::processor));
    }

    private Program program(String kernel, String contender) {
        return contender.equals(NATIVE)
                ? new Program(List.of(compiler.hostProgram(kernel).toString()))
                : peers.bare(contender, compiler.bareProgram(kernel));
    }

    private Sample run(Program program) throws IOException, InterruptedException {
        List<String[]> lines = new ArrayList<>();
        int settled = rounds - rounds / 3 - 1;
        int last = rounds - 1 - Math.max(1, rounds / 8); // after the last round the program may be gone
        Run run = program.run(line -> {
            lines.add(line.strip().split(" ", -1));
            return lines.size() - 1 == settled || lines.size() - 1 == last;
        });
        if (lines.size() != rounds || lines.stream().anyMatch(line -> line.length != 3)) {
            throw new IOException("not what a kernel prints, from " + program);
        }
        List<Double> ticks =
                lines.stream().map(line -> Double.parseDouble(line[2])).toList();
        Run.Mark end = run.marks().getLast();
        double thousandths = 1000.0 / (last - settled);
        return new Sample(
                lines.stream().map(line -> line[1]).toList(),
                Figures.steady(ticks) / 10_000,
                end.busiestSince(run.marks().getFirst()) * thousandths,
                end.processorSince(run.marks().getFirst()) * thousandths,
                run.wall(),
                run.processor());
    }

    private static void expectEqual(String kernel, Samples<Sample> samples) throws IOException {
        List<String> expected = samples.of(NATIVE).getFirst().checksums();
        for (Map.Entry<String, Sample> latest : samples.latest().entrySet()) {
            if (!latest.getValue().checksums().equals(expected)) {
                throw new IOException("checksums of " + kernel + " on " + latest.getKey() + " differ from the host's");
            }
        }
    }

    private Table table(
            String title,
            List<String> contenders,
            Map<String, Samples<Sample>> kernels,
            ToDoubleFunction<Sample> figure) {
        List<String> columns = new ArrayList<>(List.of("kernel", Peers.QEMU));
        contenders.forEach(contender -> columns.addAll(List.of(contender, "x QEMU")));
        Table table = new Table(title, columns);
        kernels.forEach((kernel, samples) -> {
            double qemu = samples.median(Peers.QEMU, figure);
            List<@Nullable Object> row = new ArrayList<>(List.of(kernel, qemu));
            for (String contender : contenders) {
                double figures = samples.median(contender, figure);
                row.add(figures);
                row.add(qemu / figures);
            }
            table.row(row);
        });
        table.geometricMeans();
        return table;
    }
}
