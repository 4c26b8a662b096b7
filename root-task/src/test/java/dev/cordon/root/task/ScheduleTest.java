// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import static dev.cordon.root.task.Plans.INTRUDER;
import static dev.cordon.root.task.Plans.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.plan.Context;
import dev.cordon.capabilities.plan.Guest;
import dev.cordon.capabilities.plan.Plan;
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
            assertThat(ask(bench, WEB, 1, 3_000, 4_000, offset))
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
            assertThat(ask(bench, WEB, random.nextInt(1, 64), budget, period, offset))
                    .isEqualTo(done(WEB));
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
