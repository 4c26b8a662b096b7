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
import org.junit.jupiter.api.Test;

class SbiTest {
    private static final long BASE = 0x10;
    private static final long TIME = 0x5449_4d45;
    private static final long IPI = 0x73_5049;
    private static final long RFENCE = 0x5246_4e43;
    private static final long HSM = 0x48_534d;
    private static final long SRST = 0x5352_5354;
    private static final long DBCN = 0x4442_434e;
    private static final long BUFFER = AddressMap.RAM + 0x1000;

    private final TestGuest guest = TestGuest.started();

    @Test
    void callsReturnBehindTheInstruction() {
        guest.sbi(BASE, 0);
        assertThat(guest.utcb().word(Utcb.PC)).isEqualTo(0x8020_0004L);
        assertThat(guest.utcb().groups()).isEqualTo(RegisterGroup.PC | RegisterGroup.ARGUMENTS);
    }

    @Test
    void theVersionIsTwo() {
        assertThat(guest.sbi(BASE, 0)).isZero();
        assertThat(value()).isEqualTo(0x0200_0000);
    }

    @Test
    void probesTellWhatIsThere() {
        for (long there : new long[] {BASE, TIME, IPI, RFENCE, HSM, SRST, DBCN, 0, 1, 2, 8}) {
            assertThat(guest.sbi(BASE, 3, there)).isZero();
            assertThat(value()).isEqualTo(1);
        }
        assertThat(guest.sbi(BASE, 3, 0x504d_55)).isZero();
        assertThat(value()).isZero();
    }

    @Test
    void unknownCallsAreNotSupported() {
        assertThat(guest.sbi(0x1234_5678, 0)).isEqualTo(-2);
        for (long extension : new long[] {BASE, TIME, IPI, RFENCE, HSM, SRST, DBCN}) {
            assertThat(guest.sbi(extension, 77)).isEqualTo(-2);
            assertThat(guest.sbi(extension, 1L << 32))
                    .as("functions are not cut to 32 bits")
                    .isEqualTo(-2);
        }
    }

    @Test
    void theTimerIsSet() {
        assertThat(guest.sbi(TIME, 0, 12345)).isZero();
        assertThat(guest.utcb().word(Utcb.VSTIMECMP)).isEqualTo(12345);
        assertThat(guest.utcb().groups() & RegisterGroup.TIMER).isNotZero();
        assertThat(guest.sbi(0, 0, 99)).as("legacy").isZero();
        assertThat(guest.utcb().word(Utcb.VSTIMECMP)).isEqualTo(99);
    }

    @Test
    void anInterruptBetweenHartsIsInjected() {
        assertThat(guest.sbi(IPI, 0, 1, 0)).isZero();
        assertThat(guest.hypervisor.hvip).containsEntry(Selectors.vcpu(0), 4L);
        assertThat(guest.sbi(IPI, 0, 2, 0)).isEqualTo(-3);
        assertThat(guest.sbi(IPI, 0, 1, 1)).isEqualTo(-3);
        assertThat(guest.sbi(IPI, 0, 1, Long.MIN_VALUE)).isEqualTo(-3);
        assertThat(guest.sbi(IPI, 0, 0, -1)).as("all harts").isZero();
    }

    @Test
    void fencesReachTheCaller() {
        for (int function = 0; function <= 2; function++) {
            assertThat(guest.sbi(RFENCE, function, 1, 0, 0, 4096)).isZero();
            assertThat(guest.utcb().groups() & RegisterGroup.FENCE).isNotZero();
        }
        assertThat(guest.sbi(RFENCE, 0, 4, 0)).isEqualTo(-3);
        assertThat(guest.sbi(RFENCE, 3, 1, 0)).isEqualTo(-2);
    }

    @Test
    void hartsAreStartedAndStopped() {
        TestGuest two = TestGuest.started(2);
        assertThat(two.sbi(HSM, 2, 1)).isZero();
        assertThat(two.utcb().x(11)).as("stopped").isEqualTo(1);
        assertThat(two.sbi(HSM, 0, 1, 0x8030_0000L, 42)).isZero();
        assertThat(two.hypervisor.count(Operation.RECALL)).isEqualTo(1);
        assertThat(two.sbi(HSM, 0, 1, 0x8030_0000L, 42)).as("already available").isEqualTo(-6);
        two.exit(1, Event.STARTUP);
        assertThat(two.utcb().word(Utcb.PC)).isEqualTo(0x8030_0000L);
        assertThat(two.utcb().x(10)).isEqualTo(1);
        assertThat(two.utcb().x(11)).isEqualTo(42);
        two.sbiOf(1, HSM, 1);
        assertThat(two.stopped()).isTrue();
        assertThat(two.hypervisor.ended).isEmpty();
        assertThat(two.sbi(HSM, 0, 1, 0x8031_0000L, 43)).isZero();
        two.exit(1, Event.RECALL);
        assertThat(two.utcb().word(Utcb.PC)).isEqualTo(0x8031_0000L);
        assertThat(two.stopped()).isFalse();
    }

    @Test
    void hartsThatAreNotThereAreInvalid() {
        assertThat(guest.sbi(HSM, 0, 1)).isEqualTo(-3);
        assertThat(guest.sbi(HSM, 2, -1)).isEqualTo(-3);
        assertThat(guest.sbi(HSM, 0, 0)).as("already available").isEqualTo(-6);
    }

    @Test
    void stoppingTheLastHartEndsTheGuest() {
        guest.sbi(HSM, 1);
        assertThat(guest.stopped()).isTrue();
        assertThat(guest.hypervisor.ended)
                .singleElement()
                .satisfies(end -> assertThat(end.reason()).isEqualTo(RootPortal.STOPPED));
    }

    @Test
    void suspendWaitsForAnInterrupt() {
        assertThat(guest.sbi(HSM, 3, 0)).isZero();
        assertThat(guest.utcb().word(Utcb.RUN_STATE)).isEqualTo(Utcb.WAIT);
        assertThat(guest.utcb().groups() & RegisterGroup.RUN_STATE).isNotZero();
        assertThat(guest.sbi(HSM, 3, 5)).isEqualTo(-3);
    }

    @Test
    void aSuspendedHartThatRetainsNothingGoesOnWhereItSaid() {
        guest.sbi(HSM, 3, 0x8000_0000L, 0x8030_0000L, 42);
        assertThat(guest.utcb().groups())
                .as("stays at its call until it is recalled")
                .isZero();
        assertThat(guest.hypervisor.count(Operation.RECALL)).isEqualTo(1);
        guest.utcb().word(Utcb.VSSTATUS, 2L << 32 | 0x2);
        guest.utcb().word(Utcb.VSIE, 0x20);
        guest.utcb().word(Utcb.VSATP, 8L << 60);
        guest.exit(Event.RECALL);
        assertThat(guest.utcb().word(Utcb.RUN_STATE)).isEqualTo(Utcb.WAIT);
        assertThat(guest.utcb().word(Utcb.PC)).isEqualTo(0x8030_0000L);
        assertThat(guest.utcb().x(10)).isZero();
        assertThat(guest.utcb().x(11)).isEqualTo(42);
        assertThat(guest.utcb().word(Utcb.VSSTATUS)).as("interrupts are off").isEqualTo(2L << 32);
        assertThat(guest.utcb().word(Utcb.VSIE)).as("what may wake it is kept").isEqualTo(0x20);
        assertThat(guest.utcb().word(Utcb.VSATP)).isZero();
        assertThat(guest.sbi(HSM, 2, 0)).isZero();
        assertThat(value()).as("started").isZero();
    }

    @Test
    void noHartBeginsOutsideMemory() {
        TestGuest two = TestGuest.started(2);
        assertThat(two.sbi(HSM, 0, 1, 0x1000, 42)).isEqualTo(-5);
        assertThat(two.sbi(HSM, 3, 0x8000_0000L, -1, 42)).isEqualTo(-5);
        assertThat(two.hypervisor.count(Operation.RECALL)).isZero();
    }

    @Test
    void aShutdownEndsTheGuest() {
        guest.sbi(SRST, 0, 0, 0);
        assertThat(guest.hypervisor.ended).containsExactly(new FakeHypervisor.Ended(RootPortal.POWER_OFF, ""));
        assertThat(guest.stopped()).isTrue();
        guest.exit(Event.RECALL);
        assertThat(guest.stopped()).as("also after a recall").isTrue();
    }

    @Test
    void aRebootAndAFailureAreToldApart() {
        guest.sbi(SRST, 0, 1, 0);
        TestGuest failing = TestGuest.started();
        failing.sbi(SRST, 0, 0, 1);
        TestGuest wrong = TestGuest.started();
        assertThat(wrong.sbi(SRST, 0, 9, 0)).isEqualTo(-3);
        assertThat(wrong.sbi(SRST, 0, 0, 2)).isEqualTo(-3);
        assertThat(guest.hypervisor.ended).containsExactly(new FakeHypervisor.Ended(RootPortal.REBOOT, ""));
        assertThat(failing.hypervisor.ended)
                .containsExactly(new FakeHypervisor.Ended(
                        RootPortal.FAILED, "the guest reported a system failure when it shut down"));
        assertThat(wrong.hypervisor.ended).isEmpty();
    }

    @Test
    void theConsoleWritesFromMemoryAndSignalsOnce() {
        guest.guestBytes(BUFFER, "hello");
        assertThat(guest.sbi(DBCN, 0, 5, BUFFER)).isZero();
        assertThat(value()).isEqualTo(5);
        assertThat(guest.hypervisor.count(Operation.SIGNAL)).isEqualTo(1);
        assertThat(guest.output()).isEqualTo("hello");
        assertThat(guest.sbi(DBCN, 2, '!')).isZero();
        assertThat(guest.sbi(1, 0, '?')).as("legacy").isZero();
        assertThat(guest.output()).isEqualTo("!?");
    }

    @Test
    void theConsoleReadsIntoMemory() {
        guest.input("abc");
        assertThat(guest.sbi(DBCN, 1, 2, BUFFER)).isZero();
        assertThat(value()).isEqualTo(2);
        assertThat(guest.guestByte(BUFFER)).isEqualTo((byte) 'a');
        assertThat(guest.guestByte(BUFFER + 1)).isEqualTo((byte) 'b');
        assertThat(guest.sbi(2, 0)).as("legacy").isEqualTo('c');
        assertThat(guest.sbi(2, 0)).isEqualTo(-1);
        assertThat(guest.sbi(DBCN, 1, 2, BUFFER)).isZero();
        assertThat(value()).isZero();
    }

    @Test
    void buffersOutsideMemoryAreInvalid() {
        long end = AddressMap.RAM + (4 << 20);
        long[][] wrong = {{1, end, 0}, {2, end - 1, 0}, {1, 0, 0}, {-1, BUFFER, 0}, {1, BUFFER, 1}, {1, -1, -1}};
        for (long[] arguments : wrong) {
            assertThat(guest.sbi(DBCN, 0, arguments)).isEqualTo(-3);
            assertThat(guest.sbi(DBCN, 1, arguments)).isEqualTo(-3);
        }
        assertThat(guest.sbi(DBCN, 0, 0, end))
                .as("nothing, just behind the end")
                .isZero();
    }

    @Test
    void aFullConsoleTakesAPartAndThenNothing() {
        assertThat(guest.sbi(DBCN, 0, 10_000, BUFFER)).isZero();
        assertThat(value()).isEqualTo(8192);
        assertThat(guest.sbi(DBCN, 0, 10_000, BUFFER)).isZero();
        assertThat(value()).isZero();
    }

    @Test
    void aByteWaitsForRoom() {
        guest.sbi(DBCN, 0, 8192, BUFFER);
        guest.sbi(DBCN, 2, 'x');
        assertThat(guest.utcb().groups()).as("the call is made again").isZero();
        assertThat(guest.output()).hasSize(8192);
        assertThat(guest.sbi(DBCN, 2, 'x')).isZero();
        assertThat(guest.output()).isEqualTo("x");
    }

    private long value() {
        return guest.utcb().x(TestGuest.A1);
    }
}
