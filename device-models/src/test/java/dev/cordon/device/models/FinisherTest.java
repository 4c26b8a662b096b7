// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.device.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FinisherTest {

    private final List<Finisher.Outcome> outcomes = new ArrayList<>();
    private final Finisher finisher = new Finisher(outcomes::add);

    @Test
    void commandsAreReported() {
        finisher.write(0, 4, 0x5555);
        finisher.write(0, 4, 0xffff_ffff_002a_3333L);
        finisher.write(0, 2, 0x002a_3333);
        finisher.write(0, 4, 0x7777);
        assertThat(outcomes)
                .containsExactly(
                        new Finisher.Outcome.Pass(),
                        new Finisher.Outcome.Fail(42),
                        new Finisher.Outcome.Fail(0),
                        new Finisher.Outcome.Reset());
    }

    @Test
    void anythingElseIsIgnored() {
        finisher.write(0, 4, 0x1234);
        finisher.write(4, 4, 0x5555);
        finisher.write(0, 1, 0x5555);
        finisher.write(0, 8, 0x5555);
        assertThat(outcomes).isEmpty();
        assertThat(finisher.read(0, 4)).isZero();
    }
}
