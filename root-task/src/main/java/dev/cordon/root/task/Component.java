// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.root.task;

import dev.cordon.capabilities.plan.Context;
import dev.cordon.capabilities.plan.Domain;
import dev.cordon.capabilities.plan.Expect;
import dev.cordon.capabilities.plan.Life;
import dev.cordon.capabilities.plan.Policy;
import dev.cordon.drivers.userlevel.protocol.RunRecord;
import dev.cordon.microhypervisor.abi.RootPortal;
import dev.cordon.microhypervisor.abi.StateReader;
import dev.cordon.microhypervisor.abi.StateWriter;
import java.util.List;
import java.util.Optional;

/** A component of the plan through its lives: whether it is there, how it ended, and whether that was expected. */
final class Component {

    /** Whether it is there. */
    enum State {
        /** Nothing of it is there. */
        ABSENT,
        /** It is there, and was not started yet. */
        BUILT,
        RUNNING,
        /** It is there, and has no time. */
        SUSPENDED,
        /** It said that it has ended, or failed; what it has is still there. */
        ENDED
    }

    /** How many lives in a row may be shorter than {@link #SHORT} before no other follows by itself. */
    static final int MOST_SHORT_LIVES = 5;

    /** Nanoseconds. */
    private static final long SHORT = 1_000_000_000;

    /** An end by a fault of its program, which is no reason of {@link RootPortal}. */
    private static final int FAULT = 256;

    /** What is saved of one for which nothing was asked. */
    private static final Policy NONE = new Policy(0, 0, 0, 0);

    private final Life rules;

    /** Its time by the plan. */
    private final List<Context> planned;

    /** What was asked for instead, last. It holds for all lives that follow. */
    private Optional<Policy> policy = Optional.empty();

    private State state = State.ABSENT;

    /** Which life it is, counted from 1. What a former one has said is not heard any more. */
    private int life;

    /** How it ended: {@link #FAULT} or a reason of {@link RootPortal}. */
    private int reason;

    private long begun;
    private int shortLives;

    /**
     * @param planned its contexts in the plan
     */
    Component(Domain domain, List<Context> planned) {
        rules = domain.life();
        this.planned = planned;
    }

    /** The time that it is to have when it runs. */
    List<Context> contexts() {
        return policy.map(asked -> asked.applied(planned)).orElse(planned);
    }

    /** From now on it is to run by this policy, to which its contexts do not object. */
    void policy(Policy asked) {
        policy = Optional.of(asked);
    }

    State state() {
        return state;
    }

    void state(State now) {
        state = now;
    }

    int life() {
        return life;
    }

    /** A life that ends here is not heard any more, and another one may begin. */
    void leave() {
        state = State.ABSENT;
        life++;
    }

    /** It runs, from {@code now} on. */
    void begin(long now) {
        state = State.RUNNING;
        begun = now;
    }

    /** The next short lives are the first again. */
    void forgive() {
        shortLives = 0;
    }

    boolean alive() {
        return state != State.ABSENT && state != State.ENDED;
    }

    /** It has ended at {@code now}. */
    void end(RunRecord record, long now) {
        state = State.ENDED;
        reason = record.kind() == RunRecord.Kind.FAULTED ? FAULT : record.reason();
        shortLives = now - begun < SHORT ? shortLives + 1 : 0;
    }

    /** Whether its rules say that another life follows its end. */
    boolean returns() {
        return switch (reason) {
            case (int) RootPortal.REFUSED -> false; // it would be refused again
            case (int) RootPortal.REBOOT -> rules.restart() != Life.Restart.NEVER;
            case (int) RootPortal.POWER_OFF -> rules.restart() == Life.Restart.ALWAYS;
            default -> rules.restart() == Life.Restart.ON_FAILURE || rules.restart() == Life.Restart.ALWAYS;
        };
    }

    /** Whether its lives have become too short to go on so. */
    boolean exhausted() {
        return shortLives >= MOST_SHORT_LIVES;
    }

    /** Whether it should end at some time. */
    boolean shouldEnd() {
        return rules.expect() != Expect.RUNNING;
    }

    /** Whether what is so far is as it should be at the end. Who is not there is not judged. */
    boolean asExpected() {
        if (state != State.ENDED) {
            return state == State.ABSENT || !shouldEnd();
        }
        return switch (rules.expect()) {
            case POWER_OFF -> reason == RootPortal.POWER_OFF;
            case STOPPED -> reason == RootPortal.STOPPED;
            case RUNNING -> false;
        };
    }

    void save(StateWriter writer) {
        writer.word(List.of(State.values()).indexOf(state));
        writer.word(life);
        writer.word(reason);
        writer.word(begun);
        writer.word(shortLives);
        Policy asked = policy.orElse(NONE);
        writer.word(asked.priority());
        writer.word(asked.budget());
        writer.word(asked.period());
        writer.word(asked.offset());
    }

    void restore(StateReader reader) {
        state = State.values()[(int) reader.word()];
        life = (int) reader.word();
        reason = (int) reader.word();
        begun = reader.word();
        shortLives = (int) reader.word();
        Policy asked = new Policy((int) reader.word(), reader.word(), reader.word(), reader.word());
        policy = asked.equals(NONE) ? Optional.empty() : Optional.of(asked);
    }
}
