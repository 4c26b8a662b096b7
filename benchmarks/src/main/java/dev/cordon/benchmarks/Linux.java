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

    private final Peers peers;
    private final LinuxImage image;
    private final PrintStream progress;

    /**
     * One run.
     *
     * @param bootWall seconds on the host's clock from the start of the program to userspace
     * @param bootProcessor the same in processor time of all threads
     * @param workloads seconds that each workload took by the guest's clock
     */
    private record Sample(
            double bootWall,
            double bootProcessor,
            Map<String, Double> workloads,
            Map<String, String> results,
            double wall,
            double processor) {}

    Linux(Peers peers, LinuxImage image, PrintStream progress) {
        this.peers = peers;
        this.image = image;
        this.progress = progress;
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
        Samples<Sample> samples = new Samples<>();
        for (int run = 1; run <= runs; run++) {
            for (String peer : peers.names()) {
                progress.printf("Linux with %d vCPUs on %s, run %d of %d%n", vcpus, peer, run, runs);
                samples.add(peer, run(peer, vcpus, parameters));
            }
            expectEqual(samples);
        }
        String machine = vcpus == 1 ? "1 vCPU" : vcpus + " vCPUs";
        Table boot = new Table("Linux, " + machine + ", s on the host's clock and of processor time", columns("part"));
        row(boot, "boot to userspace, wall", samples, Sample::bootWall);
        row(boot, "boot to userspace, processor", samples, Sample::bootProcessor);
        row(boot, "from start to power-off, wall", samples, Sample::wall);
        row(boot, "from start to power-off, processor", samples, Sample::processor);
        List<String> names =
                List.copyOf(samples.of(Peers.QEMU).getFirst().workloads().keySet());
        if (names.isEmpty()) {
            return List.of(boot);
        }
        Table work = new Table("Linux, " + machine + ", s of each workload by the guest's clock", columns("workload"));
        names.forEach(name ->
                row(work, name, samples, sample -> sample.workloads().getOrDefault(name, Double.NaN)));
        work.geometricMeans();
        return List.of(boot, work);
    }

    private Sample run(String peer, int vcpus, String parameters) throws IOException, InterruptedException {
        Run run = peers.linux(peer, image, vcpus, parameters).run(line -> line.startsWith(MARK));
        Map<String, Double> seconds = new LinkedHashMap<>();
        Map<String, String> results = new LinkedHashMap<>();
        List<Run.Mark> marks = run.marks();
        if (marks.isEmpty() || !marks.getFirst().line().equals(MARK + USERSPACE)) {
            throw new IOException(peer + " did not reach userspace");
        }
        for (Run.Mark mark : marks.subList(1, marks.size())) {
            String[] words = mark.line().split(" ", 4);
            seconds.put(words[1], Double.parseDouble(words[2]));
            results.put(words[1], words[3]);
        }
        Run.Mark userspace = marks.getFirst();
        double processor = userspace.threads().values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        return new Sample(userspace.wall(), processor, seconds, results, run.wall(), run.processor());
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
            row.add(ours / qemu);
        }
        table.row(row);
    }
}
