// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.Domains.giveMemory;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjLongConsumer;
import org.junit.jupiter.api.Test;

/** Guests under their VMMs: they run, wait, are preempted, and are stopped. */
class GuestTest {
    private static final long FIRST = 5000;

    /** Counts to a0, reports it, and ends. */
    private static String spin(long count) {
        return """
                    li t0, %d
                spin:
                    addi t0, t0, -1
                    bnez t0, spin
                    li a0, %d
                    li a7, 1
                    ecall
                    li a7, 0
                    ecall
                """.formatted(count, count);
    }

    /** Waits for its timer {@code times} times, each in {@code ticks}, and reports the number of interrupts it took. */
    private static String sleep(int times, int ticks) {
        return """
                    li s0, %d
                    li s1, 0
                    la t0, trap
                    csrw stvec, t0
                    li t0, 32
                    csrs sie, t0
                again:
                    csrr t0, time
                    li t1, %d
                    add t0, t0, t1
                    csrw stimecmp, t0
                wait:
                    csrci sstatus, 2
                    bgtz s2, woken
                    wfi
                    csrsi sstatus, 2
                    j wait
                woken:
                    li s2, 0
                    addi s1, s1, 1
                    blt s1, s0, again
                    mv a0, s1
                    li a7, 1
                    ecall
                    li a7, 0
                    ecall
                    .align 2
                trap:
                    li s2, 1
                    li t2, -1
                    csrw stimecmp, t2
                    sret
                """.formatted(times, ticks);
    }

    private final List<TestVmm> vmms = new ArrayList<>();

    private TestVmm vmm(int pcpu, String guest) {
        TestVmm vmm = new TestVmm(pcpu, TestSystem.FREE + vmms.size() * TestVmm.SIZE, guest);
        vmms.add(vmm);
        return vmm;
    }

    /** Starts a system of all VMMs, each in a PD of its own, on {@code pcpus} pCPUs in turn. */
    private TestSystem start(int pcpus, ObjLongConsumer<Hypervisor> notified) {
        TestProgram root = new TestProgram();
        root.init(h -> {
            for (int i = 0; i < vmms.size(); i++) {
                long pd = FIRST + i * Domains.STRIDE;
                Domains.create(h, pd, i + 1, i % pcpus);
                giveMemory(h, pd, TestSystem.FREE + i * TestVmm.SIZE, TestVmm.ORDER, 7);
                Domains.start(h, pd, 50);
            }
        });
        root.notified(notified);
        return TestSystem.takingTurns(pcpus, root, vmms.toArray(Program[]::new));
    }

    private static void awaitEnd(TestSystem system, TestVmm vmm) {
        system.await("the end of a guest", () -> !vmm.ends.isEmpty());
    }

    @Test
    void aGuestRunsCallsAndEnds() {
        TestVmm vmm = vmm(0, spin(1000));
        try (TestSystem system = start(1, (h, badges) -> {})) {
            awaitEnd(system, vmm);
            assertThat(vmm.reports).containsExactly(1000L);
            assertThat(vmm.ends).containsExactly("end");
        }
    }

    @Test
    void userProgramsOfAGuestReadTheCounters() {
        TestVmm vmm = vmm(0, """
                    la t0, trap
                    csrw stvec, t0
                    la t0, user
                    csrw sepc, t0
                    sret
                user:
                    csrr t0, time
                    csrr t0, cycle
                    csrr t0, instret
                    ecall
                    .align 2
                trap:
                    csrr a0, scause
                    li a7, 1
                    ecall
                    li a7, 0
                    ecall
                """);
        try (TestSystem system = start(1, (h, badges) -> {})) {
            awaitEnd(system, vmm);
            assertThat(vmm.ends).containsExactly("end");
            assertThat(vmm.reports).as("an environment call from VU-mode").containsExactly(8L);
        }
    }

    @Test
    void aGuestSleepsUntilItsTimer() {
        TestVmm vmm = vmm(0, sleep(50, 10_000));
        try (TestSystem system = start(1, (h, badges) -> {})) {
            awaitEnd(system, vmm);
            assertThat(vmm.reports).containsExactly(50L);
        }
    }

    @Test
    void threeThatSpinAndOneThatSleepsAllFinishOnOnePcpu() {
        for (int i = 0; i < 3; i++) {
            vmm(0, spin(2_000_000));
        }
        vmm(0, sleep(10, 20_000));
        try (TestSystem system = start(1, (h, badges) -> {})) {
            vmms.forEach(vmm -> awaitEnd(system, vmm));
            assertThat(vmms).allSatisfy(vmm -> assertThat(vmm.ends).containsExactly("end"));
            assertThat(vmms.getLast().reports).containsExactly(10L);
        }
    }

    @Test
    void aWildAccessStopsItsGuestAlone() {
        TestVmm wild = vmm(0, "li t0, 0x90000000\n ld t1, 0(t0)\n");
        TestVmm jumps = vmm(1, "li t0, 0x40\n jr t0\n");
        TestVmm other = vmm(0, spin(2_000_000));
        try (TestSystem system = start(2, (h, badges) -> {})) {
            vmms.forEach(vmm -> awaitEnd(system, vmm));
            assertThat(wild.ends).containsExactly(Event.LOAD_GUEST_PAGE_FAULT + " at 90000000");
            assertThat(jumps.ends).containsExactly(Event.INSTRUCTION_GUEST_PAGE_FAULT + " at 40");
            assertThat(other.ends).containsExactly("end");
        }
    }
}
