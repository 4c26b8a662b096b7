// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs make the same of our machine as of QEMU, interpreted, translated at first sight and changing tiers at random, and between them they show every row of the decoder in every mode, every
 * CSR, every cause and every shape of page tables.
 *
 * <p>{@code -Ddifferential.seed=N} draws other programs. A difference prints the seed, and the program shrunk.
 */
final class DifferentialTest {
    private static final long SEED = Long.getLong("differential.seed", 1);
    private static final int REPORTS = 3;

    private final List<String> reports = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"interpreter", "translator:1", "switching:1"})
    @Tag("guests")
    void randomProgramsAgreeWithQemuAndShowEverything(String engine) throws Exception {
        Comparison comparison = compare(engine, 2_400);
        System.out.printf(
                "Differential runs of %s against QEMU, seed %d:%n%s", engine, SEED, comparison.coverage.summary());
        Files.writeString(Path.of("target", "differential-coverage.txt"), comparison.coverage.table());
        assertThat(reports).isEmpty();
        assertThat(comparison.coverage.missing()).as("not covered").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"interpreter", "translator:1", "switching:2"})
    @Tag("long")
    void manyMoreRandomProgramsAgreeWithQemu(String engine) throws Exception {
        Comparison comparison = compare(engine, engine.equals("interpreter") ? 100_000 : 20_000);
        System.out.printf(
                "Differential runs of %s against QEMU, seed %d:%n%s", engine, SEED, comparison.coverage.summary());
        assertThat(reports).isEmpty();
    }

    private Comparison compare(String engine, int count) throws Exception {
        Comparison comparison = new Comparison(Qemu.fetch(), engine);
        run(comparison, Program.sweep());
        Draw draw = new Draw(SEED);
        for (int done = 0; done < count; done += Program.BATCH) {
            run(comparison, Program.random(draw.seed(), Math.min(Program.BATCH, count - done)));
        }
        return comparison;
    }

    private void run(Comparison comparison, List<Program> programs) throws Exception {
        for (Program program : comparison.run(programs).keySet()) {
            if (reports.size() < REPORTS) {
                reports.add(comparison.report(program));
            }
        }
    }
}
