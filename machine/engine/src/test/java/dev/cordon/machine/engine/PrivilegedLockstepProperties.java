// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * All engines agree on programs that go through all modes and guests, map pages anew under the code that uses them, and are interrupted: with one another, and with a hart that has no
 * TLBs and no decoded code.
 */
class PrivilegedLockstepProperties {
    @Provide
    Arbitrary<Lockstep> runs() {
        Arbitrary<Long> genes = Arbitraries.longs().dontShrink();
        Arbitrary<List<Long>> pieces = genes.list().ofMinSize(1).ofMaxSize(60);
        return Combinators.combine(genes, pieces, genes, Arbitraries.integers().between(1, 30))
                .as((setup, body, events, count) -> new Lockstep(new PrivilegedProgram(setup, body), events, count));
    }

    @Property(tries = 60)
    void enginesAgreeAcrossModesPageTablesAndGuests(@ForAll("runs") Lockstep run) {
        String difference = run.difference();
        assertThat(difference).as(() -> run.program().source()).isEmpty();
    }
}
