// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import static dev.cordon.root.task.Plans.INTRUDER;
import static dev.cordon.root.task.Plans.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.plan.Context;
import dev.cordon.capabilities.plan.Guest;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.capabilities.plan.Policy;
import dev.cordon.drivers.userlevel.protocol.LifeRequest;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.drivers.userlevel.protocol.RunRecord.Kind;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Status;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** Components of a running system are given other schedules. */
class ScheduleTest {

    /** What each scheduling context runs by, as the calls so far say: priority, budget, period, offset. */
    private static Map<Long, List<Long>> policies(List<Bench.Call> calls) {
        Map<Long, List<Long>> policies = new TreeMap<>();
        for (Bench.Call call : calls) {
            switch (call.operation()) {
                case CREATE_SC ->
                    policies.put(call.argument(0), List.of(call.argument(3), call.argument(4), call.argument(5), -1L));
                case CONTROL_SC ->
                    policies.put(call.argument(0), call.arguments().subList(1, 5));
                case REVOKE -> policies.remove(call.argument(1));
                default -> {}
            }
        }
        return policies;
    }

    private static Map<Long, List<Long>> policies(Bench bench) {
        return policies(bench.calls);
    }

    private static RunRecord ask(Bench bench, int domain, int priority, int budget, int period, int offset) {
        bench.ask(new LifeRequest(LifeRequest.Operation.SCHEDULE, domain, priority, budget, period, offset).bytes());
        bench.settle();
        bench.listen();
        return bench.heard.getLast();
    }

    private static RunRecord done(int domain) {
        return new RunRecord(Kind.DONE, domain, 0, "");
    }

    private static RunRecord declined(int domain, String why) {
        return new RunRecord(Kind.DECLINED, domain, 0, why);
    }

    @Example
    void whoRunsGoesOnByAnotherPolicyAndNobodyElse() {
        Bench bench = LifeCycleTest.running();
        Map<Long, Long> objects = new TreeMap<>(bench.objects);
        Map<Long, List<Long>> expected = policies(bench);
        assertThat(ask(bench, WEB, 21, 3_000, 0, -1)).isEqualTo(done(WEB));
        expected.put(Slots.vcpuSc(WEB, 0), List.of(42L, 3_000L, 0L, -1L));
        expected.put(Slots.sc(WEB), List.of(43L, 10_000L, 0L, -1L));
        assertThat(policies(bench)).isEqualTo(expected);

        assertThat(ask(bench, WEB, 63, 3_000, 20_000, 5_000)).isEqualTo(done(WEB));
        expected.put(Slots.sc(WEB), List.of(127L, 100L, 20_000L, 5_000L));
        expected.put(Slots.vcpuSc(WEB, 0), List.of(126L, 2_900L, 20_000L, 5_100L));
        assertThat(policies(bench)).isEqualTo(expected);
        assertThat(bench.objects).isEqualTo(objects);
    }

    @Example
    void whatWasAskedForLastHoldsInAllLivesThatFollow() {
        Bench bench = LifeCycleTest.running();
        ask(bench, WEB, 63, 3_000, 20_000, 5_000);
        Map<Long, List<Long>> asked = policies(bench);
        bench.done(LifeRequest.Operation.RESTART, WEB);
        assertThat(policies(bench)).isEqualTo(asked);
        bench.done(LifeRequest.Operation.REMOVE, WEB);
        bench.done(LifeRequest.Operation.ADD, WEB);
        assertThat(policies(bench)).isEqualTo(asked);
    }

    @Example
    void whoIsSuspendedGetsItWhenItIsResumed() {
        Bench bench = LifeCycleTest.running();
        bench.done(LifeRequest.Operation.SUSPEND, WEB);
        Map<Long, List<Long>> without = policies(bench);
        assertThat(ask(bench, WEB, 21, 3_000, 0, -1)).isEqualTo(done(WEB));
        assertThat(policies(bench)).isEqualTo(without).doesNotContainKey(Slots.sc(WEB));
        bench.done(LifeRequest.Operation.RESUME, WEB);
        assertThat(policies(bench)).containsEntry(Slots.vcpuSc(WEB, 0), List.of(42L, 3_000L, 0L, -1L));
    }

    @Example
    void whatIsDeclinedSaysWhyAndChangesNothing() {
        Bench bench = LifeCycleTest.running();
        Map<Long, List<Long>> before = policies(bench);
        assertThat(ask(bench, WEB, 64, 3_000, 0, -1)).isEqualTo(declined(WEB, "a priority is 1 to 63"));
        assertThat(ask(bench, WEB, 1, 3_000, 2_000, -1))
                .isEqualTo(declined(WEB, "a period is none, or the budget to 1000000 microseconds"));
        assertThat(ask(bench, Plans.CONSOLE, 1, 3_000, 0, -1))
                .isEqualTo(declined(Plans.CONSOLE, "the records of the run go through it"));
        assertThat(ask(bench, 3, 1, 3_000, 0, -1)).isEqualTo(declined(3, "there is no such component"));
        bench.refusals.put(Slots.vcpuSc(WEB, 0), Status.NO_TIME);
        for (int offset : new int[] {-1, 0}) { // the VMM's own time was changed first, or not
            assertThat(ask(bench, WEB, 63, 3_000, 4_000, offset))
                    .isEqualTo(declined(WEB, "it cannot be given so much time: NO_TIME"));
        }
        bench.refusals.clear();
        assertThat(policies(bench)).isEqualTo(before);
        bench.done(LifeRequest.Operation.RESTART, WEB);
        assertThat(policies(bench)).as("nor is it remembered").isEqualTo(before);

        bench.call(WEB, RootPortal.ENDED, RootPortal.REBOOT, "");
        bench.settle();
        assertThat(ask(bench, WEB, 1, 3_000, 0, -1)).isEqualTo(declined(WEB, "it has ended"));
        bench.done(LifeRequest.Operation.REMOVE, WEB);
        assertThat(ask(bench, WEB, 1, 3_000, 0, -1)).isEqualTo(declined(WEB, "it is not there"));
    }

    @Example
    void whatDoesNotGoTogetherWithOthersSaysWhatToChange() {
        Bench bench = LifeCycleTest.running(three());
        assertThat(ask(bench, INTRUDER, 63, 4_000, 20_000, 1_000)).isEqualTo(done(INTRUDER));
        Map<Long, List<Long>> before = policies(bench);
        assertThat(ask(bench, WEB, 63, 3_000, 10_000, 4_000))
                .isEqualTo(
                        declined(
                                WEB,
                                "its place on pCPU 1 would meet that of intruder, 1000 to 5000 of each 20000 microseconds: ask for another offset"));
        assertThat(ask(bench, WEB, 63, 3_000, 0, -1))
                .isEqualTo(declined(
                        WEB,
                        "without a place it would run in that of intruder on pCPU 1: ask for a priority below 63"));
        assertThat(ask(bench, WEB, 16, 8_100, 20_000, -1))
                .isEqualTo(declined(WEB, "others leave 80% of pCPU 1: ask for a shorter budget, or a longer period"));
        assertThat(ask(bench, INTRUDER, 20, 4_000, 20_000, 1_000))
                .isEqualTo(declined(
                        INTRUDER,
                        "web has no place, and would run in this one on pCPU 1: ask for a priority above 32"));
        assertThat(policies(bench)).isEqualTo(before);
        // Who is suspended or removed has its time when it comes back.
        bench.done(LifeRequest.Operation.SUSPEND, INTRUDER);
        assertThat(ask(bench, WEB, 63, 3_000, 10_000, 4_000).kind()).isEqualTo(Kind.DECLINED);
        bench.done(LifeRequest.Operation.REMOVE, INTRUDER);
        assertThat(ask(bench, WEB, 63, 3_000, 10_000, 4_000).kind()).isEqualTo(Kind.DECLINED);
        assertThat(ask(bench, WEB, 63, 2_500, 10_000, 5_000)).isEqualTo(done(WEB));
    }

    /** In steps of a budget, over a time in which all periods end together. */
    private static boolean goesTogether(List<Context> contexts) {
        long common = 60_000;
        for (int pcpu = 0; pcpu < 2; pcpu++) {
            int number = pcpu;
            List<Context> here =
                    contexts.stream().filter(each -> each.pcpu() == number).toList();
            long promised = here.stream()
                    .filter(each -> each.period() != 0)
                    .mapToLong(each -> each.budget() * (common / each.period()))
                    .sum();
            boolean disturbed = here.stream()
                    .anyMatch(place -> here.stream()
                            .anyMatch(each -> place.offset() >= 0
                                    && each.offset() < 0
                                    && each.domain() != place.domain()
                                    && each.priority() >= place.priority()));
            if (promised > common || disturbed) {
                return false;
            }
            for (long time = 0; time < common; time += 100) {
                long now = time;
                long owners = here.stream()
                        .filter(each -> each.offset() >= 0
                                && now % each.period() >= each.offset()
                                && now % each.period() < each.offset() + each.budget())
                        .mapToInt(Context::domain)
                        .distinct()
                        .count();
                if (owners > 1) {
                    return false;
                }
            }
        }
        return true;
    }

    @Property(tries = 60)
    void nobodyIsGivenTheTimeOfAnother(@ForAll Random random) {
        Bench bench = LifeCycleTest.running(three());
        Map<Integer, List<Context>> contexts = new TreeMap<>();
        for (Context context : three().contexts()) {
            contexts.computeIfAbsent(context.domain(), _ -> new ArrayList<>()).add(context);
        }
        int[] periods = {0, 2_000, 3_000, 4_000, 6_000};
        for (int i = 0; i < 8; i++) {
            int domain = random.nextInt(2);
            int period = periods[random.nextInt(periods.length)];
            int budget = 100 * random.nextInt(2, 20);
            int offset = period == 0 || random.nextInt(3) == 0 ? -1 : 100 * random.nextInt(period / 100);
            int priority = random.nextBoolean() ? 63 : random.nextInt(1, 64);
            Policy policy = new Policy(priority, budget, period, offset);
            List<Context> before = List.copyOf(contexts.get(domain));
            if (policy.objection(before).isEmpty()) {
                Map<Long, List<Long>> all = policies(bench);
                contexts.put(domain, policy.applied(before));
                boolean possible = goesTogether(
                        contexts.values().stream().flatMap(List::stream).toList());
                Statistics.label("possible").collect(possible);
                RunRecord answer = ask(bench, domain, priority, budget, period, offset);
                assertThat(answer.kind()).as(answer.text()).isEqualTo(possible ? Kind.DONE : Kind.DECLINED);
                if (!possible) {
                    contexts.put(domain, before);
                    assertThat(policies(bench)).isEqualTo(all);
                }
            }
        }
        for (boolean possible : new boolean[] {true, false}) {
            Statistics.label("possible")
                    .coverage(coverage -> coverage.check(possible).percentage(share -> share > 20));
        }
    }

    @Example
    void otherRequestsCarryNoSchedule() {
        Bench bench = LifeCycleTest.running();
        bench.ask(new LifeRequest(LifeRequest.Operation.SUSPEND, WEB, 0, 0, 0, 1).bytes());
        bench.settle();
        bench.listen();
        assertThat(bench.heard.getLast()).isEqualTo(declined(WEB, "there is no such request"));
    }

    /** The pair, in which the web has three vCPUs, two of them on a pCPU with the VMM. */
    private static Plan three() {
        Plan pair = Plans.pair();
        List<Context> contexts = new ArrayList<>(Plans.partitioned().contexts());
        contexts.addAll(pair.contexts().subList(2, pair.contexts().size()));
        Guest web = new Guest(WEB, 12L << 20, 3, 0, OptionalInt.of(1), "quiet");
        return new Plan(
                2,
                pair.domains(),
                contexts,
                List.of(web, pair.guests().get(INTRUDER)),
                pair.devices(),
                pair.channels());
    }

    private static double share(List<Long> policy) {
        return policy.get(2) == 0 ? 0 : (double) policy.get(1) / policy.get(2);
    }

    /** The share of pCPU 1 that the web has: its VMM, and two of its vCPUs. */
    private static double share(Map<Long, List<Long>> policies) {
        return Stream.of(Slots.sc(WEB), Slots.vcpuSc(WEB, 0), Slots.vcpuSc(WEB, 2))
                .mapToDouble(sc -> share(policies.getOrDefault(sc, List.of())))
                .sum();
    }

    @Property(tries = 50)
    void onTheWayItNeverHasMoreThanBeforeOrAfterAndAnotherRootTaskGoesOn(@ForAll Random random) {
        Bench bench = LifeCycleTest.running(three());
        for (int i = 0; i < 5; i++) {
            int mark = bench.calls.size();
            double before = share(policies(bench));
            int budget = random.nextInt(200, 5_000);
            int period = random.nextBoolean() ? 0 : random.nextInt(2 * budget, 20_000);
            int offset = period == 0 || random.nextBoolean() ? -1 : period - 2 * budget;
            int priority = offset == -1 ? random.nextInt(1, 64) : 63; // nobody is to run in its place
            assertThat(ask(bench, WEB, priority, budget, period, offset)).isEqualTo(done(WEB));
            Map<Long, List<Long>> after = policies(bench);
            double most = Math.max(before, share(after)) + 1e-9;
            for (int end = mark; end <= bench.calls.size(); end++) {
                assertThat(share(policies(bench.calls.subList(0, end)))).isLessThanOrEqualTo(most);
            }
            Deque<Long> state = new ArrayDeque<>();
            bench.task.save(state::add);
            bench.task = new RootTask();
            bench.task.restore(state::remove);
            assertThat(state).isEmpty();
            bench.done(LifeRequest.Operation.RESTART, WEB);
            assertThat(policies(bench)).isEqualTo(after);
        }
    }

    @Property(tries = 100)
    void whoIsRefusedOneOfManyKeepsAll(@ForAll Random random) {
        Bench bench = LifeCycleTest.running(three());
        Map<Long, List<Long>> before = policies(bench);
        List<Long> all = List.of(Slots.sc(WEB), Slots.vcpuSc(WEB, 0), Slots.vcpuSc(WEB, 1), Slots.vcpuSc(WEB, 2));
        bench.refusals.put(all.get(random.nextInt(all.size())), Status.NO_TIME);
        int budget = random.nextInt(200, 9_000);
        assertThat(ask(bench, WEB, 5, budget, random.nextBoolean() ? 0 : 20_000, -1)
                        .kind())
                .isEqualTo(Kind.DECLINED);
        assertThat(policies(bench)).isEqualTo(before);
    }
}
