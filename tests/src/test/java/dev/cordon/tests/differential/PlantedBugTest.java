// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The differential runs notice mistakes: machines with one {@linkplain PlantedBugs planted bug} each run what QEMU has run once, until
 * one program differs.
 */
@Tag("guests")
final class PlantedBugTest {
    private static final int BATCHES = 10;
    private static final int BATCH = 110;
    private static final long SEED = 2;

    @Test
    void everyPlantedBugIsNoticed() throws Exception {
        List<Recorded> recorded = record();
        assertThat(difference(new MutantLoader("none", code -> code), recorded))
                .as("a machine without planted bugs")
                .isEmpty();
        List<String> missed = new ArrayList<>();
        for (PlantedBug bug : PlantedBugs.ALL) {
            Optional<String> difference = difference(new MutantLoader(bug.type(), bug::plant), recorded);
            System.out.println(bug + ": " + difference.orElse("NOT NOTICED"));
            if (difference.isEmpty()) {
                missed.add(bug.toString());
            }
        }
        assertThat(missed).as("not noticed").isEmpty();
    }

    private static List<Recorded> record() throws Exception {
        Draw draw = new Draw(SEED);
        List<Recorded> recorded = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            recorded.add(Recorded.of(Qemu.fetch(), Program.random(draw.seed(), BATCH), Arena.ofAuto()));
        }
        return recorded;
    }

    /** The first difference that a machine shows. */
    private static Optional<String> difference(MutantLoader loader, List<Recorded> all) throws Exception {
        BiFunction<MemorySegment, Arena, MemorySegment> machine = loader.machine();
        for (Recorded recorded : all) {
            try (Arena arena = Arena.ofShared()) {
                Image ours = new Image(machine.apply(recorded.before().segment(), arena), Layout.RAM);
                for (Program program : recorded.programs()) {
                    List<Difference> found = Difference.of(program, ours, recorded.after());
                    if (!found.isEmpty()) {
                        return Optional.of(program.kind + " " + found.getFirst());
                    }
                }
            } catch (IllegalStateException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }
        return Optional.empty();
    }
}
