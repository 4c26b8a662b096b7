// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.formats.DeviceTree;
import dev.cordon.formats.DeviceTreeNode;
import dev.cordon.microhypervisor.abi.BootInfo;
import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Utcb;
import org.junit.jupiter.api.Test;

class VmmStartTest {
    private static final long RAM = AddressMap.RAM;

    private static TestGuest linux() {
        TestGuest guest = new TestGuest(16 << 20)
                .kernel(TestGuest.image(0x20_0000, 0x10_0000))
                .initrd(new byte[] {7, 8, 9})
                .commandLine("earlycon=sbi console=ttyS0 quiet");
        guest.vmm.init(guest.hypervisor);
        return guest;
    }

    @Test
    void theFirstHartStartsInSupervisorModeWithItsNumberAndTheDeviceTree() {
        TestGuest guest = linux();
        for (int n = 1; n < 32; n++) {
            guest.utcb().x(n, 99);
        }
        guest.exit(Event.STARTUP);
        Utcb utcb = guest.utcb();
        assertThat(utcb.word(Utcb.PC)).isEqualTo(RAM + 0x20_0000);
        assertThat(utcb.word(Utcb.PRIVILEGE)).isEqualTo(1);
        assertThat(utcb.x(10)).isZero();
        assertThat(guest.deviceTree(utcb.x(11)).find("/chosen")).isPresent();
        assertThat(utcb.x(2)).isZero();
        assertThat(utcb.word(Utcb.VSATP)).isZero();
        assertThat(utcb.word(Utcb.VSTIMECMP)).isEqualTo(-1);
        assertThat(utcb.word(Utcb.HIDELEG)).isEqualTo(0x444);
        assertThat(utcb.word(Utcb.HEDELEG) & (1 << 10))
                .as("ecalls from VS-mode exit")
                .isZero();
        assertThat(utcb.word(Utcb.HENVCFG)).as("Sstc").isNegative();
        assertThat(utcb.word(Utcb.GUEST_SPACE)).isEqualTo(Guest.GUEST_SPACE);
        assertThat(utcb.groups() & RegisterGroup.RUN_STATE).isZero();
        assertThat(utcb.groups() & RegisterGroup.GUEST_SPACE).isNotZero();
    }

    @Test
    void kernelAndInitialRamDiskAreInMemory() {
        TestGuest guest = linux();
        DeviceTree tree = startedTree(guest);
        DeviceTreeNode chosen = tree.find("/chosen").orElseThrow();
        long initrd = chosen.u64s("linux,initrd-start").getFirst();
        assertThat(guest.guestByte(RAM + 0x20_0000 + 128)).isEqualTo((byte) 0x78);
        assertThat(chosen.u64s("linux,initrd-end")).containsExactly(initrd + 3);
        assertThat(guest.guestByte(initrd)).isEqualTo((byte) 7);
        assertThat(guest.guestByte(initrd + 2)).isEqualTo((byte) 9);
    }

    @Test
    void theDeviceTreeHasTheSeedThatTheGuestWasGiven() {
        TestGuest guest = new TestGuest(16 << 20).kernel(TestGuest.image(0x20_0000, 0x10_0000));
        guest.info.add(BootInfo.SEED, 1, -2);
        guest.info.add(BootInfo.SEED, 3, 4);
        guest.vmm.init(guest.hypervisor);
        assertThat(startedTree(guest).find("/chosen").orElseThrow().u64s("rng-seed"))
                .containsExactly(1L, -2L, 3L, 4L);
        assertThat(startedTree(linux()).find("/chosen").orElseThrow().properties())
                .doesNotContain("rng-seed");
    }

    @Test
    void theDeviceTreeDescribesTheBoard() {
        DeviceTree tree = startedTree(linux());
        DeviceTreeNode chosen = tree.find("/chosen").orElseThrow();
        assertThat(chosen.string("bootargs")).hasValue("earlycon=sbi console=ttyS0 quiet");
        assertThat(tree.find(chosen.string("stdout-path").orElseThrow())).isPresent();
        assertThat(tree.find("/memory@80000000").orElseThrow().u64s("reg")).containsExactly(RAM, 16L << 20);
        assertThat(tree.find("/cpus").orElseThrow().u32("timebase-frequency")).hasValue(10_000_000);
        DeviceTreeNode cpu = tree.find("/cpus/cpu@0").orElseThrow();
        assertThat(cpu.string("riscv,isa").orElseThrow())
                .startsWith("rv64imafdc_zicbom_")
                .contains("_sstc");
        assertThat(cpu.strings("riscv,isa-extensions"))
                .contains("i", "c", "sstc", "svinval")
                .doesNotContain("h");
        DeviceTreeNode plic = tree.find("/soc/plic@c000000").orElseThrow();
        assertThat(plic.cells("interrupts-extended"))
                .containsExactly(
                        tree.find("/cpus/cpu@0/interrupt-controller")
                                .orElseThrow()
                                .u32("phandle")
                                .orElseThrow(),
                        9);
        DeviceTreeNode uart = tree.find("/soc/serial@10000000").orElseThrow();
        assertThat(uart.u32("interrupts")).hasValue(10);
        assertThat(uart.u32("interrupt-parent")).isEqualTo(plic.u32("phandle"));
        assertThat(tree.find("/soc/rtc@101000").orElseThrow().u32("interrupts")).hasValue(11);
        assertThat(tree.find("/poweroff").orElseThrow().u32("regmap"))
                .isEqualTo(tree.find("/soc/test@100000").orElseThrow().u32("phandle"));
    }

    @Test
    void allOfTheMemoryIsMappedOnceInAlignedBlocks() {
        TestGuest guest = linux();
        long pages = 0;
        for (FakeHypervisor.Call call : guest.hypervisor.calls) {
            if (call.operation() == Operation.DELEGATE) {
                long size = 1L << call.a4();
                assertThat(call.a0()).isEqualTo(Selectors.HOST_SPACE);
                assertThat(call.a1()).isEqualTo(TestGuest.MEMORY / 4096 + pages);
                assertThat(call.a2()).isEqualTo(Guest.GUEST_SPACE);
                assertThat(call.a3()).isEqualTo(RAM / 4096 + pages);
                assertThat(call.a1() % size).isZero();
                assertThat(call.a3() % size).isZero();
                pages += size;
            }
        }
        assertThat(pages).isEqualTo((16 << 20) / 4096);
        assertThat(guest.hypervisor.count(Operation.DELEGATE)).isEqualTo(1);
    }

    @Test
    void memoryThatIsAlignedToPagesOnlyIsMappedToo() {
        TestGuest guest = linux();
        GuestMemory memory = new GuestMemory(TestGuest.MEMORY + 3 * 4096, 37 * 4096);
        guest.hypervisor.calls.clear();
        assertThat(memory.delegateTo(guest.hypervisor, 77)).isZero();
        assertThat(guest.hypervisor.calls.stream()
                        .mapToLong(call -> 1L << call.a4())
                        .sum())
                .isEqualTo(37);
    }

    @Test
    void theFirstVcpuIsRecalledToStartAndNoneIsMadeNorGivenTime() {
        TestGuest guest = linux();
        assertThat(guest.hypervisor.calls)
                .contains(new FakeHypervisor.Call(Operation.RECALL, Selectors.vcpu(0), 0, 0, 0, 0, 0));
        assertThat(guest.hypervisor.count(Operation.CREATE_VCPU)).isZero();
        assertThat(guest.hypervisor.count(Operation.CREATE_SC)).isZero();
    }

    @Test
    void eachVcpuIsServedByTheExecutionContextOfItsPcpu() {
        TestGuest guest = new TestGuest(4 << 20, 3).kernel(TestGuest.image(0x20_0000, 0x1000));
        guest.vmm.init(guest.hypervisor);
        for (int hart = 0; hart < 3; hart++) {
            long ec = hart == 1 ? Selectors.context(1) : Selectors.MAIN_EC;
            long base = Selectors.events(hart);
            assertThat(guest.hypervisor.calls.stream()
                            .filter(call -> call.operation() == Operation.CREATE_PORTAL
                                    && call.a0() >= base
                                    && call.a0() < base + Event.COUNT))
                    .hasSize(26)
                    .allMatch(call -> call.a2() == ec);
        }
    }

    @Test
    void theEndIsToldOnThePcpuWhereItHappens() {
        TestGuest guest = TestGuest.started(2);
        guest.sbi(0x48_534d, 0, 1, 0x8030_0000L, 0);
        guest.exit(1, Event.RECALL);
        guest.sbiOf(1, 0x5352_5354, 0, 0, 0);
        assertThat(guest.hypervisor.calls)
                .contains(new FakeHypervisor.Call(
                        Operation.CALL, Selectors.rootPortals(1) + RootPortal.ENDED, 0, 0, 0, 0, 0));
        assertThat(guest.hypervisor.ended).containsExactly(new FakeHypervisor.Ended(RootPortal.POWER_OFF, ""));
    }

    @Test
    void whatWasTypedToAGuestBeforeIsNotForThisOne() {
        TestGuest guest = new TestGuest(4 << 20).kernel(TestGuest.image(0x20_0000, 0x1000));
        guest.driver.toPeer().put(new byte[] {'x', 'y'}, 0, 2);
        guest.driver.toPeer().publish();
        guest.driver.toPeer().wantRoom();
        guest.vmm.init(guest.hypervisor);
        guest.exit(Event.STARTUP);
        assertThat(guest.driver.toPeer().drained()).isTrue();
        assertThat(guest.hypervisor.calls)
                .contains(new FakeHypervisor.Call(Operation.SIGNAL, Selectors.PEERS, 8, 0, 0, 0, 0));
    }

    @Test
    void environmentCallsTravelWithFewRegisters() {
        TestGuest guest = linux();
        assertThat(guest.hypervisor.portals)
                .containsEntry(
                        Selectors.events(0) + Event.ENVIRONMENT_CALL,
                        new FakeHypervisor.Portal(Event.ENVIRONMENT_CALL, RegisterGroup.PC | RegisterGroup.ARGUMENTS));
    }

    @Test
    void whatCannotBeStartedIsRefusedInOneLine() {
        assertRefused(
                new TestGuest(1 << 20).kernel(TestGuest.image(0x20_0000, 0x1000)),
                "kernel: it takes the first 2052 KiB of memory, but the guest has 1024 KiB; give it more");
        assertRefused(
                new TestGuest(1 << 20),
                "kernel: not a kernel: neither an ELF file nor a RISC-V Linux Image; pass an uncompressed riscv64 kernel");
        assertRefused(
                new TestGuest(1 << 20, 33).kernel(TestGuest.image(0, 0x1000)), "vcpus: 33 is not between 1 and 32");
        assertRefused(new TestGuest(1 << 20, 0).kernel(TestGuest.image(0, 0x1000)), "vcpus: 0 is not between 1 and 32");
        assertRefused(
                new TestGuest(1 << 20).kernel(TestGuest.image(0, 0x1000)).commandLine("x".repeat(70_000)),
                "command line: its 70000 characters are too many");
        TestGuest poor = new TestGuest(1 << 20).kernel(TestGuest.image(0, 0x1000));
        poor.hypervisor.failing.add(Operation.CREATE_PORTAL);
        assertRefused(poor, "microhypervisor: it did not create the event portals: NO_MEMORY");
    }

    private static void assertRefused(TestGuest guest, String text) {
        guest.vmm.init(guest.hypervisor);
        assertThat(guest.hypervisor.ended).containsExactly(new FakeHypervisor.Ended(RootPortal.REFUSED, text));
        assertThat(guest.hypervisor.count(Operation.RECALL)).isZero();
    }

    private static DeviceTree startedTree(TestGuest guest) {
        guest.exit(Event.STARTUP);
        return guest.deviceTree(guest.utcb().x(11));
    }
}
