// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.Exit;
import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.platform.BareMachine;
import dev.cordon.machine.platform.HartDriver;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A bare machine whose harts a debugger lets run and makes stand, all together (GDB's all-stop mode). It stands at first.
 *
 * <p>Harts run at full speed while there is neither break- nor watchpoint, and in single steps while there is one. Time does not stand
 * still with the harts.
 */
final class GdbTarget implements HartDriver {
    /** What a hart is to do. */
    enum Order {
        HOLD,
        STEP,
        CONTINUE
    }

    private final BareMachine machine;
    private final DebugMemory memory;
    private final GdbStops stops;
    private final HartStep step;
    /** Whether somebody wants to see every step. */
    private final boolean stepsAlways;

    private final Consumer<GdbEvent> listener;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Order[] orders;
    private final boolean[] codeStale;
    private int inside;
    private boolean ended;
    private GdbStop lastStop = GdbStop.of(0, GdbStop.Reason.TRAP);

    /** Whether harts that run have to come out. Written under the lock. */
    private volatile boolean standing = true;

    /**
     * A machine that stands.
     *
     * @param step how a hart makes a step
     * @param stepsAlways whether it must, even if nothing is to be compared with the pc
     * @param listener is told when the machine begins to stop; on a hart's thread, or that of who calls {@link #stop}
     */
    GdbTarget(BareMachine machine, HartStep step, boolean stepsAlways, Consumer<GdbEvent> listener) {
        this.machine = machine;
        this.memory = new DebugMemory(machine.machine());
        this.stops = new GdbStops(memory);
        this.step = step;
        this.stepsAlways = stepsAlways;
        this.listener = listener;
        int harts = machine.machine().harts().size();
        orders = Collections.nCopies(harts, Order.HOLD).toArray(Order[]::new);
        codeStale = new boolean[harts];
    }

    List<Hart> harts() {
        return machine.machine().harts();
    }

    /** The state of a hart; for use while the machine {@linkplain #isStanding stands}. */
    HartState state(int hart) {
        return machine.state(hart);
    }

    DebugMemory memory() {
        return memory;
    }

    GdbStops stops() {
        return stops;
    }

    boolean isStanding() {
        return standing;
    }

    /** Why the machine stands, or stood last. */
    GdbStop lastStop() {
        return lastStop;
    }

    /** Ends the run. */
    void kill() {
        machine.stop();
    }

    /** The debugger has written to memory: every hart looks at its code again. */
    void codeChanged() {
        Arrays.fill(codeStale, true);
    }

    /** Lets harts run, each by its order, until the machine stops again. */
    void resume(List<Order> chosen) {
        lock.lock();
        try {
            for (int i = 0; i < orders.length; i++) {
                orders[i] = chosen.get(i);
            }
            standing = ended;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        for (int i = 0; i < orders.length; i++) {
            machine.wake(i);
        }
    }

    /** Lets all harts run. */
    void resumeAll() {
        resume(Collections.nCopies(orders.length, Order.CONTINUE));
    }

    /** Makes the machine stop, unless it stands or is about to. */
    void stop(GdbStop why) {
        lock.lock();
        try {
            if (standing) {
                return;
            }
            standing = true;
            lastStop = why;
            Arrays.fill(orders, Order.HOLD);
        } finally {
            lock.unlock();
        }
        for (int i = 0; i < orders.length; i++) {
            machine.wake(i);
        }
        listener.accept(new GdbEvent.Stopped(why));
    }

    /** Waits until no hart runs any more, after the machine began to stop. */
    void awaitStanding() {
        lock.lock();
        try {
            while (inside > 0) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Does something for which the machine must stand; a machine that runs goes on afterwards. */
    void whileStanding(Runnable change) {
        boolean ran = !standing;
        if (ran) {
            stop(lastStop);
            awaitStanding();
        }
        change.run();
        if (ran) {
            resumeAll();
        }
    }

    // The harts' side.

    @Override
    public Exit run(Hart hart, HartState state, long deadline) {
        Order order = enter(hart);
        try {
            return switch (order) {
                case HOLD -> Exit.KICK;
                case STEP -> one(hart, state);
                case CONTINUE -> go(hart, state, deadline);
            };
        } finally {
            leave();
        }
    }

    private Order enter(Hart hart) {
        lock.lock();
        try {
            while (orders[hart.id()] == Order.HOLD && !ended) {
                changed.awaitUninterruptibly();
            }
            inside++;
            if (codeStale[hart.id()]) {
                codeStale[hart.id()] = false;
                hart.caches().fenceInstructions();
            }
            return orders[hart.id()];
        } finally {
            lock.unlock();
        }
    }

    private void leave() {
        lock.lock();
        try {
            inside--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** One step; WFI does not wait in it, as it need not. */
    private Exit one(Hart hart, HartState state) {
        long retired = state.retired;
        long traps = hart.traps();
        while (state.retired == retired && hart.traps() == traps && !standing) {
            step.step(hart, state);
        }
        stop(GdbStop.of(hart.id(), GdbStop.Reason.TRAP));
        return Exit.KICK;
    }

    private Exit go(Hart hart, HartState state, long deadline) {
        if (!stepsAlways && stops.isEmpty()) {
            return hart.run(state, deadline);
        }
        while (state.retired != deadline && !standing) {
            if (stops.breaksAt(state.pc)) {
                stop(GdbStop.of(hart.id(), GdbStop.Reason.TRAP));
                return Exit.KICK;
            }
            Optional<GdbStop> watched = stops.watched(hart.id(), state);
            if (watched.isPresent()) {
                stop(watched.get());
                return Exit.KICK;
            }
            if (step.step(hart, state) == Exit.WFI) {
                return Exit.WFI;
            }
        }
        return Exit.KICK;
    }

    @Override
    public boolean wakes(Hart hart, HartState state) {
        lock.lock();
        try {
            return orders[hart.id()] == Order.STEP || hart.wakes(state);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void ended() {
        lock.lock();
        try {
            ended = true;
            standing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
