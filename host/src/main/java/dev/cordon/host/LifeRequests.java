// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.manifest.Schedule;
import dev.cordon.drivers.userlevel.protocol.LifeRequest;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What was asked of the root task, and who waits for an answer. Answers come in the order of the requests, so no more is kept than that. In real time a thread sends them, since
 * the line may have no credit for a while; in virtual time the drive does, when it is time.
 */
final class LifeRequests {
    /** The channel of the console line that leads to the root task. */
    private static final int ROOT_TASK = 0;

    private record Asked(LifeRequest request, String what, CompletableFuture<Void> answer, Duration time) {}

    private final Deque<Asked> unanswered = new ArrayDeque<>(); // guarded by this, and so is what follows
    private final List<Asked> timed = new ArrayList<>();
    private final BlockingQueue<LifeRequest> unsent = new LinkedBlockingQueue<>();
    private final Thread sender =
            Thread.ofPlatform().name("life-requests").daemon().unstarted(this::send);
    private boolean scheduled;
    private boolean started;
    private boolean over;
    private final Drive drive;

    LifeRequests(Drive drive) {
        this.drive = drive;
    }

    /** What asks for a change of a component. */
    static LifeRequest of(int component, Component.Change change) {
        return new LifeRequest(LifeRequest.Operation.valueOf(change.name()), component);
    }

    /** What asks for another schedule of a component. What does not fit on the line is out of range, and stays so. */
    static LifeRequest of(int component, Schedule schedule) {
        return new LifeRequest(
                LifeRequest.Operation.SCHEDULE,
                component,
                Math.clamp(schedule.priority(), 0, 255),
                onLine(schedule.budget()),
                onLine(schedule.period()),
                onLine(schedule.offset()));
    }

    private static int onLine(long time) {
        return Math.clamp(time, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** The machine is powered on: from now on can be asked. */
    synchronized void start() {
        started = true;
    }

    /** The machine is about to be powered on: hands over what is to be asked for later. */
    synchronized void schedule() {
        scheduled = true;
        timed.sort(Comparator.comparing(Asked::time));
        for (Asked asked : timed) {
            unanswered.add(asked);
            if (drive instanceof VirtualDrive virtual) {
                virtual.typeAt(asked.time(), ROOT_TASK, asked.request().bytes());
            }
        }
        timed.clear();
    }

    /**
     * Asks now.
     *
     * @param done what then is done to the component, a participle
     */
    synchronized CompletableFuture<Void> ask(LifeRequest request, String component, String done) {
        Asked asked = asked(request, component, done, Duration.ZERO);
        if (drive instanceof VirtualDrive) {
            decline(asked, "in virtual time everything is asked for before the start");
        } else if (!started || over) {
            decline(asked, started ? "the run is over" : "the run has not begun");
        } else {
            unanswered.add(asked);
            unsent.add(request);
            if (sender.getState() == Thread.State.NEW) {
                sender.start();
            }
        }
        return asked.answer();
    }

    /** Asks in virtual time, when it is time; declined if the run ended before its start. */
    synchronized CompletableFuture<Void> askAt(Duration time, LifeRequest request, String component, String done) {
        if (scheduled || !(drive instanceof VirtualDrive)) {
            throw new IllegalStateException("only in virtual time, before the start, can something be asked for later");
        }
        Asked asked = asked(request, component, done, time);
        if (over) {
            decline(asked, "the run is over");
        } else {
            timed.add(asked);
        }
        return asked.answer();
    }

    private static Asked asked(LifeRequest request, String component, String done, Duration time) {
        return new Asked(request, component + " cannot be " + done, new CompletableFuture<>(), time);
    }

    private void send() {
        try {
            while (true) {
                drive.type(ROOT_TASK, unsent.take().bytes());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the run is over
        }
    }

    /** The root task has answered the oldest request. */
    synchronized void answered(RunRecord record) {
        Asked asked = unanswered.poll();
        if (asked == null) {
            return;
        }
        if (record.kind() == RunRecord.Kind.DONE) {
            // Whoever waits may do what takes long, and must not hold up the records.
            asked.answer().completeAsync(() -> null);
        } else {
            decline(asked, record.text());
        }
    }

    private static void decline(Asked asked, String why) {
        IllegalStateException declined = new IllegalStateException(asked.what() + ": " + why);
        var _ = CompletableFuture.runAsync(() -> asked.answer().completeExceptionally(declined));
    }

    /** No more answers come. */
    synchronized void over() {
        over = true;
        sender.interrupt();
        unanswered.forEach(asked -> decline(asked, "the run is over"));
        unanswered.clear();
        timed.forEach(asked -> decline(asked, "the run is over"));
        timed.clear();
    }
}
