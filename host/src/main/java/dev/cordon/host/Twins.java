// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import dev.cordon.machine.engine.Hart;
import dev.cordon.machine.engine.Ram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Two equal systems in virtual time, which take their turns one after the other. Belongs to the thread that lets them. */
final class Twins implements AutoCloseable {
    private final SystemAssembly first;
    private final SystemAssembly second;

    /** Turns that both have had. */
    private long turns;

    private boolean endTogether = true;

    Twins(SystemAssembly first, SystemAssembly second) {
        this.first = first;
        this.second = second;
    }

    /** Two fresh systems that are given what these were given, and powered on. If they cannot be made, nothing is left of them. */
    Twins again(Supplier<SystemAssembly> make) {
        List<SystemAssembly> made = new ArrayList<>();
        try {
            made.add(make.get());
            made.add(make.get());
            first.repeatOn(made.getFirst());
            second.repeatOn(made.getLast());
            return new Twins(made.getFirst(), made.getLast());
        } catch (RuntimeException | Error e) {
            made.forEach(system -> close(system, e));
            throw e;
        }
    }

    private static void close(SystemAssembly system, Throwable why) {
        try {
            system.close();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    SystemAssembly first() {
        return first;
    }

    SystemAssembly second() {
        return second;
    }

    long turns() {
        return turns;
    }

    /** Both have one more turn; says whether the run goes on. */
    boolean turn() throws InterruptedException {
        return turn(first.virtual().turn());
    }

    /** The first has had a turn, and does or does not go on: gives the second the same turn, and says whether the run goes on. */
    boolean turn(boolean firstGoesOn) throws InterruptedException {
        boolean secondGoesOn = second.virtual().turn();
        endTogether = firstGoesOn == secondGoesOn;
        turns++;
        return firstGoesOn && secondGoesOn;
    }

    /** Whose turn the last one was. */
    int hart() {
        return first.virtual().hart();
    }

    /** What each of the first's harts has retired. */
    long[] retired() {
        return first.machine().harts().stream().mapToLong(Hart::retired).toArray();
    }

    /** Whether the last turn came to the same number of instructions, which is known at once. */
    boolean retiredAlike() {
        if (turns == 0) {
            return true;
        }
        int hart = hart();
        return second.virtual().hart() == hart
                && first.machine().harts().get(hart).retired()
                        == second.machine().harts().get(hart).retired();
    }

    /** What differs, if something does; looks at all RAM, too, which takes long, if {@code ram} says so. */
    Optional<String> difference(boolean ram) {
        Optional<String> difference = first.state().difference(second.state());
        if (difference.isEmpty() && ram) {
            difference = ramDifference();
        }
        if (difference.isEmpty() && !retiredAlike()) {
            difference = Optional.of("the number of instructions retired");
        }
        return difference.isEmpty() && !endTogether ? Optional.of("one has ended") : difference;
    }

    private Optional<String> ramDifference() {
        Ram ram = first.machine().ram();
        long at = ram.segment().mismatch(second.machine().ram().segment());
        return at < 0 ? Optional.empty() : Optional.of("ram: byte at 0x" + Long.toHexString(ram.base() + at));
    }

    @Override
    public void close() throws IOException {
        try {
            first.close();
        } finally {
            second.close();
        }
    }
}
