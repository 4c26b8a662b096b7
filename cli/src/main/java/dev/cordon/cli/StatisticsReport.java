// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.cli;

import dev.cordon.host.Statistics;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;

/** What {@code --stats} says at the end of a run, to people or as JSON. */
final class StatisticsReport {
    private static final int MOST = 8;

    private StatisticsReport() {}

    /** Lines for people. */
    static List<String> lines(Statistics run, double seconds) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%,d instructions in %.2f s, %.1f million a second",
                run.instructions(),
                seconds,
                run.instructions() / seconds / 1e6));
        Statistics.Translations made = run.translations();
        if (made.requested() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%.1f %% of them translated: %,d regions (%,d instructions, %,d bytes of bytecode) of %,d asked for, %,d of them kept",
                    100.0 * run.translated() / Math.max(1, run.instructions()),
                    made.regions(),
                    made.instructions(),
                    made.bytes(),
                    made.requested(),
                    made.live()));
            lines.add(String.format(
                    Locale.ROOT,
                    "regions entered %,d times, for %.1f instructions each; %,d times an instruction was left to the interpreter: %s",
                    run.entries(),
                    1.0 * run.translated() / Math.max(1, run.entries()),
                    sum(run.sideExits()),
                    most(run.sideExits())));
        }
        lines.add(
                String.format(Locale.ROOT, "%,d instructions were done slowly: %s", sum(run.slow()), most(run.slow())));
        lines.add(
                String.format(Locale.ROOT, "TLB misses: %,d of data, %,d of code", run.dataMisses(), run.codeMisses()));
        lines.add(String.format(Locale.ROOT, "harts stopped %,d times: %s", sum(run.exits()), most(run.exits())));
        Statistics.Shares shares = run.shares();
        lines.add(String.format(
                Locale.ROOT,
                "time of harts: software %.2f s, handlers %.2f s, idle %.2f s; Java's compilers %.2f s",
                seconds(shares.software()),
                seconds(shares.handlers()),
                seconds(shares.idle()),
                compilers() / 1e3));
        return lines;
    }

    /** One JSON object in a line. Times are in seconds. */
    static String json(Statistics run, double seconds) {
        Statistics.Translations made = run.translations();
        return Json.object(
                "instructions",
                run.instructions(),
                "seconds",
                seconds,
                "translated",
                run.translated(),
                "regionEntries",
                run.entries(),
                "sideExits",
                counts(run.sideExits()),
                "slowInstructions",
                counts(run.slow()),
                "dataTlbMisses",
                run.dataMisses(),
                "codeTlbMisses",
                run.codeMisses(),
                "translations",
                new Json.Raw(Json.object(
                        "requested",
                        made.requested(),
                        "regions",
                        made.regions(),
                        "instructions",
                        made.instructions(),
                        "bytes",
                        made.bytes(),
                        "live",
                        made.live(),
                        "dropped",
                        made.dropped())),
                "exits",
                counts(run.exits()),
                "softwareSeconds",
                seconds(run.shares().software()),
                "handlerSeconds",
                seconds(run.shares().handlers()),
                "idleSeconds",
                seconds(run.shares().idle()),
                "compilerSeconds",
                compilers() / 1e3);
    }

    /** As {@link #json}, with the members alone that are equal each time if a run in virtual time is repeated, on any engine. */
    static String repeatableJson(Statistics run) {
        return Json.object("instructions", run.instructions());
    }

    private static Json.Raw counts(SortedMap<String, Long> counts) {
        List<Object> members = new ArrayList<>();
        counts.forEach((name, count) -> {
            members.add(name);
            members.add(count);
        });
        return new Json.Raw(Json.object(members.toArray()));
    }

    /** Milliseconds that the JVM's compilers have worked, waiting included. */
    private static long compilers() {
        CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
        return compilers.isCompilationTimeMonitoringSupported() ? compilers.getTotalCompilationTime() : 0;
    }

    private static long sum(SortedMap<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String most(SortedMap<String, Long> counts) {
        StringJoiner most = new StringJoiner(", ");
        most.setEmptyValue("none");
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(MOST)
                .forEach(entry -> most.add(String.format(Locale.ROOT, "%,d %s", entry.getValue(), entry.getKey())));
        return most.toString();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
