// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.vmm.instance;

import dev.cordon.microhypervisor.abi.Hypercalls;
import dev.cordon.microhypervisor.abi.Hypervisor;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.Selectors;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;

/** A guest and its life: its vCPUs, memory, board and console. Used under the VMM's {@link EntryLock}, from whatever pCPU. */
final class Guest {
    /** The selector of the guest space. */
    static final long GUEST_SPACE = Selectors.FREE;

    /** hvip.VSEIP. */
    private static final long EXTERNAL = 1 << 10;

    /** What this VMM signals to itself; its peers signal lower badges. */
    private static final long ALARM = Long.MIN_VALUE;

    private final GuestMemory memory;
    private final Console console;
    private final VirtualBoard board;
    private final Vcpu[] vcpus;
    private boolean ended;

    /** The alarm for which the timer is set. */
    private long alarm = Long.MAX_VALUE;

    Guest(GuestConfiguration configuration, Console console) {
        this.console = console;
        memory = new GuestMemory(configuration.memory(), configuration.memorySize());
        board = new VirtualBoard(console, configuration.harts());
        vcpus = new Vcpu[configuration.harts()];
        for (int hart = 0; hart < vcpus.length; hart++) {
            vcpus[hart] = new Vcpu(hart, configuration.places().get(hart));
        }
    }

    GuestMemory memory() {
        return memory;
    }

    Console console() {
        return console;
    }

    VirtualBoard board() {
        return board;
    }

    int harts() {
        return vcpus.length;
    }

    /** The vCPU that the guest knows as hart {@code hart} (0 to {@link #harts} - 1). */
    Vcpu vcpu(int hart) {
        return vcpus[hart];
    }

    /** Whether the guest has ended; then no vCPU of it runs any more. */
    boolean ended() {
        return ended;
    }

    /** Whether no vCPU runs or is about to. */
    boolean allStopped() {
        for (Vcpu vcpu : vcpus) {
            if (vcpu.state() != Vcpu.STOPPED) {
                return false;
            }
        }
        return true;
    }

    /** Starts a stopped vCPU at {@code entry} with {@code opaque} in a1; returns false if there is none. It has its time from the beginning, and waits for this recall. */
    boolean start(Hypervisor hypervisor, Vcpu vcpu, long entry, long opaque) {
        if (Hypercalls.recall(hypervisor, vcpu.selector()) != Status.OK) {
            return false;
        }
        vcpu.start(entry, opaque);
        return true;
    }

    /**
     * Ends the guest by what {@code by} has done: its output is shown, the root task told, every vCPU recalled, and the reply of this entry is to stop. Whatever
     * the message area held is lost.
     *
     * @param reason one of those in {@link RootPortal}
     */
    void end(Hypervisor hypervisor, Vcpu by, long reason, String text) {
        ended = true;
        console.flush(hypervisor);
        halt(hypervisor);
        Utcb utcb = hypervisor.utcb();
        utcb.argument(0, reason);
        utcb.length(utcb.text(1, text));
        // Should the root task be gone there is nobody left to tell.
        Hypercalls.call(hypervisor, by.place().rootPortals() + RootPortal.ENDED);
        stop(utcb);
    }

    /** Recalls every vCPU, to be stopped. */
    void halt(Hypervisor hypervisor) {
        for (Vcpu vcpu : vcpus) {
            Hypercalls.recall(hypervisor, vcpu.selector());
        }
    }

    /** Makes the reply that the vCPU does not run again. */
    static void stop(Utcb utcb) {
        utcb.word(Utcb.RUN_STATE, Utcb.STOP);
        utcb.groups(RegisterGroup.RUN_STATE);
    }

    /** Moves console input on and brings the external interrupts of all vCPUs to the level that the interrupt controller gives them. */
    void updateInterrupts(Hypervisor hypervisor) {
        board.exchange();
        for (Vcpu vcpu : vcpus) {
            boolean level = board.interrupt(vcpu.hart());
            if (level != vcpu.external()) {
                vcpu.external(level);
                Hypercalls.inject(hypervisor, vcpu.selector(), level ? EXTERNAL : 0, level ? 0 : EXTERNAL);
            }
        }
    }

    /** If the alarm is another, has the first execution context know, which has time of its own: {@link #setTimer} follows there. */
    void updateAlarm(Hypervisor hypervisor) {
        if (board.alarm() != alarm) {
            Hypercalls.signal(hypervisor, Selectors.MAIN_NOTIFICATION, ALARM);
        }
    }

    /** Has this execution context entered when the alarm goes off, so that its interrupt does not wait for the guest's next exit. */
    void setTimer(Utcb utcb) {
        alarm = board.alarm();
        long left = alarm - utcb.word(Utcb.TIME_OF_DAY);
        utcb.word(Utcb.TIMER, alarm == Long.MAX_VALUE ? 0 : Math.max(1, utcb.word(Utcb.TIME) + left));
    }

    void save(StateWriter writer) {
        writer.word(ended ? 1 : 0);
        writer.word(alarm);
        console.save(writer);
        board.save(writer);
        for (Vcpu vcpu : vcpus) {
            vcpu.save(writer);
        }
    }

    void restore(StateReader reader) {
        ended = reader.word() != 0;
        alarm = reader.word();
        console.restore(reader);
        board.restore(reader);
        for (Vcpu vcpu : vcpus) {
            vcpu.restore(reader);
        }
    }
}
