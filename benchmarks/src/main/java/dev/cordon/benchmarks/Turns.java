// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * Contenders that all have been started, of which one works at a time, for a quarter of a second. A host that others use changes its speed from minute to minute, so what runs later is
 * another race; by turns it is the same for all. Only processor time can be compared then: clocks go on while a contender is stopped.
 */
final class Turns {
    private static final long TURN_MILLIS = 250;

    /** A shell, since it alone can be relied on to have a {@code kill}. What has ended meanwhile is no failure. */
    private static final List<String> SIGNAL = List.of("sh", "-c", "kill -s \"$0\" \"$@\" 2>/dev/null; exit 0");

    private Turns() {}

    /** Runs all to their ends, each measured at the lines of its output that are wanted; answers by the names. */
    static Map<String, Run> run(Map<String, Program> programs, Predicate<String> wanted)
            throws IOException, InterruptedException {
        Map<String, Future<Run>> runs = new LinkedHashMap<>();
        List<Process> processes = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (Map.Entry<String, Program> program : programs.entrySet()) {
                Running running = program.getValue().start();
                processes.add(running.process());
                runs.put(program.getKey(), threads.submit(() -> running.measure(wanted)));
                signal("STOP", running.process());
            }
            while (processes.stream().anyMatch(Process::isAlive)) {
                for (Process process : processes) {
                    turn(process);
                }
            }
            return ended(runs);
        } finally {
            processes.forEach(process -> process.descendants().forEach(ProcessHandle::destroyForcibly));
        }
    }

    private static Map<String, Run> ended(Map<String, Future<Run>> runs) throws IOException, InterruptedException {
        Map<String, Run> ended = new LinkedHashMap<>();
        for (Map.Entry<String, Future<Run>> run : runs.entrySet()) {
            try {
                ended.put(run.getKey(), run.getValue().get());
            } catch (ExecutionException e) {
                throw new IOException(run.getKey() + ": " + e.getCause(), e);
            }
        }
        return ended;
    }

    private static void turn(Process process) throws IOException, InterruptedException {
        if (process.isAlive()) {
            signal("CONT", process);
            Thread.sleep(TURN_MILLIS);
            signal("STOP", process);
        }
    }

    /** Stops what a program consists of, or lets it go on; a process that is new is met the next time. */
    private static void signal(String signal, Process process) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(SIGNAL);
        command.add(signal);
        process.descendants().forEach(child -> command.add(Long.toString(child.pid())));
        if (command.size() > SIGNAL.size() + 1) {
            new ProcessBuilder(command).start().waitFor();
        }
    }
}
