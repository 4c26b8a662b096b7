// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import static dev.cordon.root.task.Plans.CONSOLE;
import static dev.cordon.root.task.Plans.INTRUDER;
import static dev.cordon.root.task.Plans.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.plan.Expect;
import dev.cordon.capabilities.plan.Life;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.drivers.userlevel.protocol.LifeRequest;
import dev.cordon.drivers.userlevel.protocol.LifeRequest.Operation;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.drivers.userlevel.protocol.RunRecord.Kind;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What the root task does to components of a running system. */
class LifeCycleTest {

    private static final long PASS = 0x5555;
    private static final long FAIL_3 = 0x3_3333;
    private static final long MEMORY = 16 << 20;

    /** A system that runs, with all records so far read. */
    static Bench running(Plan plan) {
        Bench bench = new Bench(plan);
        bench.time(0);
        bench.run();
        bench.console(port(bench));
        bench.listen();
        return bench;
    }

    static Bench running() {
        return running(Plans.pair());
    }

    /** Where the root task's console port is: the first that the console driver got. */
    private static long port(Bench bench) {
        return bench.calls(dev.cordon.microhypervisor.abi.Operation.DELEGATE).stream()
                .filter(call -> call.argument(0) == Selectors.HOST_SPACE
                        && call.argument(2) == Slots.hostSpace(CONSOLE)
                        && call.argument(1) != Bench.UART / 4096)
                .mapToLong(call -> call.argument(1) * 4096)
                .findFirst()
                .orElseThrow();
    }

    /** Where the intruder's guest has its memory. */
    private static MemorySegment memory(Bench bench) {
        long address = bench.calls(dev.cordon.microhypervisor.abi.Operation.DELEGATE).stream()
                .filter(call -> call.argument(2) == Slots.hostSpace(INTRUDER) && call.argument(5) == 7)
                .mapToLong(call -> call.argument(1) * 4096)
                .findFirst()
                .orElseThrow();
        return bench.memory(address, MEMORY);
    }

    private static List<Kind> kinds(Bench bench) {
        return bench.heard.stream().map(RunRecord::kind).toList();
    }

    private static RunRecord declined(int domain, String why) {
        return new RunRecord(Kind.DECLINED, domain, 0, why);
    }

    private static List<Bench.Call> since(Bench bench, int mark) {
        return List.copyOf(bench.calls.subList(mark, bench.calls.size()));
    }

    @Example
    void whoIsSuspendedHasNoTimeAndGetsTheSameBack() {
        Bench bench = running();
        Map<Long, Long> before = new TreeMap<>(bench.objects);
        int mark = bench.calls.size();
        bench.heard.clear();
        bench.done(Operation.SUSPEND, WEB);

        Map<Long, Long> without = new TreeMap<>(before);
        without.keySet().removeAll(List.of(Slots.sc(WEB), Slots.vcpuSc(WEB, 0)));
        assertThat(bench.objects).isEqualTo(without);
        assertThat(kinds(bench)).containsExactly(Kind.SUSPENDED, Kind.DONE);
        assertThat(bench.work).as("entries of the worker").isZero();

        bench.done(Operation.RESUME, WEB);
        assertThat(bench.objects).isEqualTo(before);
        assertThat(kinds(bench)).containsExactly(Kind.SUSPENDED, Kind.DONE, Kind.RESUMED, Kind.DONE);
        List<Bench.Call> given = bench.calls(dev.cordon.microhypervisor.abi.Operation.CREATE_SC);
        assertThat(given.subList(given.size() - 2, given.size()))
                .allMatch(call -> since(bench, mark).contains(call))
                .allMatch(call -> given.indexOf(call) < given.size() - 2);
    }

    @Example
    void ofWhoIsRemovedNothingIsLeft() {
        Bench bench = running(Plans.pair(Life.once(Expect.POWER_OFF), manual()));
        Map<Long, Long> before = new TreeMap<>(bench.objects);
        bench.done(Operation.ADD, INTRUDER);
        assertThat(bench.objects).isNotEqualTo(before);
        MemorySegment memory = memory(bench);
        memory.fill((byte) 0xAB);
        bench.heard.clear();
        bench.revocations = 100;
        bench.done(Operation.REMOVE, INTRUDER);

        assertThat(bench.objects).isEqualTo(before);
        assertThat(memory.mismatch(MemorySegment.ofArray(new byte[(int) MEMORY])))
                .isEqualTo(-1);
        assertThat(kinds(bench)).containsExactly(Kind.REMOVED, Kind.DONE);
    }

    private static Life manual() {
        return new Life(Life.Start.MANUAL, Life.Restart.NEVER, Expect.POWER_OFF);
    }

    @Example
    void timeIsTakenFirstAndMemoryIsNotTouchedBeforeNobodyReachesIt() {
        Bench bench = running();
        MemorySegment memory = memory(bench);
        memory.fill((byte) 0xAB);
        int mark = bench.calls.size();
        bench.revocations = 50;
        bench.ask(Operation.REMOVE, INTRUDER);
        while (bench.objects.containsKey(Slots.pd(INTRUDER)) && bench.step()) {
            assertThat(bench.objects).doesNotContainKey(Slots.sc(INTRUDER));
            assertThat(memory.mismatch(memory.asSlice(1, MEMORY - 1))).isEqualTo(MEMORY - 1);
        }
        assertThat(since(bench, mark).getFirst().argument(1)).isEqualTo(Slots.sc(INTRUDER));
        assertThat(bench.objects).doesNotContainKey(Slots.pd(INTRUDER));
        assertThat(bench.work).as("it took several entries").isGreaterThan(5);
    }

    @Example
    void memoryIsClearedALittleInEachEntry() {
        Bench bench = running();
        MemorySegment memory = memory(bench);
        memory.fill((byte) 0xAB);
        bench.ask(Operation.REMOVE, INTRUDER);
        long cleared = 0;
        while (bench.step()) {
            long now = memory.mismatch(MemorySegment.ofArray(new byte[(int) MEMORY]));
            now = now < 0 ? MEMORY : now;
            assertThat(now - cleared).isBetween(0L, 1L << 20);
            cleared = now;
        }
        assertThat(cleared).isEqualTo(MEMORY);
    }

    @Example
    void whoIsAddedAgainGetsWhatItHadAndItsPeersReachItAgain() {
        Bench bench = running();
        Map<Long, Long> before = new TreeMap<>(bench.objects);
        List<List<Long>> given = grants(bench, WEB, 0);
        List<List<Long>> reached = grants(bench, CONSOLE, 0).stream()
                .filter(grant -> grant.get(1) == Slots.notification(WEB))
                .toList();
        bench.done(Operation.REMOVE, WEB);
        int mark = bench.calls.size();
        bench.heard.clear();
        bench.done(Operation.ADD, WEB);

        assertThat(kinds(bench)).containsExactly(Kind.STARTED, Kind.DONE);
        assertThat(bench.objects).isEqualTo(before);
        assertThat(grants(bench, WEB, mark)).containsExactlyInAnyOrderElementsOf(given);
        assertThat(reached).hasSize(1);
        assertThat(grants(bench, CONSOLE, mark)).containsExactlyElementsOf(reached);
    }

    /** What a domain was given since a mark: the arguments of the delegations into its spaces. */
    private static List<List<Long>> grants(Bench bench, int domain, int mark) {
        return since(bench, mark).stream()
                .filter(call -> call.operation() == dev.cordon.microhypervisor.abi.Operation.DELEGATE)
                .filter(call ->
                        call.argument(2) == Slots.objectSpace(domain) || call.argument(2) == Slots.hostSpace(domain))
                .map(Bench.Call::arguments)
                .toList();
    }

    @Example
    void aRestartIsARemovalAndANewBeginning() {
        Bench bench = running();
        Map<Long, Long> before = new TreeMap<>(bench.objects);
        long old = bench.id(WEB, RootPortal.ENDED);
        for (int i = 0; i < 100; i++) {
            bench.heard.clear();
            bench.done(Operation.RESTART, WEB);
            assertThat(kinds(bench)).containsExactly(Kind.REMOVED, Kind.STARTED, Kind.DONE);
            assertThat(bench.objects).isEqualTo(before);
        }
        assertThat(bench.id(WEB, RootPortal.ENDED)).isNotEqualTo(old);
    }

    @Example
    void aLifeThatIsOverIsNotHeard() {
        Bench bench = running();
        long ended = bench.id(WEB, RootPortal.ENDED);
        bench.ask(Operation.RESTART, WEB);
        for (int i = 0; bench.step(); i++) {
            bench.call(ended, RootPortal.STOPPED, "from a former life " + i);
        }
        bench.log(WEB, "I am new");
        bench.call(ended, RootPortal.STOPPED, "from a former life");
        bench.call(WEB, RootPortal.ENDED, RootPortal.POWER_OFF, "");
        bench.settle();
        bench.listen();
        assertThat(bench.heard)
                .extracting(RunRecord::text)
                .contains("I am new")
                .noneMatch(text -> text.contains("former"));
        assertThat(bench.heard).contains(new RunRecord(Kind.ENDED, WEB, (int) RootPortal.POWER_OFF, ""));
    }

    @Example
    void whatAFormerLifeSaysWhenTheNextHasBegunIsNotHeard() {
        Bench bench = running();
        long ended = bench.id(WEB, RootPortal.ENDED);
        long log = bench.id(WEB, RootPortal.LOG);
        bench.done(Operation.RESTART, WEB);
        bench.heard.clear();
        bench.call(ended, RootPortal.STOPPED, "from a former life");
        bench.utcb().length(bench.utcb().text(0, "from a former life"));
        bench.task.called(bench, log);
        bench.settle();
        bench.listen();
        assertThat(bench.heard).isEmpty();
        bench.call(WEB, RootPortal.ENDED, RootPortal.POWER_OFF, "");
        bench.settle();
        bench.listen();
        assertThat(bench.heard).containsExactly(new RunRecord(Kind.ENDED, WEB, (int) RootPortal.POWER_OFF, ""));
    }

    @Example
    void whatCannotBeDoneIsDeclinedAndChangesNothing() {
        Bench bench = running();
        decline(bench, Operation.ADD, WEB, "it is there already");
        decline(bench, Operation.RESUME, WEB, "it is not suspended");
        bench.done(Operation.SUSPEND, WEB);
        decline(bench, Operation.SUSPEND, WEB, "it is suspended already");
        decline(bench, Operation.ADD, WEB, "it is there already");
        bench.done(Operation.REMOVE, WEB);
        for (Operation operation : List.of(Operation.REMOVE, Operation.SUSPEND, Operation.RESUME, Operation.RESTART)) {
            decline(bench, operation, WEB, "it is not there");
        }
        bench.done(Operation.ADD, WEB);
        bench.call(WEB, RootPortal.ENDED, RootPortal.REBOOT, "");
        bench.settle();
        bench.listen();
        decline(bench, Operation.SUSPEND, WEB, "it has ended");
        decline(bench, Operation.RESUME, WEB, "it is not suspended");
        for (Operation operation : Operation.values()) {
            decline(bench, operation, CONSOLE, "the records of the run go through it");
            decline(bench, operation, 3, "there is no such component");
            decline(bench, operation, 0xFFFF, "there is no such component");
        }
    }

    private static void decline(Bench bench, Operation operation, int domain, String why) {
        Map<Long, Long> before = new TreeMap<>(bench.objects);
        bench.heard.clear();
        bench.done(operation, domain);
        assertThat(bench.heard).containsExactly(declined(domain, why));
        assertThat(bench.objects).isEqualTo(before);
    }

    @Example
    void aComponentThatCannotBeBuiltSaysSoAndCanBeTriedAgain() {
        Bench bench = running();
        bench.done(Operation.REMOVE, WEB);
        Map<Long, Long> before = new TreeMap<>(bench.objects);
        bench.refusals.put(Slots.vcpu(WEB, 0), Status.NO_MEMORY);
        bench.heard.clear();
        bench.done(Operation.ADD, WEB);
        assertThat(bench.heard)
                .containsExactly(
                        new RunRecord(Kind.ENDED, WEB, (int) RootPortal.REFUSED, "cannot create a vCPU: NO_MEMORY"),
                        declined(WEB, "it could not start"));
        bench.done(Operation.REMOVE, WEB);
        assertThat(bench.objects).isEqualTo(before);

        bench.refusals.clear();
        bench.refusals.put(Slots.vcpuSc(WEB, 0), Status.NO_TIME);
        bench.done(Operation.ADD, WEB);
        assertThat(bench.heard.getLast()).isEqualTo(declined(WEB, "it could not start"));
        assertThat(bench.objects).doesNotContainKey(Slots.sc(WEB));
        bench.refusals.clear();
        bench.done(Operation.RESTART, WEB);
        assertThat(bench.heard.getLast().kind()).isEqualTo(Kind.DONE);
    }

    @Example
    void whoCannotBeResumedStaysSuspended() {
        Bench bench = running();
        bench.done(Operation.SUSPEND, WEB);
        bench.refusals.put(Slots.vcpuSc(WEB, 0), Status.NO_TIME);
        bench.done(Operation.RESUME, WEB);
        assertThat(bench.heard.getLast()).isEqualTo(declined(WEB, "it cannot be given time: NO_TIME"));
        assertThat(bench.objects).doesNotContainKey(Slots.sc(WEB));
        bench.refusals.clear();
        bench.done(Operation.RESUME, WEB);
        assertThat(bench.heard.getLast().kind()).isEqualTo(Kind.DONE);
    }

    @Example
    void requestsAreAnsweredInTheirOrder() {
        Bench bench = running();
        bench.heard.clear();
        bench.revocations = 40;
        bench.ask(Operation.RESTART, INTRUDER);
        bench.ask(Operation.SUSPEND, WEB);
        bench.ask(Operation.ADD, WEB);
        bench.ask(Operation.REMOVE, INTRUDER);
        bench.ask(Operation.RESUME, WEB);
        bench.settle();
        bench.listen();
        assertThat(bench.heard.stream()
                        .filter(record -> record.kind() == Kind.DONE || record.kind() == Kind.DECLINED)
                        .map(record -> record.kind() + " " + record.domain()))
                .containsExactly("DONE 1", "DONE 0", "DECLINED 0", "DONE 1", "DONE 0");
    }

    /** What follows each end by each rule. */
    @Example
    void endsAreFollowedByAnotherBeginningAsThePlanSays() {
        Map<Life.Restart, List<Long>> followed = new HashMap<>();
        followed.put(Life.Restart.NEVER, List.of());
        followed.put(Life.Restart.ON_REBOOT, List.of(RootPortal.REBOOT));
        followed.put(Life.Restart.ON_FAILURE, List.of(RootPortal.REBOOT, RootPortal.STOPPED, RootPortal.FAILED, 99L));
        followed.put(
                Life.Restart.ALWAYS,
                List.of(RootPortal.REBOOT, RootPortal.STOPPED, RootPortal.FAILED, 99L, RootPortal.POWER_OFF));
        followed.forEach((restart, reasons) -> {
            for (long reason : new long[] {
                RootPortal.POWER_OFF, RootPortal.REBOOT, RootPortal.STOPPED, RootPortal.REFUSED, RootPortal.FAILED, 99
            }) {
                Bench bench = running(Plans.pair(
                        new Life(Life.Start.AUTOMATIC, restart, Expect.POWER_OFF), Life.once(Expect.STOPPED)));
                bench.heard.clear();
                bench.time(5000);
                bench.call(WEB, RootPortal.ENDED, reason, "why");
                bench.time(5000);
                bench.settle();
                bench.listen();
                assertThat(bench.heard)
                        .as("%s after %d", restart, reason)
                        .containsExactlyElementsOf(
                                reasons.contains(reason)
                                        ? List.of(
                                                new RunRecord(Kind.RESTARTING, WEB, (int) reason, "why"),
                                                new RunRecord(Kind.REMOVED, WEB, 0, ""),
                                                new RunRecord(Kind.STARTED, WEB, 0, ""))
                                        : List.of(new RunRecord(Kind.ENDED, WEB, (int) reason, "why")));
            }
        });
    }

    @Example
    void aProgramThatFailsIsAFailure() {
        Bench bench = running(Plans.pair(
                new Life(Life.Start.AUTOMATIC, Life.Restart.ON_FAILURE, Expect.POWER_OFF), Life.once(Expect.STOPPED)));
        bench.time(5000);
        bench.call(WEB, RootPortal.FAULT, RootPortal.PROGRAM_FAULT, "");
        bench.time(5000);
        bench.settle();
        bench.listen();
        assertThat(bench.heard)
                .anyMatch(record -> record.kind() == Kind.RESTARTING && record.reason() == RunRecord.ABORTED);
        assertThat(bench.objects).containsKey(Slots.sc(WEB));
    }

    @Example
    void whoEndsAtOnceTimeAndAgainIsLeftAlone() {
        Bench bench = running(Plans.pair(
                new Life(Life.Start.AUTOMATIC, Life.Restart.ALWAYS, Expect.RUNNING), Life.once(Expect.STOPPED)));
        bench.heard.clear();
        long time = 0;
        for (int i = 0; i < 4; i++) {
            time = end(bench, time + 999);
        }
        time = end(bench, time + 1000); // one that lasted
        for (int i = 0; i < 5; i++) {
            time = end(bench, time + 999);
        }
        assertThat(bench.heard.stream().filter(record -> record.kind() == Kind.RESTARTING))
                .hasSize(9);
        assertThat(bench.heard.getLast())
                .isEqualTo(new RunRecord(
                        Kind.ENDED,
                        WEB,
                        (int) RootPortal.REBOOT,
                        "it is not started again: none of its last 5 lives lasted a second"));
        bench.done(Operation.RESTART, WEB);
        end(bench, time + 1);
        assertThat(kinds(bench)).endsWith(Kind.RESTARTING, Kind.REMOVED, Kind.STARTED);
    }

    private static long end(Bench bench, long time) {
        bench.call(WEB, RootPortal.ENDED, RootPortal.REBOOT, "");
        bench.time(time);
        bench.settle();
        bench.listen();
        return time;
    }

    @Example
    void whoWasRemovedIsNeitherWaitedForNorJudged() {
        Bench bench = running();
        bench.call(INTRUDER, RootPortal.ENDED, RootPortal.POWER_OFF, "not as expected");
        bench.done(Operation.REMOVE, INTRUDER);
        assertThat(bench.powerOffs).isEmpty();
        bench.call(WEB, RootPortal.ENDED, RootPortal.POWER_OFF, "");
        bench.settle();
        bench.listen();
        assertThat(bench.powerOffs).containsExactly(PASS);
    }

    @Example
    void aRunOfWhichNothingHasEndedGoesOn() {
        Bench bench = running();
        bench.done(Operation.REMOVE, INTRUDER);
        bench.done(Operation.REMOVE, WEB);
        assertThat(bench.powerOffs).isEmpty();
        bench.done(Operation.ADD, WEB);
        bench.call(WEB, RootPortal.ENDED, RootPortal.REBOOT, "");
        bench.settle();
        bench.listen();
        assertThat(bench.powerOffs).containsExactly(FAIL_3);
    }

    @Example
    void itsLastLifeIsJudged() {
        Bench bench = running(Plans.pair(Life.once(Expect.POWER_OFF), manual()));
        bench.done(Operation.ADD, INTRUDER);
        bench.call(WEB, RootPortal.ENDED, RootPortal.REBOOT, "");
        bench.done(Operation.RESTART, WEB);
        bench.call(WEB, RootPortal.ENDED, RootPortal.POWER_OFF, "");
        bench.done(Operation.SUSPEND, INTRUDER);
        assertThat(bench.powerOffs).as("who is suspended is waited for").isEmpty();
        bench.done(Operation.REMOVE, INTRUDER);
        bench.listen();
        assertThat(bench.powerOffs).containsExactly(PASS);
    }

    @Example
    void whoStartsByHandIsNotThereBefore() {
        Bench bench = running(Plans.pair(Life.once(Expect.POWER_OFF), manual()));
        assertThat(bench.objects).doesNotContainKeys(Slots.pd(INTRUDER), Slots.sc(INTRUDER));
        bench.call(WEB, RootPortal.ENDED, RootPortal.POWER_OFF, "");
        bench.settle();
        bench.listen();
        assertThat(bench.powerOffs).containsExactly(PASS);
    }

    @Example
    void whenTheRunIsOverNothingIsBegun() {
        Bench bench = running();
        bench.call(WEB, RootPortal.ENDED, RootPortal.POWER_OFF, "");
        bench.call(INTRUDER, RootPortal.ENDED, RootPortal.STOPPED, "");
        bench.settle();
        bench.done(Operation.RESTART, WEB);
        bench.listen();
        assertThat(bench.heard).contains(declined(WEB, "the run is over"));
        assertThat(bench.powerOffs).containsExactly(PASS);
    }

    /** A run that has its verdict, and whose last records nobody has read yet. */
    private static Bench finishing() {
        Bench bench = running(Plans.pair(
                Life.once(Expect.POWER_OFF), new Life(Life.Start.AUTOMATIC, Life.Restart.ALWAYS, Expect.RUNNING)));
        bench.call(WEB, RootPortal.ENDED, RootPortal.POWER_OFF, "");
        bench.settle();
        assertThat(bench.powerOffs).isEmpty();
        return bench;
    }

    @Example
    void whoEndsAfterTheVerdictChangesNothing() {
        Bench bench = finishing();
        bench.log(INTRUDER, "too late");
        bench.call(INTRUDER, RootPortal.ENDED, RootPortal.REBOOT, "");
        assertThat(stepsToRest(bench)).isLessThan(10);
        Deque<Long> state = new ArrayDeque<>();
        bench.task.save(state::add);
        bench.task = new RootTask();
        bench.task.restore(state::remove);
        bench.listen();
        assertThat(bench.powerOffs).containsExactly(PASS);
        assertThat(kinds(bench)).endsWith(Kind.ENDED, Kind.FINISHED);
    }

    @Example
    void aConsoleThatFailsAfterTheVerdictDoesNotKeepTheMachineOn() {
        Bench bench = finishing();
        bench.call(CONSOLE, RootPortal.FAULT, RootPortal.PROGRAM_FAULT, "");
        assertThat(stepsToRest(bench)).isLessThan(10);
        assertThat(bench.powerOffs).containsExactly(PASS);
    }

    private static int stepsToRest(Bench bench) {
        int steps = 0;
        while (steps < 100 && bench.step()) {
            steps++;
        }
        return steps;
    }

    @Example
    void onlyTheWorkerWorksWhateverIsSignalled() {
        Bench bench = running();
        bench.ask(Operation.REMOVE, INTRUDER);
        bench.step();
        bench.task.notified(bench, RootTask.WORK); // by the console driver, on the first execution context
        assertThat(bench.objects).containsKey(Slots.pd(INTRUDER));
        bench.settle();
        bench.listen();
        assertThat(kinds(bench)).endsWith(Kind.REMOVED, Kind.DONE);
    }

    @Property(tries = 40)
    void whateverTheHostSaysIsAnswered(@ForAll Random random) {
        Bench bench = running();
        bench.heard.clear();
        int asked = 0;
        for (int i = 0; i < 40; i++) {
            byte[] bytes = new byte[LifeRequest.SIZE];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                bytes = schedule(random);
            }
            if (random.nextInt(3) > 0) {
                bytes = new LifeRequest(
                                List.of(Operation.values()).get(random.nextInt(5)),
                                random.nextInt(random.nextInt(3) == 0 ? 5 : 2))
                        .bytes();
            }
            bench.revocations = random.nextInt(20);
            int cut = random.nextInt(LifeRequest.SIZE + 1);
            bench.ask(Arrays.copyOf(bytes, cut));
            if (random.nextBoolean()) {
                bench.step();
            }
            bench.ask(Arrays.copyOfRange(bytes, cut, LifeRequest.SIZE));
            asked++;
            for (int steps = random.nextInt(30); steps > 0; steps--) {
                bench.step();
            }
            if (random.nextInt(4) == 0) {
                bench.call(random.nextInt(2), RootPortal.ENDED, RootPortal.REBOOT, "");
                bench.listen();
            }
        }
        bench.settle();
        bench.listen();
        bench.listen();
        assertThat(bench.heard.stream().filter(record -> record.kind() == Kind.DONE || record.kind() == Kind.DECLINED))
                .hasSize(asked);
        for (Bench.Call call : bench.calls(dev.cordon.microhypervisor.abi.Operation.CONTROL_SC)) {
            assertThat(call.argument(1)).isBetween(1L, 127L);
            assertThat(call.argument(2)).isBetween(100L, 1_000_000L);
            assertThat(call.argument(3)).matches(period -> period == 0 || period >= call.argument(2));
        }
    }

    /** A request for a schedule, which may be one or not. */
    private static byte[] schedule(Random random) {
        int period = random.nextBoolean() ? 0 : random.nextInt();
        return new LifeRequest(
                        Operation.SCHEDULE,
                        random.nextInt(4),
                        random.nextInt(70),
                        random.nextBoolean() ? random.nextInt(20_000) : random.nextInt(),
                        random.nextBoolean() ? period : random.nextInt(20_000),
                        random.nextBoolean() ? -1 : random.nextInt(-100, 20_000))
                .bytes();
    }

    @Example
    void aRootTaskGoesOnFromTheSavedStateOfAnotherInTheMiddleOfARestart() {
        Bench bench = running();
        Map<Long, Long> before = new TreeMap<>(bench.objects);
        bench.revocations = 20;
        bench.heard.clear();
        bench.ask(Operation.RESTART, INTRUDER);
        List<Integer> sizes = new ArrayList<>();
        while (bench.step()) {
            Deque<Long> state = new ArrayDeque<>();
            bench.task.save(state::add);
            sizes.add(state.size());
            bench.task = new RootTask();
            bench.task.restore(state::remove);
            assertThat(state).isEmpty();
        }
        bench.listen();
        assertThat(sizes).hasSizeGreaterThan(10);
        assertThat(kinds(bench)).containsExactly(Kind.REMOVED, Kind.STARTED, Kind.DONE);
        assertThat(bench.objects).isEqualTo(before);
    }
}
