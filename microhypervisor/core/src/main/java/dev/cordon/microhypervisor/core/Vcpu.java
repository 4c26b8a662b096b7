// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.capabilities.spaces.Capability;
import dev.cordon.capabilities.types.Permission;
import dev.cordon.machine.engine.Exit;
import dev.cordon.machine.engine.HartState;
import dev.cordon.microhypervisor.abi.Event;
import dev.cordon.microhypervisor.abi.RegisterGroup;
import dev.cordon.microhypervisor.abi.Status;
import dev.cordon.microhypervisor.abi.Utcb;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongBinaryOperator;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A virtual CPU: the state of a hart that its pCPU runs in VS-mode and VU-mode. Its exits enter portals of its PD; the reply says how it goes on. WFI is no exit: it
 * waits here.
 *
 * <p>All but {@link #inject} and {@link #recall} belongs to the pCPU's thread.
 */
final class Vcpu extends ExecutionContext {
    /** VSSIP, VSTIP and VSEIP: the virtual interrupts, as bits of hvip. */
    static final long VIRTUAL_INTERRUPTS = 1 << 2 | 1 << 6 | 1 << 10;

    /** Groups that mean something in a reply only. */
    private static final int REPLY_ONLY = RegisterGroup.GUEST_SPACE | RegisterGroup.RUN_STATE | RegisterGroup.FENCE;

    private static final long INTERRUPT = Long.MIN_VALUE;

    /** Linked when the first vCPU is made: a commit must not. */
    private static final LongBinaryOperator OVERRIDE = Vcpu::override;

    private enum Activity {
        /** It has never run. */
        NEW,
        RUNNING,
        /** Until an interrupt is pending. */
        WAITING,
        /** Until it is recalled. */
        STOPPED
    }

    private final Kernel kernel;
    private final long eventBase;
    private final HartState state = VcpuReset.state();

    /** Changes of virtual interrupts: a mask of those that change in the high half, their values in the low half. */
    private final AtomicLong injected = new AtomicLong();

    private volatile boolean recalled;

    private Activity activity = Activity.NEW;

    /** The right by which it runs on its guest space. */
    private Capability space = Capability.NULL;

    Vcpu(Kernel kernel, ProtectionDomain pd, Pcpu pcpu, long eventBase) {
        super(pd, pcpu);
        this.kernel = kernel;
        this.eventBase = eventBase;
    }

    HartState state() {
        return state;
    }

    /** Sets and clears virtual interrupts. Any thread. */
    void inject(long set, long clear) {
        injected.accumulateAndGet(((set | clear) << Integer.SIZE) | set, OVERRIDE);
        post();
    }

    private static long override(long older, long newer) {
        long changed = newer >>> Integer.SIZE;
        return (older & ~changed) | newer;
    }

    /** Makes it exit before it runs another instruction. Any thread. */
    void recall() {
        recalled = true;
        post();
    }

    boolean isWaiting() {
        return activity == Activity.WAITING;
    }

    @Override
    boolean isReady() {
        if (hasEnded()) {
            return false;
        }
        return switch (activity) {
            case NEW, RUNNING -> true;
            case WAITING -> recalled || isInterrupted();
            case STOPPED -> recalled;
        };
    }

    private boolean isInterrupted() {
        takeInjected();
        return pcpu().hart().wakes(state);
    }

    private void takeInjected() {
        if (injected.get() != 0) {
            long change = injected.getAndSet(0);
            state.hvip = (state.hvip & ~(change >>> Integer.SIZE)) | (change & VIRTUAL_INTERRUPTS);
        }
    }

    @Override
    void run(long until) {
        do {
            if (hasEnded()) {
                return;
            }
            if (activity == Activity.NEW) {
                exit(Event.STARTUP);
            } else if (recalled) {
                recalled = false;
                exit(Event.RECALL);
            } else {
                activity = Activity.RUNNING;
                runGuest(until);
            }
        } while (isReady()
                && !pcpu().hasAttention()
                && Long.compareUnsigned(pcpu().clock().time(), until) < 0);
    }

    private void runGuest(long until) {
        if (!space.live()) {
            activity = Activity.STOPPED;
            return;
        }
        takeInjected();
        GuestSpace guest = (GuestSpace) space.object();
        if (guest.isHandedTo(this)) {
            pcpu().hart().caches().flushTranslations(guest.id());
        }
        state.hgatp = guest.hgatp();
        Exit exit = pcpu().runGuest(state, until);
        if (exit == Exit.WFI) {
            activity = Activity.WAITING;
        } else if (exit == Exit.TRAP && (state.scause & INTERRUPT) == 0) {
            exit((int) state.scause);
        }
    }

    /** Enters the portal of an event, and goes on as the reply says; stops if there is no reply. */
    private void exit(int event) {
        activity = Activity.STOPPED;
        takeInjected();
        Portal portal = send(event);
        if (portal != null && pcpu().enter(portal.ec(), Entry.CALLED, portal.id())) {
            receive(portal.ec());
        }
    }

    @Override
    public void save(LongConsumer out) {
        super.save(out);
        LongStream.of(activity.name().charAt(0), injected.get(), recalled ? 1 : 0, space.live() ? 1 : 0, timeout)
                .forEach(out);
    }

    /** Writes the message of an event to whom its portal leads, which is to be entered then; null if there is none that can be entered. Takes the kernel lock. */
    private @Nullable Portal send(int event) {
        kernel.lock().lock();
        try {
            Capability capability = pd().objects().lookup(eventBase + event);
            if (Hypercall.check(capability, Portal.class, Permission.PORTAL_EVENT) != Status.OK) {
                return null;
            }
            Portal portal = (Portal) capability.object();
            if (portal.ec().pcpu() != pcpu() || portal.ec().availability() != Status.OK) {
                return null;
            }
            Utcb message = portal.ec().utcb();
            int groups = portal.groups() & ~REPLY_ONLY;
            message.length(0);
            message.groups(groups);
            message.word(Utcb.EVENT, event);
            message.word(Utcb.RECEIVED, 0);
            message.word(Utcb.GUEST_SPACE, 0);
            message.word(Utcb.RUN_STATE, Utcb.RUN);
            RegisterTransfer.write(state, message, groups);
            return portal;
        } finally {
            kernel.lock().unlock();
        }
    }

    /** Reads the reply of {@code handler}. Takes the kernel lock. */
    private void receive(HostEc handler) {
        kernel.lock().lock();
        try {
            if (!handler.hasEnded()) {
                resume(handler.pd(), handler.utcb());
            }
        } finally {
            kernel.lock().unlock();
        }
    }

    private void resume(ProtectionDomain handler, Utcb reply) {
        int groups = reply.groups();
        RegisterTransfer.read(state, reply, groups);
        if ((groups & RegisterGroup.GUEST_SPACE) != 0) {
            assign(handler.objects().lookup(reply.word(Utcb.GUEST_SPACE)));
        }
        if ((groups & RegisterGroup.FENCE) != 0 && space.live()) {
            kernel.reclaim().touch((GuestSpace) space.object());
            kernel.reclaim().complete();
        }
        long next = (groups & RegisterGroup.RUN_STATE) != 0 ? reply.word(Utcb.RUN_STATE) : Utcb.RUN;
        activity = next == Utcb.RUN ? Activity.RUNNING : next == Utcb.WAIT ? Activity.WAITING : Activity.STOPPED;
    }

    /** From now on it runs on the guest space that {@code right} gives; on none, if that is no such right. */
    private void assign(Capability right) {
        boolean given = Hypercall.check(right, GuestSpace.class, Permission.SPACE_ASSIGN) == Status.OK;
        space = given ? right : Capability.NULL;
        if (given) {
            ((GuestSpace) right.object()).assign(pcpu().number());
        }
    }
}
