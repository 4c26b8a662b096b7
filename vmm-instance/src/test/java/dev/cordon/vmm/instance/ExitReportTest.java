// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Utcb;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class ExitReportTest {
    private static final ValueLayout.OfLong U64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final TestGuest guest = TestGuest.started();

    @Test
    void aWildLoadIsReportedWithEverything() {
        registers();
        guest.memory.set(U64, 0x20_0000, 0x0000_0000_0005_b503L);
        guest.utcb().word(Utcb.HTINST, 0x3503);
        guest.fault(Event.LOAD_GUEST_PAGE_FAULT, 0xc000_0000L);
        assertThat(guest.stopped()).isTrue();
        assertThat(text()).isEqualTo("""
                hart 0: load guest-page fault: neither memory nor a device register there
                  pc 0x0000000080200000 in supervisor mode, instruction 0x0005b503
                  guest-physical address 0x00000000c0000000, stval 0x00000000c0000000, htinst 0x0000000000003503
                       zero 0000000000000000        ra 0000000000001001        sp 0000000000001002        gp 0000000000001003
                         tp 0000000000001004        t0 0000000000001005        t1 0000000000001006        t2 0000000000001007
                         s0 0000000000001008        s1 0000000000001009        a0 000000000000100a        a1 000000000000100b
                         a2 000000000000100c        a3 000000000000100d        a4 000000000000100e        a5 000000000000100f
                         a6 0000000000001010        a7 0000000000001011        s2 0000000000001012        s3 0000000000001013
                         s4 0000000000001014        s5 0000000000001015        s6 0000000000001016        s7 0000000000001017
                         s8 0000000000001018        s9 0000000000001019       s10 000000000000101a       s11 000000000000101b
                         t3 000000000000101c        t4 000000000000101d        t5 000000000000101e        t6 000000000000101f
                   vsstatus 0000000000000000      vsie 0000000000002001    vstvec 0000000000002002 vsscratch 0000000000002003
                      vsepc 0000000000002004   vscause 0000000000002005    vstval 0000000000002006     vsatp 0000000000000000
                """.replace("\n                  ", "\n  ").replace("\n                 ", "\n "));
    }

    @Test
    void theInstructionIsFoundThroughTheGuestsPageTables() {
        // One gigabyte page maps virtual 0x4000_0000 to physical 0x8000_0000.
        guest.memory.set(U64, 0x1000 + 8, (AddressMap.RAM >>> 12) << 10 | 0xf);
        guest.memory.set(U64, 0x30_0000, 0x0000_9002);
        guest.utcb().word(Utcb.VSATP, 8L << 60 | (AddressMap.RAM + 0x1000) >>> 12);
        guest.utcb().word(Utcb.PC, 0x4030_0000);
        guest.utcb().word(Utcb.PRIVILEGE, 0);
        guest.exit(3);
        assertThat(text())
                .startsWith("hart 0: breakpoint: this monitor does not emulate it\n")
                .contains("pc 0x0000000040300000 in user mode, instruction 0x9002\n");
    }

    @Test
    void everyReasonIsTold() {
        assertThat(report(Event.LOAD_GUEST_PAGE_FAULT, 0xc000_0000L, 0))
                .contains("load guest-page fault: no memory there, and the instruction is not known");
        assertThat(report(Event.LOAD_GUEST_PAGE_FAULT, 0xc000_0000L, 0x3000))
                .contains("no memory there to hold a page table");
        assertThat(report(Event.STORE_GUEST_PAGE_FAULT, AddressMap.UART, 0x202f))
                .contains(
                        "store/AMO guest-page fault: no memory there, and only integer loads and stores can reach devices");
        assertThat(report(Event.STORE_GUEST_PAGE_FAULT, AddressMap.RAM, 0x2023))
                .contains("the guest's memory was taken away there");
        assertThat(report(Event.INSTRUCTION_GUEST_PAGE_FAULT, 0, 0))
                .contains("instruction guest-page fault: no memory there to execute from");
        assertThat(report(Event.LOAD_GUEST_PAGE_FAULT, AddressMap.RTC + 2, 0x2003))
                .as("a misaligned access")
                .contains("neither memory nor a device register there");
    }

    @Test
    void aPcOutsideMemoryIsNoTrouble() {
        guest.utcb().word(Utcb.PC, -1);
        guest.exit(2);
        assertThat(text()).startsWith("hart 0: illegal instruction: ").contains("instruction not in memory");
    }

    @Test
    void theOtherHartsOfAStoppedGuestAreRecalled() {
        TestGuest two = TestGuest.started(2);
        two.sbi(0x48_534d, 0, 1, 0x8030_0000L, 42);
        two.exit(1, Event.STARTUP);
        two.exit(2);
        assertThat(two.hypervisor.calls).anySatisfy(call -> {
            assertThat(call.operation()).isEqualTo(Operation.RECALL);
            assertThat(call.a0()).isEqualTo(Selectors.vcpu(1));
        });
        two.exit(1, Event.RECALL);
        assertThat(two.stopped()).isTrue();
        assertThat(two.hypervisor.ended).hasSize(1);
    }

    private static String report(int event, long address, long htinst) {
        ExitReportTest test = new ExitReportTest();
        test.guest.utcb().word(Utcb.HTINST, htinst);
        test.guest.fault(event, address);
        return test.text();
    }

    private void registers() {
        for (int n = 1; n < 32; n++) {
            guest.utcb().x(n, 0x1000 + n);
        }
        for (int csr = Utcb.VSIE; csr < Utcb.VSATP; csr++) {
            guest.utcb().word(csr, 0x2000 + csr - Utcb.VSSTATUS);
        }
        guest.utcb().word(Utcb.VSSTATUS, 0);
        guest.utcb().word(Utcb.VSATP, 0);
    }

    private String text() {
        assertThat(guest.hypervisor.ended).hasSize(1);
        assertThat(guest.hypervisor.ended.getFirst().reason()).isEqualTo(RootPortal.STOPPED);
        return guest.hypervisor.ended.getFirst().text();
    }
}
