// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** What hypercalls cost, measured by JMH: {@link CallBenchmark}, {@link ExitBenchmark}, {@link CapabilityBenchmark}. */
final class Core {
    private static final TimeValue SECOND = TimeValue.seconds(1);

    private Core() {}

    /** Runs what a regular expression finds, each in so many JVMs. */
    static Table measure(String what, int forks, PrintStream progress) throws RunnerException {
        Options options = new OptionsBuilder()
                .include(what)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(forks)
                .shouldFailOnError(true)
                .warmupIterations(3)
                .warmupTime(SECOND)
                .measurementIterations(3)
                .measurementTime(SECOND)
                .addProfiler(GCProfiler.class)
                .jvmArgs(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-Xms2g",
                        "-Xmx2g",
                        "-Xmn1g", // a million capabilities come and go without being copied each time
                        "-XX:+AlwaysPreTouch")
                .build();
        progress.println("what hypercalls cost, by JMH");
        Collection<RunResult> results = new Runner(options).run();
        Table table = new Table(
                "Hypercalls, one pCPU, ns and bytes allocated on the Java heap of each, by JMH",
                List.of("benchmark", "ns", "+-", "bytes"));
        for (RunResult result : results) {
            Result<?> time = result.getPrimaryResult();
            Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
            List<@Nullable Object> row =
                    new java.util.ArrayList<>(List.of(name(result.getParams()), time.getScore(), time.getScoreError()));
            row.add(bytes == null ? null : bytes.getScore());
            table.row(row);
        }
        return table;
    }

    private static String name(BenchmarkParams params) {
        String method = params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
        return params.getParamsKeys().stream()
                .map(params::getParam)
                .collect(Collectors.joining(" ", method + " ", ""))
                .strip();
    }
}
