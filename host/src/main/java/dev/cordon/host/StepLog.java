// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.host.Divergence.Place;
import dev.cordon.machine.engine.Exit;
import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.engine.HartState;
import dev.cordon.machine.platform.HartDriver;
import dev.cordon.machine.platform.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What the harts of a machine do, instruction by instruction, to be compared with what others do. It lets them run as they would without, but that a reservation (LR) is given up
 * as soon as it is too old, and not when somebody next looks.
 */
final class StepLog implements HartDriver {
    private final HartDriver driver;
    private final List<Step> steps = new ArrayList<>();

    /** The words of the state that ran last, by which is seen what changes. */
    private long[] words = {};

    private enum Kind {
        INSTRUCTION,
        BETWEEN
    }

    /** A word of the state, and what has become of it. */
    private record Change(int word, long value) {
        String difference(Change other) {
            return word == other.word
                    ? HartState.word(word) + " becomes " + hex(value) + " and " + hex(other.value)
                    : onlyOne(Math.min(word, other.word));
        }
    }

    /**
     * One instruction, or what came in its place; or what was done to the state before it went on.
     *
     * @param number how many the hart has retired with it, or would have
     * @param pc where it was
     */
    private record Step(Kind kind, int hart, long number, long pc, Exit exit, List<Change> changes) {
        /** What another did, which is not the same, though it should be. */
        String difference(Step other) {
            return pc == other.pc
                    ? "at pc " + hex(pc) + " " + effect(other)
                    : "pc is " + hex(pc) + " and " + hex(other.pc);
        }

        private String effect(Step other) {
            int common = Math.min(changes.size(), other.changes.size());
            for (int i = 0; i < common; i++) {
                if (!changes.get(i).equals(other.changes.get(i))) {
                    return changes.get(i).difference(other.changes.get(i));
                }
            }
            List<Change> longer = common < changes.size() ? changes : other.changes;
            return common < longer.size()
                    ? onlyOne(longer.get(common).word())
                    : "one ends with " + exit + " and one with " + other.exit;
        }

        Divergence divergence(String difference) {
            return new Divergence(Place.INSTRUCTION, hart, number - 1, number, difference);
        }
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    private static String onlyOne(int word) {
        return "only one changes " + HartState.word(word);
    }

    private StepLog(HartDriver driver) {
        this.driver = driver;
    }

    /** Comes between the harts of a machine and who lets them run. While none does. */
    static StepLog of(Machine machine) {
        StepLog log = new StepLog(machine.driver());
        machine.drivenBy(log);
        return log;
    }

    @Override
    public Exit run(Hart hart, HartState state, long deadline) {
        Exit exit;
        steps.add(new Step(Kind.BETWEEN, hart.id(), hart.retired(), state.pc, Exit.KICK, look(state)));
        do {
            long number = hart.retired() + 1;
            long pc = state.pc;
            exit = driver.run(hart, state, Math.min(deadline, state.retired + 1));
            steps.add(new Step(Kind.INSTRUCTION, hart.id(), number, pc, exit, look(state)));
        } while (exit == Exit.DEADLINE && state.retired < deadline);
        return exit;
    }

    /** What has changed since it was last looked at. */
    private List<Change> look(HartState state) {
        long[] before = words;
        LongStream.Builder now = LongStream.builder();
        state.save(now);
        words = now.build().toArray();
        List<Change> changes = new ArrayList<>(4);
        for (int i = 0; i < words.length; i++) {
            if (i >= before.length || words[i] != before[i]) {
                changes.add(new Change(i, words[i]));
            }
        }
        return changes;
    }

    /** The first instruction that others did differently, or did alone; empty if what differs first is none. */
    Optional<Divergence> divergence(StepLog others) {
        int common = Math.min(steps.size(), others.steps.size());
        int at = 0;
        while (at < common && steps.get(at).equals(others.steps.get(at))) {
            at++;
        }
        List<Step> longer = at < steps.size() ? steps : others.steps;
        if (at == longer.size() || longer.get(at).kind() == Kind.BETWEEN) {
            return Optional.empty();
        }
        Step step = longer.get(at);
        return Optional.of(
                step.divergence(at < common ? step.difference(others.steps.get(at)) : "only one gets there"));
    }
}
