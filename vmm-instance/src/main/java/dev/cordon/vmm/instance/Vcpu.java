// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import dev.cordon.microhypervisor.abi.Utcb;

/** One hart of the guest: its state of life (SBI HSM), and where its objects are in the object space of the VMM. */
final class Vcpu {
    /** States as the SBI's hart_get_status numbers them. */
    static final int STARTED = 0;

    static final int STOPPED = 1;
    static final int START_PENDING = 2;
    static final int SUSPEND_PENDING = 5;

    /** hedeleg: exceptions that a guest handles by itself. Ecalls from VS-mode and guest-page faults are not among them. */
    private static final long EXCEPTIONS = 0xb1ff;
    /** hideleg: the supervisor software, timer and external interrupts. */
    private static final long INTERRUPTS = 0x444;
    /** henvcfg: STCE (Sstc), ADUE (accessed and dirty bits by hardware), CBZE, CBCFE, and CBIE with cbo.inval as a flush. */
    private static final long ENVIRONMENT = 1L << 63 | 1L << 61 | 1 << 7 | 1 << 6 | 1 << 4;
    /** hcounteren: cycle, time, instret. */
    private static final long COUNTERS = 7;
    /** vsstatus after a reset: UXL = 64 bits. */
    private static final long STATUS = 2L << 32;

    /** sstatus.SIE. */
    private static final long INTERRUPT_ENABLE = 1 << 1;

    private static final long NEVER = -1;

    private final int hart;
    private final Place place;
    private int state = STOPPED;
    private boolean external;
    private long entry;
    private long opaque;

    /**
     * What the VMM has on the pCPU of a vCPU.
     *
     * @param ec the selector of the execution context that serves its exits
     * @param rootPortals that of the root task's portals which this can call
     */
    record Place(long ec, long rootPortals) {}

    /** The vCPU that the guest knows by the hart identifier {@code hart}. */
    Vcpu(int hart, Place place) {
        this.hart = hart;
        this.place = place;
    }

    int hart() {
        return hart;
    }

    Place place() {
        return place;
    }

    long selector() {
        return Selectors.vcpu(hart);
    }

    int state() {
        return state;
    }

    /** Whether its supervisor external interrupt is asserted (hvip.VSEIP). */
    boolean external() {
        return external;
    }

    void external(boolean level) {
        external = level;
    }

    /** It is to start in supervisor mode at {@code address} with its hart identifier in a0 and {@code argument} in a1. */
    void start(long address, long argument) {
        state = START_PENDING;
        entry = address;
        opaque = argument;
    }

    void stop() {
        state = STOPPED;
    }

    /** It is to sleep once it has been recalled, and then to go on at {@code address} as a hart that starts does. */
    void suspend(long address, long argument) {
        state = SUSPEND_PENDING;
        entry = address;
        opaque = argument;
    }

    /** Makes the reply to a recall by which it sleeps, until an interrupt that it has enabled; what enables it is kept (SBI, "Hart suspend", non-retentive). */
    void sleep(Utcb utcb) {
        state = STARTED;
        for (int n = 12; n < 18; n++) {
            utcb.x(n, 0);
        }
        begin(utcb);
        utcb.word(Utcb.VSSTATUS, utcb.word(Utcb.VSSTATUS) & ~INTERRUPT_ENABLE);
        utcb.word(Utcb.VSATP, 0);
        utcb.word(Utcb.RUN_STATE, Utcb.WAIT);
        utcb.groups(RegisterGroup.PC | RegisterGroup.ARGUMENTS | RegisterGroup.SUPERVISOR | RegisterGroup.RUN_STATE);
    }

    private void begin(Utcb utcb) {
        utcb.x(10, hart);
        utcb.x(11, opaque);
        utcb.word(Utcb.PC, entry);
        utcb.word(Utcb.PRIVILEGE, 1);
    }

    /** Writes the registers of a hart that starts (SBI, "Hart State Management", and the Linux boot protocol) as the reply. */
    void reset(Utcb utcb, long guestSpace) {
        state = STARTED;
        for (int n = 1; n < 32; n++) {
            utcb.x(n, 0);
        }
        begin(utcb);
        for (int csr = Utcb.VSSTATUS; csr <= Utcb.VSATP; csr++) {
            utcb.word(csr, 0);
        }
        utcb.word(Utcb.VSSTATUS, STATUS);
        utcb.word(Utcb.VSTIMECMP, NEVER);
        utcb.word(Utcb.HTIMEDELTA, 0);
        utcb.word(Utcb.HVIP, external ? 1 << 10 : 0);
        utcb.word(Utcb.HEDELEG, EXCEPTIONS);
        utcb.word(Utcb.HIDELEG, INTERRUPTS);
        utcb.word(Utcb.HENVCFG, ENVIRONMENT);
        utcb.word(Utcb.HCOUNTEREN, COUNTERS);
        utcb.word(Utcb.GUEST_SPACE, guestSpace);
        utcb.groups(RegisterGroup.PC
                | RegisterGroup.GENERAL
                | RegisterGroup.SUPERVISOR
                | RegisterGroup.TIMER
                | RegisterGroup.INTERRUPTS
                | RegisterGroup.CONFIGURATION
                | RegisterGroup.GUEST_SPACE);
    }

    void save(StateWriter writer) {
        writer.word(state | (external ? 8 : 0));
        writer.word(entry);
        writer.word(opaque);
    }

    void restore(StateReader reader) {
        long word = reader.word();
        state = (int) word & 7;
        external = (word & 8) != 0;
        entry = reader.word();
        opaque = reader.word();
    }
}
