// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static dev.cordon.microhypervisor.core.Domains.ok;

import dev.cordon.machine.isa.Assembler;
import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.Program;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import dev.cordon.microhypervisor.abi.Utcb;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A VMM of a few lines: its guest has {@link #SIZE} bytes of memory at {@link #GUEST} and reports words by ECALL with a7 = 1; a7 = 0 ends it. Any other exit is written to
 * {@link #ends} and stops the guest.
 */
final class TestVmm implements Program {
    static final long GUEST = 0x8000_0000L;
    static final int ORDER = 4;
    static final long SIZE = 4096L << ORDER;

    static final long SPACE = Selectors.FREE;
    static final long VCPU = Selectors.FREE + 1;
    static final long SC = Selectors.FREE + 2;
    static final long EVENTS = Selectors.FREE + 64;

    private static final int GROUPS = RegisterGroup.PC | RegisterGroup.TRAP | RegisterGroup.ARGUMENTS;
    private static final int REPLY = RegisterGroup.PC | RegisterGroup.ARGUMENTS | RegisterGroup.RUN_STATE;

    final List<Long> reports = new CopyOnWriteArrayList<>();
    final List<String> ends = new CopyOnWriteArrayList<>();

    private final long memory;
    private final int pcpu;
    private final byte[] code;

    /** A VMM on {@code pcpu} whose memory is host memory at {@code memory}, and whose guest runs {@code source}. */
    TestVmm(int pcpu, long memory, String source) {
        this.pcpu = pcpu;
        this.memory = memory;
        this.code = Assembler.parse("guest", GUEST, source).bytes();
    }

    @Override
    public void init(Hypervisor h) {
        h.memory(memory, SIZE).copyFrom(MemorySegment.ofArray(code));
        ok(Hypercalls.createGuestSpace(h, SPACE, Selectors.PD));
        ok(Hypercalls.delegate(h, Selectors.HOST_SPACE, memory >>> 12, SPACE, GUEST >>> 12, ORDER, 7));
        for (int event = 0; event < Event.COUNT; event++) {
            ok(Hypercalls.createPortal(h, EVENTS + event, Selectors.PD, Selectors.MAIN_EC, event, GROUPS));
        }
        ok(Hypercalls.createVcpu(h, VCPU, Selectors.PD, pcpu, EVENTS));
        ok(Hypercalls.createSc(h, SC, Selectors.PD, VCPU, 10, 1000));
    }

    @Override
    public void called(Hypervisor h, long event) {
        Utcb message = h.utcb();
        message.groups(REPLY);
        if (event == Event.STARTUP) {
            message.groups(REPLY | RegisterGroup.GUEST_SPACE);
            message.word(Utcb.GUEST_SPACE, SPACE);
            message.word(Utcb.PC, GUEST);
            message.word(Utcb.PRIVILEGE, 1);
        } else if (event == Event.ENVIRONMENT_CALL && message.x(17) == 1) {
            reports.add(message.x(10));
            message.word(Utcb.PC, message.word(Utcb.PC) + 4);
        } else {
            boolean asked = event == Event.ENVIRONMENT_CALL && message.x(17) == 0;
            ends.add(asked ? "end" : event + " at " + Long.toHexString(message.word(Utcb.HTVAL) << 2));
            message.word(Utcb.RUN_STATE, Utcb.STOP);
        }
    }

    @Override
    public void notified(Hypervisor h, long badges) {}

    @Override
    public void save(StateWriter writer) {}

    @Override
    public void restore(StateReader reader) {}
}
