// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random programs make the same of our machine as of QEMU. */
@Tag("guests")
final class DifferentialTest {
    private static final int CASES = 800;
    private static final long SEED = Long.getLong("differential.seed", 1);

    @Test
    void randomProgramsAgreeWithQemu() throws Exception {
        List<Program> programs = Program.random(SEED, CASES);
        Comparison comparison = new Comparison(Qemu.fetch());
        List<String> reports = new ArrayList<>();
        for (Program program : comparison.run(programs).keySet()) {
            if (reports.size() < 3) {
                reports.add(comparison.report(program));
            }
        }
        assertThat(reports).isEmpty();
    }
}
