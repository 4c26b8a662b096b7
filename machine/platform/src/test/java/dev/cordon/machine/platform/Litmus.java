// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import java.util.List;
import java.util.Set;

/**
 * A litmus test: a few instructions for each hart, what is looked at afterwards, and which outcomes RVWMO allows.
 *
 * <p>In the code s0, s1 and s2 hold the addresses of x, y and z, which are 0 at first and lie in cache lines of their own; t1 is 1 and t2 is 2; results go to
 * a0, a1, a2, which are 0 at first; t3 to t6 are free. Instructions are separated by semicolons.
 *
 * @param name as herd's tests are named
 * @param harts the code of each hart
 * @param observed what an outcome consists of: {@code 1:a0} is a register of hart 1, {@code x} a variable in the end
 * @param allowed the outcomes that may show, a digit for each thing observed
 */
record Litmus(String name, List<String> harts, List<String> observed, Set<String> allowed) {
    /** Begins a test. */
    static Builder test(String name, String... harts) {
        return new Builder(name, List.of(harts));
    }

    /** What is missing of a test. */
    record Builder(String name, List<String> harts) {
        /** Ends a test; both lists are separated by blanks. */
        Litmus observes(String observed, String allowed) {
            return new Litmus(name, harts, List.of(observed.split(" ")), Set.of(allowed.split(" ")));
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
