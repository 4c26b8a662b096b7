// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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

    @Test
    @Tag("guests")
    void randomProgramsAgreeWithQemuAndShowEverything() throws Exception {
        List<Comparison> comparisons = compare(2_400, "interpreter", "translator:1", "switching:1");
        assertThat(reports).isEmpty();
        for (Comparison comparison : comparisons) {
            Files.writeString(Path.of("target", "differential-coverage.txt"), comparison.coverage.table());
            assertThat(comparison.coverage.missing())
                    .as("not covered by %s", comparison.engine)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"interpreter", "translator:1", "switching:2"})
    @Tag("long")
    void manyMoreRandomProgramsAgreeWithQemu(String engine) throws Exception {
        compare(engine.equals("interpreter") ? 100_000 : 20_000, engine);
        assertThat(reports).isEmpty();
    }

    /** Compares each engine with one run of QEMU. */
    private List<Comparison> compare(int count, String... engines) throws Exception {
        Path qemu = Qemu.fetch();
        List<Comparison> comparisons =
                Stream.of(engines).map(engine -> new Comparison(qemu, engine)).toList();
        run(qemu, comparisons, Program.sweep());
        Draw draw = new Draw(SEED);
        for (int done = 0; done < count; done += Program.BATCH) {
            run(qemu, comparisons, Program.random(draw.seed(), Math.min(Program.BATCH, count - done)));
        }
        comparisons.forEach(comparison -> System.out.printf(
                "Differential runs of %s against QEMU, seed %d:%n%s",
                comparison.engine, SEED, comparison.coverage.summary()));
        return comparisons;
    }

    private void run(Path qemu, List<Comparison> comparisons, List<Program> programs) throws Exception {
        try (Arena arena = Arena.ofShared()) {
            Recorded recorded = Recorded.of(qemu, programs, arena);
            for (Comparison comparison : comparisons) {
                for (Program program : comparison.run(recorded).keySet()) {
                    if (reports.size() < REPORTS) {
                        reports.add(comparison.engine + ": " + comparison.report(program));
                    }
                }
            }
        }
    }
}
