// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cordon.vmm.instance.Vmm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** No program runs before it was looked at. */
class ProgramVerificationTest {
    @Test
    void programThatKeepsToTheSubsetMayRun() {
        assertThatCode(ProgramVerification.start(List.of(Vmm.class))::await).doesNotThrowAnyException();
    }

    /** This module opens files, which no program may. */
    @Test
    void programThatLeavesTheSubsetMayNotRun() {
        ProgramVerification verification = ProgramVerification.start(List.of(Vmm.class, HostFiles.class));
        assertThatThrownBy(verification::await)
                .isInstanceOf(CordonException.class)
                .hasMessageContaining("a program may not run: dev.cordon.host.")
                .hasMessageContaining("java.nio.file");
    }
}
