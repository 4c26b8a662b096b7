// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.benchmarks;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void anUnknownSuiteIsNoticedBeforeAnythingRuns() {
        assertThatCode(() -> new Main(List.of("kernels", "linux", "--runs", "1"), System.err))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> new Main(List.of("kernels", "kernel"), System.err))
                .hasMessage("there is no suite 'kernel'; there are core, guests, kernels, linux");
    }

    @Test
    void anUnknownOptionIsNoticedToo() {
        assertThatThrownBy(() -> new Main(List.of("kernels", "--run", "1"), System.err))
                .hasMessage("--run is no option; see README.md");
    }
}
