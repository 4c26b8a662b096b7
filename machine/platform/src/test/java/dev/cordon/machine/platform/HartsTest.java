// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several harts on host threads. */
@Timeout(600)
class HartsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    static List<HartProgram> programs() {
        return HartPrograms.ALL;
    }

    @ParameterizedTest
    @MethodSource("programs")
    void programsOfTwoHartsSucceed(HartProgram program) throws Exception {
        assertThat(program.run(2, PATIENCE)).isZero();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void programsOfFourHartsSucceed(HartProgram program) throws Exception {
        assertThat(program.run(4, PATIENCE)).isZero();
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Tag("long")
    void programsOfManyHartsAndRoundsSucceed(HartProgram program) throws Exception {
        assertThat(program.run(8, 20 * program.rounds(), Duration.ofMinutes(9))).isZero();
    }
}
