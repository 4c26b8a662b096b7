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
import org.jspecify.annotations.Nullable;

/**
 * Debian's Linux with BusyBox: booted to userspace, then at work ({@code linux/workloads.sh}). The same kernel and initramfs on QEMU and, as a guest of the microhypervisor, on
 * Cordon's engines, turn by turn.
 */
final class Linux {
    /** What the script prints: first {@code @ userspace}, then {@code @ NAME SECONDS RESULT} after each workload. */
    private static final String MARK = "@ ";

    private static final String USERSPACE = "userspace";
    private static final String BOOT = "boot to userspace";

    private final Peers peers;
    private final LinuxImage image;
    private final PrintStream progress;
    private final boolean turns;

    /**
     * One run.
     *
     * @param bootWall seconds on the host's clock from the start of the program to userspace
     * @param bootProcessor the same in processor time of all threads
     * @param bootBusiest the same of the thread that works most
     * @param clock seconds that each workload took by the guest's clock
     * @param threads the same in processor time of all threads
     * @param busiest the same of the thread that works most
     * @param results what each workload printed
     */
    private record Sample(
            double bootWall,
            double bootProcessor,
            double bootBusiest,
            Map<String, Double> clock,
            Map<String, Double> threads,
            Map<String, Double> busiest,
            Map<String, String> results,
            double wall,
            double processor) {
        /** Boot and workloads, of the thread that works most. */
        double sum() {
            return bootBusiest
                    + busiest.values().stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    /** With {@code turns}, all contenders run at the same time, by {@link Turns}. */
    Linux(Peers peers, LinuxImage image, boolean turns, PrintStream progress) {
        this.peers = peers;
        this.image = image;
        this.progress = progress;
        this.turns = turns;
    }

    /** The command lines, for people. */
    List<String> commands(String parameters) {
        return peers.names().stream()
                .map(peer -> peers.linux(peer, image, 1, parameters).toString())
                .toList();
    }

    /** The kernel parameters that have the script do some workloads (all: none named), each at a percentage of its full size. */
    static String parameters(List<String> workloads, int percent) {
        return "quiet run=" + LinuxImage.SCRIPT + " percent=" + percent + " workloads=" + String.join(",", workloads);
    }

    /** Runs each contender so many times with so many vCPUs. */
    List<Table> measure(int vcpus, int runs, String parameters) throws IOException, InterruptedException {
        String machine = vcpus == 1 ? "1 vCPU" : vcpus + " vCPUs";
        Samples<Sample> samples = new Samples<>();
        for (int run = 1; run <= runs; run++) {
            String what = "Linux, %s, run %d of %d: ".formatted(machine, run, runs);
            for (Map.Entry<String, Run> ended : run(vcpus, parameters, what).entrySet()) {
                samples.add(ended.getKey(), sample(ended.getKey(), ended.getValue()));
            }
            expectEqual(samples);
        }
        return turns ? byTurns(machine, samples) : oneByOne(machine, samples);
    }

    private Map<String, Run> run(int vcpus, String parameters, String what) throws IOException, InterruptedException {
        Map<String, Program> programs = new LinkedHashMap<>();
        peers.names().forEach(peer -> programs.put(peer, peers.linux(peer, image, vcpus, parameters)));
        if (turns) {
            progress.println(what + "by turns");
            return Turns.run(programs, line -> line.startsWith(MARK));
        }
        Map<String, Run> runs = new LinkedHashMap<>();
        for (Map.Entry<String, Program> program : programs.entrySet()) {
            progress.println(what + program.getKey());
            runs.put(program.getKey(), program.getValue().run(line -> line.startsWith(MARK)));
        }
        return runs;
    }

    private List<Table> byTurns(String machine, Samples<Sample> samples) {
        String title = "Linux, " + machine + ", by turns, s of processor time, ";
        Table busiest = new Table(title + "the thread that works most", columns("part"));
        Table threads = new Table(title + "all threads", columns("part"));
        row(busiest, BOOT, samples, Sample::bootBusiest);
        row(threads, BOOT, samples, Sample::bootProcessor);
        for (String name : samples.of(Peers.QEMU).getFirst().clock().keySet()) {
            row(busiest, name, samples, sample -> sample.busiest().getOrDefault(name, Double.NaN));
            row(threads, name, samples, sample -> sample.threads().getOrDefault(name, Double.NaN));
        }
        row(busiest, "sum", samples, Sample::sum);
        row(threads, "from start to power-off", samples, Sample::processor);
        return List.of(busiest, threads);
    }

    private List<Table> oneByOne(String machine, Samples<Sample> samples) {
        Table boot = new Table("Linux, " + machine + ", s on the host's clock and of processor time", columns("part"));
        row(boot, BOOT + ", wall", samples, Sample::bootWall);
        row(boot, BOOT + ", processor", samples, Sample::bootProcessor);
        row(boot, "from start to power-off, wall", samples, Sample::wall);
        row(boot, "from start to power-off, processor", samples, Sample::processor);
        List<String> names =
                List.copyOf(samples.of(Peers.QEMU).getFirst().clock().keySet());
        if (names.isEmpty()) {
            return List.of(boot);
        }
        String workloads = "Linux, " + machine + ", s of each workload ";
        Table clock = new Table(workloads + "by the guest's clock", columns("workload"));
        Table threads = new Table(workloads + "of processor time, all threads", columns("workload"));
        for (String name : names) {
            row(clock, name, samples, sample -> sample.clock().getOrDefault(name, Double.NaN));
            row(threads, name, samples, sample -> sample.threads().getOrDefault(name, Double.NaN));
        }
        clock.geometricMeans();
        threads.geometricMeans();
        return List.of(boot, clock, threads);
    }

    private static Sample sample(String peer, Run run) throws IOException {
        Map<String, Double> clock = new LinkedHashMap<>();
        Map<String, Double> threads = new LinkedHashMap<>();
        Map<String, Double> busiest = new LinkedHashMap<>();
        Map<String, String> results = new LinkedHashMap<>();
        List<Run.Mark> marks = run.marks();
        if (marks.isEmpty() || !marks.getFirst().line().equals(MARK + USERSPACE)) {
            throw new IOException(peer + " did not reach userspace");
        }
        Run.Mark userspace = marks.getFirst();
        Run.Mark before = userspace;
        for (Run.Mark mark : marks.subList(1, marks.size())) {
            String[] words = mark.line().split(" ", 4);
            if (words.length < 4) {
                throw new IOException(peer + " has no result of the workload " + words[1]
                        + ": it failed, or linux/workloads.sh does not know it");
            }
            clock.put(words[1], Double.parseDouble(words[2]));
            threads.put(words[1], mark.processorSince(before));
            busiest.put(words[1], mark.busiestSince(before));
            before = mark;
            results.put(words[1], words[3]);
        }
        double processor = userspace.threads().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        double most = userspace.threads().values().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(Double.NaN);
        return new Sample(
                userspace.wall(), processor, most, clock, threads, busiest, results, run.wall(), run.processor());
    }

    private static void expectEqual(Samples<Sample> samples) throws IOException {
        Map<String, Map<String, String>> results = new LinkedHashMap<>();
        samples.latest().forEach((peer, latest) -> results.put(peer, latest.results()));
        if (results.values().stream().distinct().count() != 1) {
            throw new IOException("the workloads' results differ: " + results);
        }
    }

    private List<String> columns(String first) {
        List<String> columns = new ArrayList<>(List.of(first, Peers.QEMU));
        peers.engines().forEach(engine -> columns.addAll(List.of(engine, "x QEMU")));
        return columns;
    }

    private void row(Table table, String name, Samples<Sample> samples, ToDoubleFunction<Sample> figure) {
        double qemu = samples.median(Peers.QEMU, figure);
        List<@Nullable Object> row = new ArrayList<>(List.of(name, qemu));
        for (String engine : peers.engines()) {
            double ours = samples.median(engine, figure);
            row.add(ours);
            row.add(qemu / ours);
        }
        table.row(row);
    }
}
