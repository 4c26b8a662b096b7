// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program at work, under a shell that tells its processor time in the end.
 *
 * @param errors where its standard error goes
 * @param start when it was started, on the host's clock in nanoseconds
 */
record Running(Program program, Process process, Path errors, long start) {
    private static final Pattern TIMES = Pattern.compile("(\\d+)m([\\d.]+)s (\\d+)m([\\d.]+)s\\s*$");

    private static final double PAGE = 4096;

    /** Measures it from outside until it ends, at each line of its output that is wanted, too. */
    Run measure(Predicate<String> wanted) throws IOException, InterruptedException {
        try {
            List<Run.Mark> marks = new ArrayList<>();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (wanted.test(line)) {
                        marks.add(new Run.Mark(line.strip(), seconds(), threads(process), mebibytes(process)));
                    }
                }
            }
            int status = process.waitFor();
            double wall = seconds();
            String said = Files.readString(errors);
            program.expectSuccess(status, said);
            return new Run(marks, wall, processor(said), said);
        } finally {
            Files.delete(errors);
        }
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    private static double processor(String said) throws IOException {
        Matcher matcher = TIMES.matcher(said);
        if (!matcher.find()) {
            throw new IOException("the shell did not tell times: " + said);
        }
        return 60 * (Integer.parseInt(matcher.group(1)) + Integer.parseInt(matcher.group(3)))
                + Double.parseDouble(matcher.group(2))
                + Double.parseDouble(matcher.group(4));
    }

    /** Resident memory of a process and its descendants, as Linux tells it; what they share counts for each. */
    private static double mebibytes(Process process) {
        return process.descendants()
                .mapToDouble(child -> {
                    try {
                        String pages = Files.readString(Path.of("/proc/" + child.pid() + "/statm"));
                        return Long.parseLong(pages.split(" ", 3)[1]) * PAGE / (1 << 20);
                    } catch (IOException e) {
                        return 0; // it has just ended, or another operating system
                    }
                })
                .sum();
    }

    /** Processor time of all threads of a process and its descendants, as Linux tells it. */
    private static Map<Long, Double> threads(Process process) {
        Map<Long, Double> seconds = new HashMap<>();
        process.descendants().forEach(child -> {
            try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/" + child.pid() + "/task"))) {
                for (Path task : tasks) {
                    String nanoseconds =
                            Files.readString(task.resolve("schedstat")).split(" ", 2)[0];
                    seconds.put(Long.parseLong(task.getFileName().toString()), Long.parseLong(nanoseconds) / 1e9);
                }
            } catch (IOException e) {
                // a thread that has just ended, or another operating system
            }
        });
        return seconds;
    }
}
