// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.microhypervisor.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.microhypervisor.abi.HostFault;
import dev.cordon.microhypervisor.abi.RootPortal;
import org.junit.jupiter.api.Test;

class FaultsTest {
    private static final class Own extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new AssertionError("a method of the program's");
        }
    }

    @Test
    void eachFaultHasItsKind() {
        assertThat(Faults.kind(new HostFault(5))).isEqualTo(RootPortal.MEMORY_FAULT);
        assertThat(Faults.kind(new IllegalStateException("Already closed"))).isEqualTo(RootPortal.MEMORY_FAULT);
        assertThat(Faults.kind(new IllegalStateException("closed"))).isEqualTo(RootPortal.PROGRAM_FAULT);
        assertThat(Faults.kind(new Own())).isEqualTo(RootPortal.PROGRAM_FAULT);
        assertThat(Faults.kind(new OutOfMemoryError())).isEqualTo(RootPortal.RESOURCE_FAULT);
        assertThat(Faults.kind(new StackOverflowError())).isEqualTo(RootPortal.RESOURCE_FAULT);
        assertThat(Faults.kind(new ArithmeticException())).isEqualTo(RootPortal.PROGRAM_FAULT);
    }

    @Test
    void aFaultOfTheJdkIsToldWithItsMessageAndSomeFrames() {
        String[] lines = Faults.describe(new ArithmeticException("by zero")).split("\n", -1);
        assertThat(lines[0]).isEqualTo("java.lang.ArithmeticException: by zero");
        assertThat(lines).hasSize(1 + 6);
        assertThat(lines[1]).startsWith("  at ").contains("FaultsTest");
        assertThat(Faults.describe(new HostFault(5)))
                .isEqualTo(HostFault.class.getName() + ": " + new HostFault(5).getMessage());
        assertThat(Faults.describe(new ArithmeticException())).startsWith("java.lang.ArithmeticException: null\n");
    }

    @Test
    void aLongMessageIsCutOff() {
        String first =
                Faults.describe(new ArithmeticException("x".repeat(1001))).split("\n", -1)[0];
        assertThat(first).isEqualTo("java.lang.ArithmeticException: " + "x".repeat(1000));
    }

    @Test
    void aFaultOfTheProgramsOwnIsToldByItsNameAlone() {
        assertThat(Faults.describe(new Own())).isEqualTo(Own.class.getName() + ": ");
    }
}
