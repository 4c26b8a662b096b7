// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What hypercalls cost, measured by JMH: {@link CallBenchmark}, {@link ExitBenchmark}, {@link CapabilityBenchmark}. */
final class Core {
    private static final TimeValue SECOND = TimeValue.seconds(1);

    private Core() {}

    /** Runs what a regular expression finds, each in so many JVMs, and returns a table of the calls and one of the capabilities. */
    static List<Table> measure(String what, int forks, PrintStream progress) throws RunnerException {
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
                        "-Xmx2g",
                        "-Xmn512m") // a million capabilities are not copied each time that they come
                .build();
        progress.println("what hypercalls cost, by JMH");
        Collection<RunResult> results =
                new Runner(options, OutputFormatFactory.createFormatInstance(progress, VerboseMode.NORMAL)).run();
        Table calls = new Table(
                "Hypercalls, one pCPU, ns and bytes allocated on the Java heap of each, by JMH",
                List.of("benchmark", "ns", "+-", "bytes"));
        Table capabilities = new Table(
                "So many capabilities come, are looked up, and go, ns and bytes of each one, by JMH",
                List.of("capabilities", "delegation", "lookup", "revocation", "bytes"));
        for (RunResult result : results) {
            if (result.getSecondaryResults().containsKey("revocation")) {
                capabilities.row(capabilities(result));
            } else {
                Result<?> time = result.getPrimaryResult();
                calls.row(Arrays.asList(
                        method(result),
                        time.getScore(),
                        time.getScoreError(),
                        secondary(result, "gc.alloc.rate.norm")));
            }
        }
        return Stream.of(calls, capabilities).filter(table -> !table.isEmpty()).toList();
    }

    private static List<@Nullable Object> capabilities(RunResult result) {
        double operations = secondary(result, "operations");
        BenchmarkParams params = result.getParams();
        return Arrays.asList(
                params.getParam("capabilities") + " " + params.getParam("shape"),
                secondary(result, "delegation") / operations,
                secondary(result, "lookup") / operations,
                secondary(result, "revocation") / operations,
                secondary(result, "gc.alloc.rate.norm"));
    }

    /** NaN if there is none. */
    private static double secondary(RunResult result, String name) {
        Result<?> secondary = result.getSecondaryResults().get(name);
        return secondary == null ? Double.NaN : secondary.getScore();
    }

    private static String method(RunResult result) {
        String benchmark = result.getParams().getBenchmark();
        return benchmark.substring(benchmark.lastIndexOf('.') + 1);
    }
}
