// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.capabilities.manifest.Schedule;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A component of a system, guest or driver, through its lives. All methods may be called from any thread, none waits.
 *
 * <p>What changes a component is asked of the root task, which does one thing after the other in the order in which it was asked. The future completes when it is done, on a thread of the
 * common pool; and exceptionally, with an {@link IllegalStateException} that says why, if it is declined, if the run has not begun, or if it ends before. A request that is declined has
 * changed nothing, with one exception: a component that could not start, though it should, is {@link State#ENDED}.
 *
 * <p>A driver that others are wired to cannot be changed. In virtual time nothing comes from outside during the run: there are {@link #at} and {@link #scheduleAt} for that.
 */
public final class Component {
    /** Whether a component is there. */
    public enum State {
        /** Nothing of it is there: it was not started yet, or was removed. */
        ABSENT,
        /** It is there, and runs when it has something to do. */
        RUNNING,
        /** It is there, and nothing of it runs. */
        SUSPENDED,
        /** It has ended by itself, or was stopped. What it had is still its own, until it is removed or restarted. */
        ENDED
    }

    /** What can be done to a component. */
    public enum Change {
        /** {@link Component#add}. */
        ADD("added"),
        /** {@link Component#remove}. */
        REMOVE("removed"),
        /** {@link Component#suspend}. */
        SUSPEND("suspended"),
        /** {@link Component#resume}. */
        RESUME("resumed"),
        /** {@link Component#restart}. */
        RESTART("restarted");

        private final String words;

        Change(String words) {
            this.words = words;
        }

        /** The participle, as in "the component was added". */
        @Override
        public String toString() {
            return words;
        }
    }

    private final int index;
    private final String name;
    private final Assembly assembly;

    Component(int index, String name, Assembly assembly) {
        this.index = index;
        this.name = name;
        this.assembly = assembly;
    }

    /** Its name in the manifest. */
    public String name() {
        return name;
    }

    /** What the root task said last; {@link State#ABSENT} before the start. */
    public State state() {
        return assembly.state(index);
    }

    /** Builds it, and lets it run: one that is {@link State#ABSENT}. Everything it needs was opened before power-on. */
    public CompletableFuture<Void> add() {
        return change(Change.ADD);
    }

    /**
     * Takes away everything that it has, whatever it does; done when nothing of it is there any more and its memory is cleared, which touches all of that. One that was removed is neither
     * waited for at the end of the run nor judged.
     */
    public CompletableFuture<Void> remove() {
        return change(Change.REMOVE);
    }

    /**
     * Takes its time away, its vCPUs' and its programs'; done when none of its instructions is carried out any more. An exit of a guest that its VMM is just answering on another pCPU is
     * answered to the end, so a few more bytes may be heard of it. Time goes on meanwhile, so when it is resumed its clock has made a leap.
     */
    public CompletableFuture<Void> suspend() {
        return change(Change.SUSPEND);
    }

    /** Lets it go on, where it was suspended. */
    public CompletableFuture<Void> resume() {
        return change(Change.RESUME);
    }

    /** Removes it, and adds it anew; any but one that is {@link State#ABSENT}. Done when it runs again. */
    public CompletableFuture<Void> restart() {
        return change(Change.RESTART);
    }

    /** Makes a change that is called by its name. */
    public CompletableFuture<Void> change(Change change) {
        return assembly.change(index, change);
    }

    /**
     * Has it go on by another schedule: priority, budget, period and place, with the units and ranges of {@link Schedule}. One that is {@link State#RUNNING} does at once, with a full
     * budget; one that is {@link State#SUSPENDED}, when it is resumed. Declined if it is in another state, if a value is out of range, if the schedule names pCPUs, since vCPUs stay where they
     * are, or if it does not go together with those of all other components, as a manifest's have to: if the shares of one of its pCPUs would exceed it, if its place would meet that of another,
     * or if one of the two would have no place and run in that of the other.
     *
     * <p>The schedule holds until another one is asked for or the run ends, also when the component is removed and added, or restarted. Whether the console driver is left time to hear what
     * is asked next is not looked at.
     */
    public CompletableFuture<Void> schedule(Schedule schedule) {
        return schedule.pcpus().isEmpty() ? assembly.schedule(index, schedule) : stays();
    }

    /** {@link #schedule} at a time, as {@link #at} has it. */
    public CompletableFuture<Void> scheduleAt(Duration time, Schedule schedule) {
        return schedule.pcpus().isEmpty() ? assembly.scheduleAt(time, index, schedule) : stays();
    }

    private CompletableFuture<Void> stays() {
        String why = name + " cannot be given another schedule: it stays on its pCPUs, so name none";
        return CompletableFuture.failedFuture(new IllegalStateException(why));
    }

    /**
     * Asks for a change beforehand, in virtual time only: before {@link Cordon#start}, for the first moment at or after {@code time}. If several are due at once, they are asked for in the order of
     * these calls.
     *
     * @param time virtual time since power-on, in steps of 100 nanoseconds
     * @throws IllegalStateException in real time, or after the start
     */
    public CompletableFuture<Void> at(Duration time, Change change) {
        return assembly.changeAt(time, index, change);
    }
}
