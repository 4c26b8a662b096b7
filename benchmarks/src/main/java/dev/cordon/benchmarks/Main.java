// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.openjdk.jmh.runner.RunnerException;

/** Runs the suites that are asked for and prints their tables; {@code README.md} says how and what they mean. */
public final class Main {
    private static final Set<String> OPTIONS = Set.of(
            "--home",
            "--cordon",
            "--qemu",
            "--gcc",
            "--engines",
            "--runs",
            "--rounds",
            "--kernels",
            "--workloads",
            "--benchmarks",
            "--percent",
            "--vcpus");

    /** Only looks whether the command line is right. */
    private static final String CHECK = "--check";

    private static final String JSON = "--json";
    private static final String TURNS = "--turns";

    /** What is measured when its name is given. */
    private interface Suite {
        void run() throws IOException, InterruptedException, RunnerException;
    }

    private final SortedMap<String, Suite> suites = new TreeMap<>(Map.<String, Suite>of(
            "core", this::core, "guests", this::guests, "kernels", this::kernels, "linux", this::linux));
    private final Options options;
    private final Path home;
    private final Peers peers;
    private final PrintStream progress;
    private final List<String> commands = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();

    /**
     * What a command line asks for.
     *
     * @throws IllegalArgumentException if there is no such option or suite
     */
    Main(List<String> arguments, PrintStream progress) {
        this.options = new Options(arguments, OPTIONS, Set.of(JSON, TURNS, CHECK));
        this.progress = progress;
        this.home = Path.of(options.value("--home", "."));
        this.peers = new Peers(
                options.value("--cordon", "cordon"),
                options.value("--qemu", "qemu-system-riscv64"),
                options.list("--engines", "translator"));
        for (String word : options.words()) {
            if (!suites.containsKey(word)) {
                throw new IllegalArgumentException(
                        "there is no suite '" + word + "'; there are " + String.join(", ", suites.keySet()));
            }
        }
    }

    /** The entry point; the script {@code run} passes {@code --home}, {@code --cordon}, {@code --qemu} and {@code --gcc}. */
    public static void main(String[] arguments) throws InterruptedException, RunnerException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream progress = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        try {
            Main main = new Main(List.of(arguments), progress);
            if (!main.options.has(CHECK)) {
                main.run(out);
            }
        } catch (IllegalArgumentException e) {
            progress.println("benchmarks: " + e.getMessage());
            System.exit(2);
        } catch (IOException e) {
            progress.println("benchmarks: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run(PrintStream out) throws IOException, InterruptedException, RunnerException {
        for (String suite : options.words()) {
            Objects.requireNonNull(suites.get(suite)).run();
        }
        out.print(options.has(JSON) ? json() : text());
    }

    private int runs() {
        return options.number("--runs", 5);
    }

    private void kernels() throws IOException, InterruptedException {
        List<String> chosen = options.list("--kernels", String.join(",", Kernels.all()));
        Kernels kernels = new Kernels(peers, compiler(), options.number("--rounds", 60), progress);
        peers.names()
                .forEach(peer -> commands.add(
                        peers.bare(peer, Path.of(chosen.getFirst() + ".elf")).toString()));
        tables.addAll(kernels.measure(chosen, runs()));
    }

    private void linux() throws IOException, InterruptedException {
        LinuxImage image = LinuxImage.with(
                home.resolve("linux").resolve("workloads.sh"),
                home.resolve("target").resolve("linux"));
        Linux linux = new Linux(peers, image, options.has(TURNS), progress);
        String parameters = Linux.parameters(options.list("--workloads", "all"), options.number("--percent", 100));
        commands.addAll(linux.commands(parameters));
        for (String vcpus : options.list("--vcpus", "1")) {
            tables.addAll(linux.measure(Integer.parseInt(vcpus), runs(), parameters));
        }
    }

    private void guests() throws IOException, InterruptedException {
        tables.addAll(new Guests(peers, compiler(), progress).measure(runs()));
    }

    private Compiler compiler() {
        return new Compiler(
                options.value("--gcc", "riscv64-linux-gnu-gcc"),
                home.resolve("kernels"),
                home.resolve("target").resolve("kernels"));
    }

    private void core() throws RunnerException {
        tables.addAll(Core.measure(options.value("--benchmarks", ".*"), runs(), progress));
    }

    private static String host() throws IOException {
        Path load = Path.of("/proc/loadavg");
        return String.format(
                "%s %s, %d processors, Java %s, load %s",
                System.getProperty("os.name"),
                System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                Files.exists(load) ? Files.readString(load).strip() : "unknown");
    }

    private String text() throws IOException {
        StringBuilder text = new StringBuilder(host()).append("\n\n");
        commands.forEach(command -> text.append(command).append('\n'));
        tables.forEach(table -> text.append('\n').append(table));
        return text.toString();
    }

    private String json() throws IOException {
        StringJoiner all = new StringJoiner(",\n");
        tables.forEach(table -> all.add(table.json()));
        return "{\"host\": " + Table.quoted(host()) + ",\n\"commands\": " + Table.array(commands) + ",\n\"runs\": "
                + runs() + ",\n\"tables\": [\n" + all + "\n]}\n";
    }
}
