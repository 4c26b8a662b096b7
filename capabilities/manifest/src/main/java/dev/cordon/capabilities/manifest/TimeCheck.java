// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import static dev.cordon.capabilities.manifest.Section.quoted;

import dev.cordon.capabilities.plan.Context;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Checks that no pCPU promises more time than it has, and none at one time to two components: what would fail when the system starts, or not be kept. */
final class TimeCheck {

    private final SystemManifest system;
    private final List<Diagnostic> found = new ArrayList<>();

    private TimeCheck(SystemManifest system) {
        this.system = system;
    }

    /** Returns what is wrong with the time of a system, each schedule of which is possible for itself. */
    static List<Diagnostic> check(SystemManifest system) {
        TimeCheck check = new TimeCheck(system);
        List<Context> contexts = Timetable.of(system);
        for (int pcpu = 0; pcpu < system.machine().pcpus(); pcpu++) {
            int number = pcpu;
            List<Context> here = contexts.stream()
                    .filter(context -> context.pcpu() == number)
                    .toList();
            check.shares(pcpu, here);
            check.places(pcpu, here);
            check.priorities(pcpu, here);
        }
        return check.found;
    }

    private void shares(int pcpu, List<Context> contexts) {
        Map<Integer, Share> shares = new LinkedHashMap<>(); // by component
        Share sum = Share.NONE;
        boolean full = false;
        for (Context context : contexts) {
            if (context.period() != Context.NO_PERIOD) {
                Share share = new Share(context.budget(), context.period());
                sum = sum.plus(share);
                shares.merge(context.domain(), share, Share::plus);
                if (sum.compareToWhole() > 0 && !full) {
                    full = true;
                    String all = shares.entrySet().stream()
                            .map(entry -> entry.getValue().percent() + " to " + name(entry.getKey()))
                            .collect(Collectors.joining(", "));
                    String what = "pCPU %d has no %s of its time to give: %s".formatted(pcpu, sum.percent(), all);
                    String mend = "shorten a budget, or use another pCPU";
                    report(DiagnosticCode.NO_TIME, context.domain(), "budget", what, mend);
                }
            }
        }
        if (sum.compareToWhole() == 0) {
            contexts.stream()
                    .filter(context -> context.period() == Context.NO_PERIOD && !shares.containsKey(context.domain()))
                    .findFirst()
                    .ifPresent(context -> starved(pcpu, context.domain()));
        }
    }

    private void starved(int pcpu, int component) {
        String what = "all time of pCPU %d is promised to others: %s runs only while they wait"
                .formatted(pcpu, name(component));
        report(DiagnosticCode.NO_TIME_LEFT, component, "", what, "leave some, or use another pCPU");
    }

    private void places(int pcpu, List<Context> contexts) {
        List<Context> placed = contexts.stream().filter(Context::isPlaced).toList();
        for (int i = 0; i < placed.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (placed.get(i).domain() != placed.get(j).domain()
                        && placed.get(j).meets(placed.get(i))) {
                    String what = "%s and %s have the same place on pCPU %d: %s, and %s"
                            .formatted(
                                    name(placed.get(j).domain()),
                                    name(placed.get(i).domain()),
                                    pcpu,
                                    describe(placed.get(j), placed),
                                    describe(placed.get(i), placed));
                    String mend = "give one of them another offset";
                    report(DiagnosticCode.PLACES_OVERLAP, placed.get(i).domain(), "offset", what, mend);
                    return; // what overlaps once often does so many times
                }
            }
        }
    }

    /** Whoever has no place is to run below all who have: it would take of theirs. */
    private void priorities(int pcpu, List<Context> contexts) {
        Optional<Context> lowest =
                contexts.stream().filter(Context::isPlaced).min(Comparator.comparingInt(Context::priority));
        Set<Integer> told = new HashSet<>();
        for (Context context : contexts) {
            if (lowest.isPresent() && context.disturbs(lowest.get()) && told.add(context.domain())) {
                String what = "%s has no place, and would run in that of %s on pCPU %d: its priority is not below %d"
                        .formatted(
                                name(context.domain()),
                                name(lowest.get().domain()),
                                pcpu,
                                priority(lowest.get().domain()));
                String mend = "lower it, or use another pCPU";
                report(DiagnosticCode.PLACE_DISTURBED, context.domain(), "priority", what, mend);
            }
        }
    }

    private int priority(int component) {
        return system.components().get(component).schedule().priority();
    }

    /** The whole place of the component that {@code one} belongs to. */
    private static String describe(Context one, List<Context> placed) {
        long from = one.offset();
        long to = from;
        for (Context context : placed) {
            if (context.domain() == one.domain()) {
                from = Math.min(from, context.offset());
                to = Math.max(to, context.offset() + context.budget());
            }
        }
        return "%s to %s of each %s"
                .formatted(TimeSpan.format(from), TimeSpan.format(to), TimeSpan.format(one.period()));
    }

    private String name(int component) {
        return quoted(system.components().get(component).name());
    }

    private void report(DiagnosticCode code, int component, String key, String what, String mend) {
        String path = system.components().get(component).path() + ".schedule" + (key.isEmpty() ? "" : "." + key);
        found.add(new Diagnostic(code, system.positions().of(path), what, mend));
    }

    /** A part of a pCPU's time, exactly. */
    private record Share(BigInteger part, BigInteger of) {
        static final Share NONE = new Share(BigInteger.ZERO, BigInteger.ONE);

        Share(long budget, long period) {
            this(BigInteger.valueOf(budget), BigInteger.valueOf(period));
        }

        Share plus(Share other) {
            BigInteger divisor = of.gcd(other.of);
            return new Share(
                    part.multiply(other.of.divide(divisor)).add(other.part.multiply(of.divide(divisor))),
                    of.divide(divisor).multiply(other.of));
        }

        int compareToWhole() {
            return part.compareTo(of);
        }

        /** In percent, rounded up to two decimals. */
        String percent() {
            BigInteger[] hundredths = part.multiply(BigInteger.valueOf(10_000)).divideAndRemainder(of);
            long value = hundredths[0].longValue() + hundredths[1].signum();
            String decimals = "%02d".formatted(value % 100).replaceAll("0+$", "");
            return value / 100 + (decimals.isEmpty() ? "" : "." + decimals) + "%";
        }
    }
}
