// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import dev.cordon.machine.engine.Clock;
import dev.cordon.machine.engine.Exit;
import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.engine.HartState;
import dev.cordon.microhypervisor.abi.Program;
import dev.cordon.microhypervisor.abi.Utcb;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A physical CPU: a hart, and the one host thread that drives it. It runs whatever is ready on it, the highest priority first.
 *
 * <p>Others reach it in two ways only: they put an execution context into its inbox ({@link #post}), or request that its hart forget translations
 * ({@link Shootdown}). Everything else here belongs to the thread.
 */
final class Pcpu {
    private static final int MAX_DEPTH = 16;
    static final long NANOSECONDS_PER_TICK = 100;

    /** What the core's work takes of virtual time, in ticks: entering a guest, a program, and a hypercall of its. */
    private static final int SWITCH = 1;

    private static final int HANDLER = 5;

    static final int HYPERCALL = 2;

    private final Kernel kernel;
    private final int number;
    private final Hart hart;
    private final Clock clock;
    private final Idle idle;
    private final Shootdown shootdown;

    private final ReadyQueue ready = new ReadyQueue();
    private final Timeouts timeouts = new Timeouts();
    private @Nullable HostEc ended;

    /** What the time of day is ahead of the time, in nanoseconds, as of the last time that the scheduler looked: one clock is read at each entry, not two. */
    private long epoch;

    /** When the machine wants to be polled next. */
    private long pollAt;

    /** Whose entry runs, and how many entries are on the stack. */
    private volatile @Nullable HostEc current;

    private int depth;

    private volatile @Nullable Thread thread;
    private final AtomicReference<@Nullable ExecutionContext> inbox = new AtomicReference<>();

    /** There is something in the inbox, or to see to otherwise. */
    private volatile boolean attention;

    /** The machine has something for this pCPU. */
    private volatile boolean interrupted = true;

    private volatile boolean stopping;

    /** The shares of its time that scheduling contexts with periods have. Guarded by the kernel lock. */
    private long promised;

    Pcpu(Kernel kernel, int number, Hart hart, Idle idle) {
        this.kernel = kernel;
        this.number = number;
        this.hart = hart;
        this.clock = kernel.clock();
        this.idle = idle;
        this.shootdown = new Shootdown(hart);
    }

    Kernel kernel() {
        return kernel;
    }

    int number() {
        return number;
    }

    Hart hart() {
        return hart;
    }

    Clock clock() {
        return clock;
    }

    Shootdown shootdown() {
        return shootdown;
    }

    // What other threads call.

    /** {@code ec} may have become ready. Any thread; does not block. */
    void post(ExecutionContext ec) {
        ExecutionContext first;
        do {
            first = inbox.get();
            ec.nextPosted = first;
        } while (!inbox.compareAndSet(first, ec));
        wake();
    }

    /** The machine has an interrupt for this pCPU, or an earlier time to be polled at. Any thread; does not block. */
    void interrupt() {
        interrupted = true;
        wake();
    }

    /** Makes {@link #run} return soon. Any thread. */
    void stop() {
        stopping = true;
        wake();
    }

    private void wake() {
        attention = true;
        if (!isOwnThread() || shootdown.isInGuest()) {
            hart.kick();
            idle.wake();
        }
    }

    private boolean isOwnThread() {
        return Thread.currentThread().equals(thread);
    }

    // The life of the thread.

    /** Drives the hart until its time is {@code until}, or {@link #stop}. One thread may drive several pCPUs by turns. */
    void run(long until) {
        thread = Thread.currentThread();
        hart.forgetKick(); // or entering a guest in vain would cost it a switch: it may be another domain that was
        // posted
        try {
            for (long now = clock.time(); !stopping && Long.compareUnsigned(now, until) < 0; now = clock.time()) {
                attend(now);
                SchedulingContext first = ready.first();
                if (first != null) {
                    dispatch(first, until);
                } else if (!attention) {
                    idle.await(nextEvent());
                }
            }
        } finally {
            thread = null;
        }
    }

    /** Whether the scheduler has something to see to before a guest runs on. */
    boolean hasAttention() {
        return attention;
    }

    private long nextEvent() {
        return earlier(timeouts.earliest(), pollAt);
    }

    private static long earlier(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }

    /** Sees to everything that may have made an execution context ready by {@code now}: the clock is read once for all of it, since that is dear. */
    private void attend(long now) {
        attention = false;
        epoch = clock.timeOfDay() - now * NANOSECONDS_PER_TICK;
        if (interrupted || Long.compareUnsigned(pollAt, now) <= 0) {
            interrupted = false;
            pollAt = kernel.machine().poll(number);
            kernel.deliverInterrupts(number);
        }
        for (ExecutionContext ec = takePosted(); ec != null; ) {
            ExecutionContext next = ec.nextPosted;
            ec.received();
            consider(ec, now);
            ec = next;
        }
        for (ExecutionContext ec = timeouts.expired(now); ec != null; ec = timeouts.expired(now)) {
            consider(ec, now);
        }
        tellFaults();
    }

    /** Empties the inbox: the first that was posted comes first. */
    private @Nullable ExecutionContext takePosted() {
        ExecutionContext ordered = null;
        for (ExecutionContext ec = inbox.getAndSet(null); ec != null; ) {
            ExecutionContext older = ec.nextPosted;
            ec.nextPosted = ordered;
            ordered = ec;
            ec = older;
        }
        return ordered;
    }

    /** Puts an execution context where it belongs: it may have become ready, or wait for something else, or run by another policy. */
    private void consider(ExecutionContext ec, long now) {
        SchedulingContext sc = ec.sc();
        timeouts.remove(ec);
        if (sc == null || ec.hasEnded()) {
            return; // what has ended waits for nothing, or its time would come over and over
        }
        if (sc.isChanged()) {
            if (sc.ready) {
                ready.remove(sc);
            }
            sc.takeChange();
        }
        if (sc.ready) {
            return;
        }
        boolean wants = ec.isReady(); // asked once: it may become ready at any moment
        if (wants && sc.available(now) > 0) {
            ready.add(sc);
        } else if (wants) {
            timeouts.add(ec, sc.release(now));
        } else if (ec instanceof Vcpu vcpu && vcpu.isWaiting()) {
            timeouts.add(vcpu, sc.place(hart.nextTimer(vcpu.state())));
        } else if (ec instanceof HostEc host) {
            timeouts.add(host, sc.place(host.timer()));
        }
    }

    private void dispatch(SchedulingContext sc, long until) {
        long start = clock.time();
        long available = sc.available(start);
        if (sc.isBound() && available > 0) {
            sc.ec().run(earlier(earlier(start + available, nextEvent()), until));
        }
        long end = clock.time();
        boolean others = sc.consume(end - start, available);
        if (others || !sc.isBound() || !sc.ec().isReady()) {
            ready.removeFirst(sc.priority());
            consider(sc.ec(), end);
        }
    }

    /** Whether its time suffices for a share more that is promised, of {@link Policy#WHOLE}. Under the kernel lock. */
    boolean admits(long share) {
        return share <= 0 || promised + share <= Policy.WHOLE;
    }

    /** Promises a share of its time, or less than 0 to take one back. Under the kernel lock. */
    void admit(long share) {
        promised += share;
    }

    // Guests.

    /**
     * Runs a vCPU until about the time {@code until}.
     *
     * @return why it stopped; {@link Exit#KICK} also if it did not run, since the rights to its space may have changed
     */
    Exit runGuest(HartState state, long until) {
        if (!shootdown.enterGuest()) {
            return Exit.KICK; // at no cost: it may be another domain that has something flushed
        }
        try {
            clock.spend(SWITCH); // so that no guest makes time stand still by never getting an instruction done
            long instructions = Math.min(clock.instructionsUntil(until), Long.MAX_VALUE - state.retired);
            return kernel.machine().run(hart, state, state.retired + instructions);
        } finally {
            shootdown.leaveGuest(); // whoever waits must not do so for ever, even if the machine fails
        }
    }

    // Programs.

    /** Whether {@code ec} is the one whose entry runs, and this its thread. */
    boolean isRunning(HostEc ec) {
        return current == ec && isOwnThread();
    }

    /** Whether no further call may be nested. */
    boolean isTooDeep() {
        return depth >= MAX_DEPTH;
    }

    /**
     * Makes an entry into the program of {@code ec}, which is available, and runs it to its end.
     *
     * @return whether it ended well; if not, {@code ec} has ended, perhaps because it was destroyed meanwhile
     */
    boolean enter(HostEc ec, Entry entry, long argument) {
        HostEc below = current;
        clock.spend(HANDLER);
        ec.setBusy(true);
        current = ec;
        depth++;
        try {
            long time = clock.time() * NANOSECONDS_PER_TICK;
            ec.utcb().word(Utcb.TIME, time);
            ec.utcb().word(Utcb.TIME_OF_DAY, time + epoch);
            Program program = ec.pd().program();
            switch (entry) {
                case INIT -> program.init(ec);
                case CALLED -> program.called(ec, argument);
                case NOTIFIED -> program.notified(ec, argument);
            }
            ec.readTimer();
        } catch (Throwable cause) { // whatever a program throws must end nothing but itself
            if (!ec.hasEnded()) {
                ec.end(cause);
                ec.nextEnded = ended;
                ended = ec;
            }
        } finally {
            depth--;
            current = below;
            ec.setBusy(false);
        }
        return !ec.hasEnded();
    }

    /** Tells the fault portals of those that have ended. No entry is on the stack, so no handler is busy. */
    private void tellFaults() {
        for (HostEc ec = ended; ec != null; ec = ended) {
            ended = ec.nextEnded;
            Portal portal = kernel.tellFault(ec);
            if (portal == null) {
                kernel.untold(ec);
            } else {
                enter(portal.ec(), Entry.CALLED, portal.id());
            }
        }
    }
}
