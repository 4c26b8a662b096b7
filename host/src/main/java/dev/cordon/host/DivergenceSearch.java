// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.host.Divergence.Place;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Finds the instruction at which two runs first differ. No run can go back, so both are made again, from their inputs: each time everything is compared at some more turns
 * between the last at which they agreed and the first at which they did not, until the two are neighbours; then both take that turn instruction by instruction.
 */
final class DivergenceSearch {
    private static final int LOOKS = 64;

    private final Supplier<Twins> again;
    private final Progress progress;
    private final BooleanSupplier abandoned;

    /** Turns after which the two agreed, and after which they did not. */
    private long agreed;

    private long differed;

    /** The nearest that is known. */
    private Divergence found = new Divergence(Place.ONCE, 0, 0, 0, "");

    /**
     * A search that has not begun.
     *
     * @param again makes the same two runs, powered on, before their first turn
     * @param abandoned nobody wants to know any more: the search is to end soon
     */
    DivergenceSearch(Supplier<Twins> again, Progress progress, BooleanSupplier abandoned) {
        this.again = again;
        this.progress = progress;
        this.abandoned = abandoned;
    }

    /**
     * Where the two first differ.
     *
     * @param from turns after which they agreed
     * @param to turns after which they did not
     * @param seen what was seen then: it is what remains to be said if the runs do not do the same again, or cannot be made
     */
    Divergence find(long from, long to, Divergence seen) throws InterruptedException {
        progress.step("making both runs again, since they differ, to find where that begins");
        agreed = from;
        differed = to;
        found = seen;
        try {
            while (!abandoned.getAsBoolean() && narrow()) {}
        } catch (CordonException
                | IOException
                | OutOfMemoryError
                | InternalError e) { // no room for two more; a file has gone
            progress.step("giving up the search: " + e.getMessage());
        }
        return found;
    }

    /** Makes the runs again, and finds something nearer; says whether it is not near enough. */
    private boolean narrow() throws InterruptedException, IOException {
        try (Twins twins = again.get()) {
            advance(twins, agreed);
            Optional<String> difference = twins.difference(true);
            if (difference.isPresent() && agreed == 0) {
                found = new Divergence(Place.START, 0, 0, 0, difference.get());
                return false;
            } else if (difference.isPresent()) { // earlier than the last time
                differed = agreed;
                agreed = 0;
                return true;
            } else if (differed - agreed == 1) {
                step(twins);
                return false;
            }
            return look(twins);
        }
    }

    /** Goes on until the two differ, and says whether they do. */
    private boolean look(Twins twins) throws InterruptedException {
        long step = Math.ceilDiv(differed - agreed, LOOKS);
        for (long last = agreed; last < differed && !abandoned.getAsBoolean(); last = twins.turns()) {
            advance(twins, Math.min(last + step, differed));
            if (twins.difference(true).isPresent()) {
                agreed = last;
                differed = twins.turns();
                return true;
            }
        }
        return false;
    }

    private void advance(Twins twins, long turns) throws InterruptedException {
        while (twins.turns() < turns && !abandoned.getAsBoolean()) {
            twins.turn();
        }
    }

    /** Takes the turn after which the two differ, instruction by instruction. */
    private void step(Twins twins) throws InterruptedException, IOException {
        StepLog first = StepLog.of(twins.first().machine());
        StepLog second = StepLog.of(twins.second().machine());
        long[] before = twins.retired();
        twins.turn();
        Optional<Divergence> atInstruction = first.divergence(second);
        Optional<String> inTurn = twins.difference(true);
        if (atInstruction.isPresent()) {
            found = atInstruction.get();
        } else if (inTurn.isPresent()) {
            found = turn(twins, before, inTurn.get());
        } else {
            unstepped();
        }
    }

    /** Stepped, both did the same: has them take the turn at once. */
    private void unstepped() throws InterruptedException, IOException {
        try (Twins twins = again.get()) {
            advance(twins, agreed);
            long[] before = twins.retired();
            twins.turn();
            twins.difference(true).ifPresent(difference -> found = turn(twins, before, difference));
        }
    }

    private static Divergence turn(Twins twins, long[] before, String difference) {
        int hart = twins.hart();
        return new Divergence(Place.TURN, hart, before[hart], twins.retired()[hart], difference);
    }
}
