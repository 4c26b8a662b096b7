// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.machine.engine.Engine;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Several harts on host threads. */
@Timeout(600)
class HartsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    static List<Arguments> programs() {
        return arguments(List.of("interpreter", "translator:1", "switching:1"));
    }

    static List<Arguments> programsAsUsual() {
        return arguments(List.of("translator", "translator:1"));
    }

    private static List<Arguments> arguments(List<String> engines) {
        return HartPrograms.ALL.stream()
                .flatMap(program -> engines.stream().map(engine -> Arguments.of(program, engine)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void programsOfTwoHartsSucceed(HartProgram program, String engine) throws Exception {
        assertThat(program.run(2, program.rounds(), Engine.of(engine), PATIENCE))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("programsAsUsual")
    void programsOfFourHartsSucceed(HartProgram program, String engine) throws Exception {
        assertThat(program.run(4, program.rounds(), Engine.of(engine), PATIENCE))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("programs")
    @Tag("long")
    void programsOfManyHartsAndRoundsSucceed(HartProgram program, String engine) throws Exception {
        int rounds = program.equals(RemappedCode.PROGRAM) ? 2 * program.rounds() : 20 * program.rounds();
        assertThat(program.run(8, rounds, Engine.of(engine), Duration.ofMinutes(9)))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "interpreter, ''",
        "translator:1, ''",
        "switching:1, ''",
        "interpreter, sfence.vma",
        "translator:1, sfence.vma"
    })
    void whoDoesNotFenceIsSeenToRunOldCode(String engine, String fences) throws Exception {
        HartProgram program = RemappedCode.withFences(fences);
        assertThat(program.run(2, program.rounds(), Engine.of(engine), PATIENCE))
                .isEqualTo(2);
    }
}
