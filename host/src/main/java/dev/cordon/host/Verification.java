// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.platform.Machine;
import java.util.Optional;

/**
 * Two equal systems, driven side by side in virtual time: the second takes a turn after each of the first's, and then the two are compared. What the harts have retired is
 * compared after every turn, all other state but RAM after some, RAM after ever more of them, and everything at the end.
 */
final class Verification {
    private static final int STATE_INTERVAL = 16;
    private static final int LONGEST_RAM_INTERVAL = 1 << 16;

    private final SystemAssembly first;
    private final VirtualDrive firstDrive;
    private final SystemAssembly second;
    private final VirtualDrive secondDrive;
    private long turns;
    private long nextRam = STATE_INTERVAL;
    private volatile Optional<Divergence> divergence = Optional.empty();

    Verification(SystemAssembly first, VirtualDrive firstDrive, SystemAssembly second, VirtualDrive secondDrive) {
        this.first = first;
        this.firstDrive = firstDrive;
        this.second = second;
        this.secondDrive = secondDrive;
    }

    /** The first has had a turn, and does or does not go on: gives the second the same turn, and says whether the two agree. */
    boolean agrees(boolean goesOn) throws InterruptedException {
        boolean secondGoesOn = secondDrive.turn();
        turns++;
        Optional<String> difference = difference(!goesOn || !secondGoesOn);
        if (difference.isEmpty() && goesOn != secondGoesOn) {
            difference = Optional.of("one has ended");
        }
        divergence = difference.map(this::here);
        return difference.isEmpty();
    }

    private Divergence here(String difference) {
        Machine machine = first.machine();
        int hart = firstDrive.hart();
        return new Divergence(machine.harts().get(hart).retired(), hart, difference);
    }

    private Optional<String> difference(boolean atEnd) {
        Optional<String> difference = Optional.empty();
        boolean retiredAlike = retiredAlike();
        if (!retiredAlike || atEnd || turns % STATE_INTERVAL == 0) {
            difference = first.state().difference(second.state());
        }
        if (difference.isEmpty() && (atEnd || turns >= nextRam)) {
            nextRam = turns + Math.min(turns, LONGEST_RAM_INTERVAL);
            difference = ramDifference();
        }
        return difference.isEmpty() && !retiredAlike ? Optional.of("the number of instructions retired") : difference;
    }

    private boolean retiredAlike() {
        int hart = firstDrive.hart();
        return secondDrive.hart() == hart
                && first.machine().harts().get(hart).retired()
                        == second.machine().harts().get(hart).retired();
    }

    private Optional<String> ramDifference() {
        long at =
                first.machine().ram().segment().mismatch(second.machine().ram().segment());
        return at < 0
                ? Optional.empty()
                : Optional.of("ram: byte at 0x"
                        + Long.toHexString(first.machine().ram().base() + at));
    }

    /** Where the two differed first. */
    Optional<Divergence> divergence() {
        return divergence;
    }
}
