// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.Operation;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.Utcb;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class MmioTest {
    private static final int LB = 0;
    private static final int LW = 2;
    private static final int LBU = 4;
    private static final int SB = 0;
    private static final int SW = 2;
    private static final long UART = AddressMap.UART;
    private static final long PLIC = AddressMap.PLIC;
    private static final long CLAIM = PLIC + 0x20_0004;
    private static final long EXTERNAL = 1 << 10;
    private static final int RTS = 2; // of MCR, register 4

    private final TestGuest guest = TestGuest.started();

    @Test
    void anAccessGoesOnBehindItsInstruction() {
        guest.load(UART + 5, LBU);
        assertThat(guest.utcb().word(Utcb.PC)).isEqualTo(0x8020_0004L);
        guest.utcb().word(Utcb.HTINST, 0x21 | 11 << 20);
        guest.fault(Event.STORE_GUEST_PAGE_FAULT, UART + 7);
        assertThat(guest.utcb().word(Utcb.PC)).as("compressed").isEqualTo(0x8020_0002L);
        assertThat(guest.utcb().groups()).as("a store changes no register").isEqualTo(RegisterGroup.PC);
    }

    @Test
    void loadsExtendAsTheInstructionSays() {
        guest.store(UART + 7, SB, 0x80);
        assertThat(guest.load(UART + 7, LB)).isEqualTo(-128);
        assertThat(guest.load(UART + 7, LBU)).isEqualTo(128);
    }

    @Test
    void theUartWritesToTheConsole() {
        guest.store(UART, SB, 'h');
        guest.store(UART, SB, 'i');
        assertThat(guest.output()).isEqualTo("hi");
    }

    @Test
    void aFullConsoleMakesTheTransmitterBusyUntilThereIsRoom() {
        assertThat(guest.load(UART + 5, LBU) & 0x20).isNotZero();
        while ((guest.load(UART + 5, LBU) & 0x20) != 0) {
            guest.store(UART, SB, 'x');
        }
        guest.store(UART + 1, SB, 2);
        enable(10);
        assertThat(external()).isZero();
        assertThat(guest.output()).hasSizeBetween(8192 - 16, 8192);
        guest.vmm.notified(guest.hypervisor, 1);
        assertThat(external()).as("the transmitter is empty").isEqualTo(EXTERNAL);
        assertThat(guest.load(UART + 5, LBU) & 0x20).isNotZero();
    }

    @Test
    void inputInterruptsTheGuestUntilItIsRead() {
        guest.store(UART + 4, SB, RTS);
        guest.store(UART + 1, SB, 1);
        enable(10);
        guest.input("k");
        assertThat(external()).isEqualTo(EXTERNAL);
        assertThat(guest.load(CLAIM, LW)).isEqualTo(10);
        assertThat(external()).as("claimed").isZero();
        assertThat(guest.load(UART, LBU)).isEqualTo('k');
        guest.store(CLAIM, SW, 10);
        assertThat(external()).as("nothing more").isZero();
    }

    @Test
    void moreInputThanTheUartHoldsFollowsWhenItIsRead() {
        guest.store(UART + 4, SB, RTS);
        guest.store(UART + 2, SB, 1);
        String text = "abcdefghijklmnopqrstuvwxyz";
        guest.input(text);
        StringBuilder heard = new StringBuilder();
        while ((guest.load(UART + 5, LBU) & 1) != 0) {
            heard.append((char) guest.load(UART, LBU));
        }
        assertThat(heard).hasToString(text);
    }

    @Test
    void inputWaitsForADriverThatProbesAndClearsBeforeItReceives() {
        guest.input("early");
        guest.store(UART + 4, SB, 0x10 | RTS); // looped back
        guest.store(UART + 2, SB, 7); // clears the FIFOs
        guest.store(UART + 4, SB, 0);
        assertThat(guest.load(UART + 5, LBU) & 1).isZero();
        guest.store(UART + 4, SB, RTS);
        assertThat(guest.load(UART + 5, LBU) & 1).isOne();
        assertThat(guest.load(UART, LBU)).isEqualTo('e');
    }

    @Test
    void inputIsNotGivenToAUartThatTheGuestNeverTouched() {
        guest.input("ab");
        assertThat(guest.sbi(2, 0)).isEqualTo('a');
        assertThat(guest.sbi(2, 0)).isEqualTo('b');
    }

    @Test
    void interruptsAreInjectedOnlyWhenTheirLevelChanges() {
        guest.store(UART + 4, SB, RTS);
        guest.store(UART + 1, SB, 1);
        enable(10);
        guest.hypervisor.calls.clear();
        guest.input("k");
        guest.load(UART + 5, LBU);
        guest.load(UART + 5, LBU);
        assertThat(guest.hypervisor.count(Operation.INJECT)).isEqualTo(1);
    }

    @Test
    void theClockShowsTheTimeOfDay() {
        guest.utcb().word(Utcb.TIME_OF_DAY, 0x1122_3344_5566_7788L);
        assertThat(guest.load(AddressMap.RTC, LW)).isEqualTo(0x5566_7788);
        assertThat(guest.load(AddressMap.RTC + 4, LW)).isEqualTo(0x1122_3344);
    }

    @Test
    void aRestoredMonitorKnowsForWhichAlarmItsTimerIsSet() {
        guest.store(AddressMap.RTC + 0x0c, SW, 1);
        guest.store(AddressMap.RTC + 0x08, SW, 5);
        guest.vmm.notified(guest.hypervisor, 0);
        assertThat(guest.utcb().word(Utcb.TIMER)).isPositive();
        Deque<Long> words = new ArrayDeque<>(guest.saved());
        guest.vmm = new Vmm();
        guest.vmm.restore(words::remove);
        guest.hypervisor.calls.clear();
        guest.load(AddressMap.RTC, LW);
        assertThat(guest.hypervisor.count(Operation.SIGNAL)).isZero();

        guest.store(AddressMap.RTC + 0x14, SW, 1);
        assertThat(guest.hypervisor.count(Operation.SIGNAL)).isEqualTo(1);
        guest.vmm.notified(guest.hypervisor, 0);
        assertThat(guest.utcb().word(Utcb.TIMER)).isZero();
    }

    @Test
    void theFinisherEndsTheGuest() {
        guest.store(AddressMap.FINISHER, SW, 0x5555);
        assertThat(guest.hypervisor.ended).containsExactly(new FakeHypervisor.Ended(RootPortal.POWER_OFF, ""));
        assertThat(guest.stopped()).isTrue();
        TestGuest rebooting = TestGuest.started();
        rebooting.store(AddressMap.FINISHER, SW, 0x7777);
        assertThat(rebooting.hypervisor.ended).containsExactly(new FakeHypervisor.Ended(RootPortal.REBOOT, ""));
        TestGuest failing = TestGuest.started();
        failing.store(AddressMap.FINISHER, SW, 0x5_3333);
        assertThat(failing.hypervisor.ended)
                .containsExactly(new FakeHypervisor.Ended(
                        RootPortal.FAILED, "the guest reported failure 5 when it powered off"));
    }

    @Test
    void aLoadIntoTheZeroRegisterIsMadeAndForgotten() {
        guest.utcb().word(Utcb.HTINST, 0x03 | LW << 12);
        guest.fault(Event.LOAD_GUEST_PAGE_FAULT, AddressMap.RTC);
        assertThat(guest.hypervisor.ended).isEmpty();
    }

    private void enable(int source) {
        guest.store(PLIC + 4L * source, SW, 1);
        guest.store(PLIC + 0x2000, SW, 1 << source);
    }

    private long external() {
        return guest.hypervisor.hvip.getOrDefault(Selectors.vcpu(0), 0L);
    }
}
