// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.capabilities.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.plan.Context;
import dev.cordon.capabilities.plan.Expect;
import dev.cordon.capabilities.plan.Life;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.capabilities.plan.PlanReader;
import dev.cordon.capabilities.plan.PlanWriter;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The time of a system, compared with a table that has a row for each pCPU and a column for each millisecond. */
class TimetableProperties {

    private static final int PCPUS = 2;

    /** All periods divide it. */
    private static final int MILLISECONDS = 120;

    private static final long MILLISECOND = 1000;

    /** One guest; times in milliseconds, a period of 0 and an offset of -1 for none. */
    record Wish(int vcpus, List<Integer> pcpus, int budget, int period, int offset) {

        GuestComponent guest(int number) {
            int priority = offset < 0 ? Schedule.DEFAULT_PRIORITY : Schedule.MAXIMUM_PRIORITY;
            Schedule schedule = new Schedule(
                    pcpus,
                    priority,
                    budget * MILLISECOND,
                    period * MILLISECOND,
                    offset < 0 ? Context.ANYWHERE : offset * MILLISECOND);
            return new GuestComponent(
                    "g" + number,
                    new BootModule.File(Path.of("src/test/resources/tiny.elf")),
                    Optional.empty(),
                    "",
                    4L << 20,
                    vcpus,
                    Map.of(),
                    Life.once(Expect.POWER_OFF),
                    schedule);
        }
    }

    private static SystemManifest system(List<Wish> wishes) {
        List<Component> guests = new ArrayList<>();
        for (Wish wish : wishes) {
            guests.add(wish.guest(guests.size()));
        }
        return new SystemManifest(new MachineSection(PCPUS), guests);
    }

    /** The pCPU of each vCPU, by guest: those that name none are dealt on from where the last one ended. */
    private static List<List<Integer>> dealt(List<Wish> wishes) {
        List<List<Integer>> all = new ArrayList<>();
        int next = 0;
        for (Wish wish : wishes) {
            List<Integer> own = new ArrayList<>();
            for (int vcpu = 0; vcpu < wish.vcpus; vcpu++) {
                own.add(wish.pcpus.isEmpty() ? next++ % PCPUS : wish.pcpus.get(vcpu % wish.pcpus.size()));
            }
            all.add(own);
        }
        return all;
    }

    @Property(tries = 1000)
    void whatIsFoundIsWhatATableOfMillisecondsShows(@ForAll("wishes") List<Wish> wishes) {
        List<List<Integer>> places = dealt(wishes);
        boolean[][][] taken = new boolean[PCPUS][MILLISECONDS][wishes.size()];
        long[] promised = new long[PCPUS];
        boolean outside = false;
        for (int g = 0; g < wishes.size(); g++) {
            Wish wish = wishes.get(g);
            int[] before = new int[PCPUS];
            for (int pcpu : places.get(g)) {
                promised[pcpu] += wish.period == 0 ? 0 : (long) wish.budget * MILLISECONDS / wish.period;
                int from = wish.offset + wish.budget * before[pcpu]++;
                outside |= wish.offset >= 0 && from + wish.budget > wish.period;
                for (int t = 0; wish.offset >= 0 && t < MILLISECONDS; t++) {
                    taken[pcpu][t][g] |= t % wish.period >= from && t % wish.period < from + wish.budget;
                }
            }
        }
        boolean full = IntStream.range(0, PCPUS).anyMatch(pcpu -> promised[pcpu] > MILLISECONDS);
        boolean meet = false;
        for (boolean[][] pcpu : taken) {
            for (boolean[] millisecond : pcpu) {
                meet |= IntStream.range(0, millisecond.length)
                                .filter(g -> millisecond[g])
                                .count()
                        > 1;
            }
        }

        Set<DiagnosticCode> codes = Set.copyOf(system(wishes).check(Set.of()).diagnostics().stream()
                .map(Diagnostic::code)
                .filter(code -> code != DiagnosticCode.NO_TIME_LEFT)
                .toList());
        if (outside) {
            assertThat(codes).containsExactly(DiagnosticCode.BAD_OFFSET);
        } else {
            assertThat(codes.contains(DiagnosticCode.NO_TIME)).isEqualTo(full);
            assertThat(codes.contains(DiagnosticCode.PLACES_OVERLAP)).isEqualTo(meet);
            assertThat(codes).hasSize((full ? 1 : 0) + (meet ? 1 : 0));
        }
    }

    @Property(tries = 300)
    void whatIsRightIsAPlanThatGivesEachVcpuItsTimeAndItsPcpu(@ForAll("wishes") List<Wish> wishes) {
        SystemManifest system = system(wishes);
        if (system.check(Set.of()).system().isEmpty()) {
            return;
        }
        Plan plan = system.compile().plan();
        assertThat(PlanReader.read(MemorySegment.ofArray(PlanWriter.write(plan))))
                .contains(plan);
        for (int g = 0; g < wishes.size(); g++) {
            int domain = g;
            Wish wish = wishes.get(g);
            List<Context> own = plan.contexts().stream()
                    .filter(context -> context.domain() == domain)
                    .toList();
            assertThat(own.stream().skip(1).map(Context::pcpu))
                    .isEqualTo(dealt(wishes).get(g));
            assertThat(own.getFirst().pcpu()).isEqualTo(own.get(1).pcpu());
            long sum = own.stream()
                    .filter(context -> context.role() == Context.Role.VCPU || wish.offset >= 0)
                    .mapToLong(Context::budget)
                    .sum();
            assertThat(sum).isEqualTo(MILLISECOND * wish.vcpus * wish.budget);
        }
    }

    @Example
    void aMonitorHasTheFirstPartOfItsGuestsPlaceAndComesBeforeItsVcpus() {
        List<Context> contexts = Timetable.of(system(List.of(new Wish(3, List.of(1, 0), 5, 20, 10))));

        assertThat(contexts)
                .containsExactly(
                        new Context(0, Context.Role.HANDLER, 1, 127, 100, 20_000, 10_000),
                        new Context(0, Context.Role.VCPU, 1, 126, 4_900, 20_000, 10_100),
                        new Context(0, Context.Role.VCPU, 0, 126, 5_000, 20_000, 10_000),
                        new Context(0, Context.Role.VCPU, 1, 126, 5_000, 20_000, 15_000));
    }

    @Provide
    Arbitrary<List<Wish>> wishes() {
        Arbitrary<Wish> wish = Combinators.combine(
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.of(-1, -1, 0, 1),
                        Arbitraries.integers().between(1, 10),
                        Arbitraries.of(0, 10, 12, 15, 20, 24, 30, 40, 60, 120),
                        Arbitraries.integers().between(-10, 50))
                .as((vcpus, pcpu, budget, period, offset) -> {
                    boolean placed = period > 0 && offset >= 0;
                    List<Integer> pcpus = pcpu < 0 ? List.of() : List.of(pcpu);
                    return new Wish(vcpus, pcpus, budget, period, placed ? offset : -1);
                });
        return wish.list().ofMinSize(1).ofMaxSize(4);
    }
}
