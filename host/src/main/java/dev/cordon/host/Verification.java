// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.host.Divergence.Place;
import java.util.Optional;

/**
 * Two equal systems, driven side by side in virtual time. What the harts have retired is compared after every turn, all other state but RAM after some, RAM after ever more
 * of them, and everything at the end. When they differ, {@link DivergenceSearch} makes the runs again, to find where that began.
 */
final class Verification {
    private static final int STATE_INTERVAL = 16;
    private static final int LONGEST_RAM_INTERVAL = 1 << 16;

    private final Twins twins;
    private final DivergenceSearch search;
    private long nextRam = STATE_INTERVAL;

    /** When everything agreed last: after so many turns, and what the harts had retired by then. */
    private long agreed;

    private long[] agreedInstructions;
    private volatile Optional<Divergence> divergence = Optional.empty();

    Verification(Twins twins, DivergenceSearch search) {
        this.twins = twins;
        this.search = search;
        agreedInstructions = twins.retired();
    }

    /** The first has had a turn, and does or does not go on: gives the second the same turn, and says whether the two agree. */
    boolean agrees(boolean goesOn) throws InterruptedException {
        boolean atEnd = !twins.turn(goesOn);
        boolean ram = atEnd || twins.turns() >= nextRam;
        if (!ram && twins.turns() % STATE_INTERVAL != 0 && twins.retiredAlike()) {
            return true;
        }
        Optional<String> difference = twins.difference(ram);
        if (difference.isPresent()) {
            Divergence seen = seen(difference.get());
            divergence = Optional.of(seen); // whatever becomes of the search
            divergence = Optional.of(search.find(agreed, twins.turns(), seen));
        } else if (ram) {
            agreed = twins.turns();
            agreedInstructions = twins.retired();
            nextRam = agreed + Math.min(agreed, LONGEST_RAM_INTERVAL);
        }
        return difference.isEmpty();
    }

    private Divergence seen(String difference) {
        int hart = twins.hart();
        return new Divergence(Place.ONCE, hart, agreedInstructions[hart], twins.retired()[hart], difference);
    }

    /** Where the two differed first. */
    Optional<Divergence> divergence() {
        return divergence;
    }
}
