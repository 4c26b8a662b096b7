// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import static dev.cordon.root.task.Plans.CONSOLE;
import static dev.cordon.root.task.Plans.INTRUDER;
import static dev.cordon.root.task.Plans.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.plan.Context;
import dev.cordon.capabilities.plan.Plan;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.drivers.userlevel.protocol.ConsolePort;
import dev.cordon.drivers.userlevel.protocol.LifeRequest;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Status;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RootTaskTest {

    private static final long PASS = 0x5555;
    private static final long FAIL_3 = 0x3_3333;
    private static final long FAIL_4 = 0x4_3333;
    private static final int READ_WRITE = Permission.MEMORY_READ | Permission.MEMORY_WRITE;

    /** The selectors that a domain was given in its object space, each with its permissions. */
    private static Map<Long, Long> objects(Bench bench, int domain) {
        Map<Long, Long> objects = new TreeMap<>();
        for (Bench.Call call : bench.calls(Operation.DELEGATE)) {
            if (call.argument(0) == Selectors.OBJECT_SPACE && call.argument(2) == Slots.objectSpace(domain)) {
                objects.put(call.argument(3), call.argument(5));
            }
        }
        return objects;
    }

    /** The pages that a domain was given in its host space: to each the machine's page and the permissions. */
    private static Map<Long, List<Long>> pages(Bench bench, int domain) {
        Map<Long, List<Long>> pages = new TreeMap<>();
        for (Bench.Call call : bench.calls(Operation.DELEGATE)) {
            if (call.argument(0) == Selectors.HOST_SPACE && call.argument(2) == Slots.hostSpace(domain)) {
                long block = 1L << call.argument(4);
                assertThat(call.argument(1) % block).isZero();
                assertThat(call.argument(3) % block).isZero();
                for (long i = 0; i < block; i++) {
                    pages.merge(call.argument(3) + i, List.of(call.argument(1) + i, call.argument(5)), (_, _) -> {
                        throw new AssertionError("one page of the domain is mapped twice");
                    });
                }
            }
        }
        return pages;
    }

    /** The table that a domain finds in its memory: to each key its (a, b). */
    private static Map<Long, List<List<Long>>> table(Bench bench, int domain) {
        List<Long> first = pages(bench, domain).getOrDefault(BootInfo.ADDRESS / 4096, List.of());
        assertThat(first).hasSize(2).element(1).isEqualTo((long) Permission.MEMORY_READ);
        BootInfo info = new BootInfo(bench.memory(first.getFirst() * 4096, 4096));
        Map<Long, List<List<Long>>> table = new TreeMap<>();
        for (int i = 0; i < info.count(); i++) {
            table.computeIfAbsent(info.key(i), _ -> new ArrayList<>()).add(List.of(info.a(i), info.b(i)));
        }
        return table;
    }

    private static List<Long> one(Map<Long, List<List<Long>>> table, long key) {
        assertThat(table.get(key)).isNotNull().hasSize(1);
        return table.getOrDefault(key, List.of()).getFirst();
    }

    private static String text(Bench bench, int domain, List<Long> place) {
        List<Long> page = pages(bench, domain).getOrDefault(place.getFirst() / 4096, List.of());
        long address = page.getFirst() * 4096 + place.getFirst() % 4096;
        byte[] bytes = bench.memory(address, place.getLast()).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** Runs the pair, with the console port that the console driver's table names first. */
    private static Bench pair() {
        Bench bench = new Bench(Plans.pair()).run();
        bench.console(table(bench, CONSOLE)
                .getOrDefault(BootInfo.PORT, List.of())
                .getFirst()
                .getFirst());
        bench.listen();
        return bench;
    }

    @Test
    void aGuestsDomainGetsWhatThePlanSaysAndNothingElse() {
        Bench bench = pair();

        assertThat(objects(bench, WEB))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Selectors.PD,
                        (long) Permission.PD_CREATE,
                        Selectors.OBJECT_SPACE,
                        (long) (Permission.SPACE_TAKE | Permission.SPACE_GRANT),
                        Selectors.HOST_SPACE,
                        (long) (Permission.SPACE_TAKE | Permission.SPACE_GRANT),
                        Selectors.MAIN_EC,
                        (long) (Permission.EC_BIND | Permission.EC_CONTROL),
                        Selectors.MAIN_NOTIFICATION,
                        (long) (Permission.NOTIFICATION_SIGNAL | Permission.NOTIFICATION_BIND),
                        Selectors.ROOT_PORTALS + RootPortal.ENDED,
                        (long) Permission.PORTAL_CALL,
                        Selectors.ROOT_PORTALS + RootPortal.LOG,
                        (long) Permission.PORTAL_CALL,
                        Selectors.PEERS,
                        (long) Permission.NOTIFICATION_SIGNAL,
                        Selectors.vcpu(0),
                        (long) Permission.EC_CONTROL));
        Map<Long, List<List<Long>>> table = table(bench, WEB);
        long memory = one(table, BootInfo.GUEST_MEMORY).getFirst();
        long port = one(table, BootInfo.PORT).getFirst();
        Map<Long, List<Long>> expected = new TreeMap<>();
        expect(expected, memory, 12 << 20, Permission.MEMORY_ALL);
        expect(expected, Bench.RAM + 0x1_0000, 5000, Permission.MEMORY_READ);
        expect(expected, Bench.RAM + 0x1_2000, 4096, Permission.MEMORY_READ);
        expect(expected, port, ConsolePort.SIZE, READ_WRITE);
        Map<Long, List<Long>> pages = pages(bench, WEB);
        pages.remove(BootInfo.ADDRESS / 4096);
        assertThat(pages).isEqualTo(expected);
    }

    private static void expect(Map<Long, List<Long>> pages, long address, long size, long permissions) {
        for (long page = address / 4096; page * 4096 < address + size; page++) {
            pages.put(page, List.of(page, permissions));
        }
    }

    @Test
    void aGuestsTableSaysWhatItHas() {
        Bench bench = pair();
        Map<Long, List<List<Long>>> table = table(bench, WEB);

        assertThat(one(table, BootInfo.PCPUS)).containsExactly(1L, 0L);
        assertThat(one(table, BootInfo.GUEST_MEMORY)).element(1).isEqualTo(12L << 20);
        assertThat(one(table, BootInfo.KERNEL)).containsExactly(Bench.RAM + 0x1_0000, 5000L);
        assertThat(one(table, BootInfo.INITRD)).containsExactly(Bench.RAM + 0x1_2000, 4096L);
        assertThat(one(table, BootInfo.VCPU)).containsExactly(Selectors.MAIN_EC, Selectors.ROOT_PORTALS);
        assertThat(text(bench, WEB, one(table, BootInfo.NAME))).isEqualTo("web");
        assertThat(text(bench, WEB, one(table, BootInfo.COMMAND_LINE))).isEqualTo("quiet");
        assertThat(one(table(bench, INTRUDER), BootInfo.PCPUS)).containsExactly(1L, 1L);
    }

    @Test
    void eachLifeOfAGuestHasASeedOfItsOwn() {
        Bench bench = pair();
        assertThat(table(bench, WEB)).containsEntry(BootInfo.SEED, seed(WEB, 1));
        assertThat(table(bench, INTRUDER)).containsEntry(BootInfo.SEED, seed(INTRUDER, 1));
        assertThat(table(bench, CONSOLE)).doesNotContainKey(BootInfo.SEED);
        bench.calls.clear();
        bench.done(LifeRequest.Operation.RESTART, WEB);
        assertThat(table(bench, WEB)).containsEntry(BootInfo.SEED, seed(WEB, 2));
    }

    private static List<List<Long>> seed(int domain, long life) {
        long first = 1000 + 4L * domain;
        return List.of(
                List.of(drawn(first, life), drawn(first + 1, life)),
                List.of(drawn(first + 2, life), drawn(first + 3, life)));
    }

    /** By the JDK's SplitMix64, which a program must not use. */
    private static long drawn(long seed, long n) {
        return new SplittableRandom(seed).longs().skip(n - 1).findFirst().orElseThrow();
    }

    @Test
    void noTwoDomainsShareMemoryButPortsAndReadOnlyModules() {
        Bench bench = pair();
        Map<Long, List<Long>> web = pages(bench, WEB);
        Map<Long, List<Long>> intruder = pages(bench, INTRUDER);
        Map<Long, List<Long>> console = pages(bench, CONSOLE);

        List<Long> shared = machinePages(web);
        shared.retainAll(machinePages(intruder));
        assertThat(shared).containsExactly((Bench.RAM + 0x1_0000) / 4096, (Bench.RAM + 0x1_1000) / 4096);
        List<Long> ports = machinePages(web);
        ports.retainAll(machinePages(console));
        assertThat(ports).hasSize(ConsolePort.SIZE / 4096);
        assertThat(one(table(bench, WEB), BootInfo.PORT))
                .isEqualTo(table(bench, CONSOLE)
                        .getOrDefault(BootInfo.PORT, List.of())
                        .get(1));
    }

    private static List<Long> machinePages(Map<Long, List<Long>> pages) {
        List<Long> machine = new ArrayList<>();
        pages.values().forEach(page -> machine.add(page.getFirst()));
        return machine;
    }

    @Test
    void theDriverAloneGetsTheDevice() {
        Bench bench = pair();
        Map<Long, List<List<Long>>> table = table(bench, CONSOLE);

        assertThat(one(table, BootInfo.DEVICE)).containsExactly(Bench.UART, 0x1000L);
        assertThat(one(table, BootInfo.INTERRUPT)).containsExactly(10L, Selectors.INTERRUPTS);
        assertThat(pages(bench, CONSOLE))
                .containsEntry(Bench.UART / 4096, List.of(Bench.UART / 4096, (long) READ_WRITE));
        assertThat(objects(bench, CONSOLE))
                .containsEntry(Selectors.INTERRUPTS, (long) Permission.INTERRUPT_BIND)
                .containsKeys(Selectors.PEERS, Selectors.PEERS + 1, Selectors.PEERS + 2);
        assertThat(bench.calls(Operation.DELEGATE).stream()
                        .filter(call -> call.argument(1) == Selectors.INTERRUPTS + 10
                                || call.argument(1) == Bench.FINISHER / 4096))
                .hasSize(1);
    }

    @Test
    void driversStartBeforeGuests() {
        assertThat(pair().calls(Operation.CREATE_SC).stream().map(call -> call.argument(0)))
                .containsExactly(
                        Slots.WORKER_SC,
                        Slots.sc(CONSOLE),
                        Slots.vcpuSc(WEB, 0),
                        Slots.sc(WEB),
                        Slots.vcpuSc(INTRUDER, 0),
                        Slots.sc(INTRUDER));
    }

    @Test
    void vcpusRunWhereAndAsThePlanSays() {
        Bench bench = new Bench(Plans.partitioned()).run();

        long pd = Slots.pd(WEB);
        assertThat(bench.calls(Operation.CREATE_VCPU).stream().map(Bench.Call::arguments))
                .containsExactly(
                        List.of(Slots.vcpu(WEB, 0), pd, 1L, Selectors.events(0), 0L, 0L),
                        List.of(Slots.vcpu(WEB, 1), pd, 0L, Selectors.events(1), 0L, 0L),
                        List.of(Slots.vcpu(WEB, 2), pd, 1L, Selectors.events(2), 0L, 0L));
        assertThat(bench.calls(Operation.CREATE_SC).stream().map(Bench.Call::arguments))
                .contains(
                        List.of(Slots.vcpuSc(WEB, 0), pd, Slots.vcpu(WEB, 0), 96L, 5_000L, 20_000L),
                        List.of(Slots.vcpuSc(WEB, 1), pd, Slots.vcpu(WEB, 1), 32L, 7_000L, 0L),
                        List.of(Slots.vcpuSc(WEB, 2), pd, Slots.vcpu(WEB, 2), 96L, 5_000L, 20_000L),
                        List.of(Slots.sc(WEB), pd, Slots.ec(WEB, 1), 64L, 10_000L, 0L));
        assertThat(bench.calls(Operation.CONTROL_SC).stream().map(Bench.Call::arguments))
                .containsExactly(
                        List.of(Slots.vcpuSc(WEB, 0), 96L, 5_000L, 20_000L, 10_000L, 0L),
                        List.of(Slots.vcpuSc(WEB, 2), 96L, 5_000L, 20_000L, 15_000L, 0L));
    }

    @Test
    void theWorkerTakesTurnsWithWhoHasNoPlaceOnItsPcpu() {
        assertThat(workerPriority(Plans.pair())).isEqualTo(32);
        assertThat(workerPriority(Plans.partitioned())).isEqualTo(32);
        Plan plan = Plans.partitioned();
        List<Context> placed = plan.contexts().stream()
                .map(context -> new Context(WEB, context.role(), 0, 96, 1_000, 20_000, 1_000))
                .toList();
        List<Context> elsewhere = new ArrayList<>(placed);
        elsewhere.set(1, new Context(WEB, Context.Role.VCPU, 1, 126, 1_000));
        for (List<Context> contexts : List.of(placed, elsewhere)) {
            assertThat(workerPriority(
                            new Plan(2, plan.domains(), contexts, plan.guests(), plan.devices(), plan.channels())))
                    .isEqualTo(1);
        }
    }

    private static long workerPriority(Plan plan) {
        return new Bench(plan)
                .run().calls(Operation.CREATE_SC).stream()
                        .filter(call -> call.argument(0) == Slots.WORKER_SC)
                        .findFirst()
                        .orElseThrow()
                        .argument(3);
    }

    @Test
    void whoPostsWithoutEndDoesNotHoldTheReaderOfAMailbox() {
        Mailbox mailbox = new Mailbox(Arena.ofAuto().allocate(Mailbox.SIZE, 64));
        RunRecord log = new RunRecord(RunRecord.Kind.LOG, WEB, 0, "again");
        mailbox.post(1, log);
        mailbox.post(1, log);
        List<RunRecord> read = new ArrayList<>();
        for (int entry = 1; entry <= 3; entry++) {
            mailbox.collect((_, record) -> {
                read.add(record);
                assertThat(read).hasSizeLessThan(100);
                mailbox.post(1, log);
            });
            assertThat(read).hasSize(2 * entry).containsOnly(log);
        }
    }

    @Test
    void eachPcpuOfAGuestHasOneContextThatServesItsVcpus() {
        Bench bench = new Bench(Plans.partitioned()).run();

        assertThat(bench.calls(Operation.CREATE_HOST_EC).stream().map(Bench.Call::arguments))
                .containsExactly(
                        List.of(Slots.ec(1), Selectors.PD, 1L, 0L, 0L, 0L),
                        List.of(Slots.WORKER, Selectors.PD, 0L, 0L, 0L, 0L),
                        List.of(Slots.ec(WEB, 1), Slots.pd(WEB), 1L, Slots.portal(WEB, 1, RootPortal.FAULT), 0L, 0L),
                        List.of(Slots.ec(WEB, 0), Slots.pd(WEB), 0L, Slots.portal(WEB, 0, RootPortal.FAULT), 0L, 0L));
        assertThat(table(bench, WEB).getOrDefault(BootInfo.VCPU, List.of()))
                .containsExactly(
                        List.of(Selectors.MAIN_EC, Selectors.ROOT_PORTALS),
                        List.of(Selectors.context(0), Selectors.rootPortals(0)),
                        List.of(Selectors.MAIN_EC, Selectors.ROOT_PORTALS));
        assertThat(objects(bench, WEB))
                .containsEntry(Selectors.context(0), (long) (Permission.EC_BIND | Permission.EC_CONTROL))
                .containsEntry(Selectors.rootPortals(0) + RootPortal.ENDED, (long) Permission.PORTAL_CALL)
                .containsEntry(Selectors.vcpu(2), (long) Permission.EC_CONTROL)
                .doesNotContainKeys(Selectors.context(1), Selectors.vcpu(3));
    }

    @Test
    void aGuestEndsOnceWhateverPcpusTellIt() {
        Bench bench = new Bench(Plans.partitioned()).run();
        bench.utcb().length(0);
        bench.utcb().argument(0, RootPortal.POWER_OFF);
        bench.task.called(bench, Portals.id(WEB, 1, 0, RootPortal.ENDED));
        bench.utcb().argument(0, RootPortal.PROGRAM_FAULT);
        bench.task.called(bench, Portals.id(WEB, 1, 1, RootPortal.FAULT));
        bench.settle();

        assertThat(bench.powerOffs).containsExactly(PASS);
    }

    @Test
    void aGuestForWhichThereIsNoTimeIsNotStarted() {
        Bench bench = new Bench(Plans.partitioned());
        bench.refusals.put(Slots.vcpuSc(WEB, 2), Status.NO_TIME);
        bench.run();

        assertThat(bench.calls(Operation.CREATE_SC).stream().map(call -> call.argument(0)))
                .doesNotContain(Slots.sc(WEB));
        assertThat(bench.powerOffs).containsExactly(FAIL_3);
    }

    @Test
    void theMachineIsPoweredOffWhenAllHaveEndedAndAllIsWritten() {
        Bench bench = pair();
        bench.call(INTRUDER, RootPortal.ENDED, RootPortal.STOPPED, "store at 0x0\nregisters");
        bench.settle();
        bench.listen();
        assertThat(bench.powerOffs).isEmpty();
        bench.call(WEB, RootPortal.ENDED, RootPortal.POWER_OFF, "");
        bench.settle();
        assertThat(bench.powerOffs).isEmpty();
        bench.listen();

        assertThat(bench.powerOffs).containsExactly(PASS);
        assertThat(bench.heard)
                .containsExactly(
                        new RunRecord(RunRecord.Kind.STARTED, CONSOLE, 0, ""),
                        new RunRecord(RunRecord.Kind.STARTED, WEB, 0, ""),
                        new RunRecord(RunRecord.Kind.STARTED, INTRUDER, 0, ""),
                        new RunRecord(RunRecord.Kind.ENDED, INTRUDER, 3, "store at 0x0\nregisters"),
                        new RunRecord(RunRecord.Kind.ENDED, WEB, 1, ""),
                        new RunRecord(RunRecord.Kind.FINISHED, RunRecord.ROOT_TASK, 0, ""));
    }

    @Test
    void anEndThatWasNotExpectedIsTold() {
        Bench bench = pair();
        bench.call(WEB, RootPortal.ENDED, RootPortal.REBOOT, "");
        bench.call(INTRUDER, RootPortal.ENDED, RootPortal.STOPPED, "");
        bench.settle();
        bench.listen();

        assertThat(bench.powerOffs).containsExactly(FAIL_3);
        assertThat(bench.heard.getLast()).isEqualTo(new RunRecord(RunRecord.Kind.FINISHED, RunRecord.ROOT_TASK, 1, ""));
    }

    @Test
    void aDomainEndsOnce() {
        Bench bench = pair();
        bench.call(WEB, RootPortal.ENDED, RootPortal.STOPPED, "first");
        bench.call(WEB, RootPortal.ENDED, RootPortal.POWER_OFF, "second");
        bench.call(INTRUDER, RootPortal.ENDED, RootPortal.STOPPED, "");
        bench.settle();
        bench.listen();

        assertThat(bench.heard).extracting(RunRecord::text).contains("first").doesNotContain("second");
        assertThat(bench.powerOffs).containsExactly(FAIL_3);
    }

    @Test
    void aVmmThatFailsIsAnUnexpectedEndAlsoWhereAStopIsExpected() {
        Bench bench = pair();
        bench.call(WEB, RootPortal.ENDED, RootPortal.POWER_OFF, "");
        bench.utcb().argument(0, RootPortal.MEMORY_FAULT);
        bench.utcb().argument(1, 0x1234_5000);
        bench.utcb().length(2);
        bench.task.called(bench, bench.id(INTRUDER, RootPortal.FAULT));
        bench.settle();
        bench.listen();

        assertThat(bench.heard)
                .contains(new RunRecord(
                        RunRecord.Kind.FAULTED,
                        INTRUDER,
                        1,
                        "its program touched host memory that it has no right to, at 0x12345000"));
        assertThat(bench.powerOffs).containsExactly(FAIL_3);
    }

    @Test
    void aFaultWithoutAnAddressIsReportedWithoutOne() {
        Bench bench = pair();
        bench.utcb().argument(0, RootPortal.MEMORY_FAULT);
        bench.utcb().argument(1, 0);
        bench.utcb().length(2);
        bench.task.called(bench, bench.id(INTRUDER, RootPortal.FAULT));
        bench.settle();
        bench.listen();

        assertThat(bench.heard)
                .contains(new RunRecord(
                        RunRecord.Kind.FAULTED,
                        INTRUDER,
                        1,
                        "its program touched host memory that it has no right to"));
    }

    @Test
    void withoutItsConsoleTheRunIsOver() {
        Bench bench = pair();
        bench.call(CONSOLE, RootPortal.ENDED, RootPortal.REFUSED, "no UART");
        bench.settle();

        assertThat(bench.powerOffs).containsExactly(FAIL_3);
    }

    @Test
    void aSystemWithoutConsoleEndsByItself() {
        Bench bench = new Bench(Plans.silent()).run();
        bench.call(WEB, RootPortal.ENDED, RootPortal.POWER_OFF, "");
        bench.call(INTRUDER, RootPortal.ENDED, RootPortal.STOPPED, "");
        bench.settle();

        assertThat(bench.powerOffs).containsExactly(PASS);
    }

    @Test
    void whatIsNoPlanIsNotBuilt() {
        Bench bench = new Bench(new long[] {1, 2, 3}).run();

        assertThat(bench.powerOffs).containsExactly(FAIL_4);
        assertThat(bench.calls).isEmpty();
    }

    @Test
    void aDomainThatCannotBeBuiltConcernsNoOther() {
        Bench bench = new Bench(Plans.pair());
        bench.refusals.put(Slots.ec(WEB, 0), Status.NO_MEMORY);
        bench.run();
        bench.console(table(bench, CONSOLE)
                .getOrDefault(BootInfo.PORT, List.of())
                .getFirst()
                .getFirst());
        bench.listen();

        assertThat(bench.heard)
                .contains(
                        new RunRecord(RunRecord.Kind.ENDED, WEB, 4, "cannot create the execution context: NO_MEMORY"),
                        new RunRecord(RunRecord.Kind.STARTED, INTRUDER, 0, ""));
        assertThat(bench.calls(Operation.CREATE_SC).stream().map(call -> call.argument(0)))
                .containsExactly(Slots.WORKER_SC, Slots.sc(CONSOLE), Slots.vcpuSc(INTRUDER, 0), Slots.sc(INTRUDER));
        // The intruder keeps channel 2.
        assertThat(table(bench, CONSOLE).getOrDefault(BootInfo.PORT, List.of()))
                .hasSize(3)
                .element(2)
                .isEqualTo(one(table(bench, INTRUDER), BootInfo.PORT));
        assertThat(objects(bench, CONSOLE)).containsKey(Selectors.PEERS + 2).doesNotContainKey(Selectors.PEERS + 1);
    }

    @Test
    void whoeverLogsALotStillHasItsEndTold() {
        Bench bench = pair();
        for (int i = 0; i < 1000; i++) {
            bench.log(WEB, "x".repeat(3000));
            bench.log(INTRUDER, "y".repeat(100));
            if (i % 7 == 0) {
                bench.settle();
            }
        }
        bench.call(WEB, RootPortal.ENDED, RootPortal.POWER_OFF, "z".repeat(4000));
        bench.call(INTRUDER, RootPortal.ENDED, RootPortal.STOPPED, "");
        bench.settle();
        for (int i = 0; i < 100; i++) {
            bench.listen();
        }

        assertThat(bench.powerOffs).containsExactly(PASS);
        assertThat(bench.heard).extracting(RunRecord::kind).endsWith(RunRecord.Kind.ENDED, RunRecord.Kind.FINISHED);
        assertThat(bench.heard).hasSizeLessThan(500);
    }

    @Test
    void nonsenseInAMessageIsSurvived() {
        Bench bench = pair();
        for (long word : new long[] {0, -1, 99, Long.MIN_VALUE, 300}) {
            bench.utcb().argument(0, word);
            bench.utcb().argument(1, word);
            bench.utcb().argument(2, word);
            bench.utcb().length(-5);
            bench.task.called(bench, bench.id(WEB, RootPortal.LOG));
            bench.task.called(bench, bench.id(INTRUDER, RootPortal.FAULT));
            bench.task.called(bench, Portals.id(99, 1, 0, RootPortal.ENDED));
            bench.task.called(bench, word);
        }
        bench.call(WEB, RootPortal.ENDED, -1, "");
        bench.settle();
        bench.listen();

        assertThat(bench.powerOffs).containsExactly(FAIL_3);
    }

    @Test
    void aRootTaskGoesOnFromTheSavedStateOfAnother() {
        Bench bench = pair();
        List<Runnable> steps = List.of(
                () -> bench.log(WEB, "hello"),
                () -> bench.call(WEB, RootPortal.ENDED, RootPortal.POWER_OFF, "bye"),
                bench::settle,
                () -> bench.call(INTRUDER, RootPortal.ENDED, RootPortal.STOPPED, ""),
                bench::settle,
                bench::listen);
        for (Runnable step : steps) {
            step.run();
            Deque<Long> state = new ArrayDeque<>();
            bench.task.save(state::add);
            bench.task = new RootTask();
            bench.task.restore(state::remove);
            assertThat(state).isEmpty();
        }

        assertThat(bench.powerOffs).containsExactly(PASS);
        assertThat(bench.heard).extracting(RunRecord::text).contains("hello", "bye");
    }
}
