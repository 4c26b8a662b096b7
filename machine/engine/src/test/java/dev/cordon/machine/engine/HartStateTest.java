// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.machine.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The words of a saved state have the names of what they are. */
class HartStateTest {
    /** The name of the one word that changes. */
    private static String changed(Consumer<HartState> change) {
        HartState state = new HartState();
        List<Long> before = new ArrayList<>();
        state.save(before::add);
        change.accept(state);
        List<Long> after = new ArrayList<>();
        state.save(after::add);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).equals(after.get(i))) {
                names.add(HartState.word(i));
            }
        }
        assertThat(names).hasSize(1);
        return names.getFirst();
    }

    @Test
    void wordsHaveNames() {
        assertThat(changed(state -> state.x[1] = 7)).isEqualTo("ra");
        assertThat(changed(state -> state.x[31] = 7)).isEqualTo("t6");
        assertThat(changed(state -> state.f[0] = 7)).isEqualTo("ft0");
        assertThat(changed(state -> state.f[31] = 7)).isEqualTo("ft11");
        assertThat(changed(state -> state.pc = 7)).isEqualTo("pc");
        assertThat(changed(state -> state.privilege = 0)).isEqualTo("the privilege");
        assertThat(changed(state -> state.virtual = true)).isEqualTo("V");
        assertThat(changed(state -> state.retired = 7)).isEqualTo("retired");
        assertThat(changed(state -> state.fcsr(7))).isEqualTo("fcsr");
        assertThat(changed(state -> state.mscratch = 7)).startsWith("a CSR (word ");
    }
}
