// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.capabilities.manifest.CompiledSystem;
import dev.cordon.machine.engine.Ram;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A verified run names what makes it differ from its second run. */
@Timeout(120)
class VerificationTest {
    private static SystemAssembly verified() {
        CompiledSystem system =
                ConsoleSystem.builtIn().check(Set.of()).system().orElseThrow().compile();
        return SystemAssembly.of(
                system,
                Programs.named(system.programs()),
                Images.ofUser(),
                Progress.SILENT,
                Timing.virtual(1).verifiedByASecondRun(),
                Optional.empty(),
                PcpuThreads.PATIENCE);
    }

    private static Optional<Divergence> divergence(SystemAssembly assembly) throws Exception {
        try {
            assembly.start(Assembly.Events.SILENT);
            Outcome outcome = assembly.end().get();
            assertThat(outcome.cause() == Outcome.Cause.EXHAUSTED)
                    .isEqualTo(assembly.divergence().isPresent());
            return assembly.divergence();
        } finally {
            assembly.close();
        }
    }

    /** The address of the first place in RAM that holds a text. */
    private static long find(Ram ram, String text) {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        long at = ram.base();
        for (int same = 0; same < wanted.length; at++) {
            same = ram.read(at, 1) == wanted[same] ? same + 1 : 0;
        }
        return at - wanted.length;
    }

    @Test
    void whatIsTheSameAgrees() throws Exception {
        assertThat(divergence(verified())).isEmpty();
    }

    @Test
    void oneByteOfMemoryIsFound() throws Exception {
        SystemAssembly assembly = verified();
        Ram ram = assembly.second().orElseThrow().machine().ram();
        ram.write(find(ram, "Powering off"), 1, 'p');
        assertThat(divergence(assembly)).hasValueSatisfying(found -> {
            assertThat(found.difference()).startsWith("ram: byte at 0x8");
            assertThat(found.hart()).isZero();
        });
    }

    @Test
    void anInstructionThatReadsSomethingElseIsFoundInTheRegisters() throws Exception {
        SystemAssembly assembly = verified();
        Ram ram = assembly.second().orElseThrow().machine().ram();
        long tenth = find(ram, "RISCV\0\0\0RSC\5") + 16; // where the code begins: la sp, header
        ram.write(tenth + 8, 4, 0x0002_0537); // instead of lui t0, 0x10: lui a0, 0x20
        assertThat(divergence(assembly)).hasValueSatisfying(found -> {
            assertThat(found.difference()).contains(" of Vcpu ");
            assertThat(found.instructions()).isLessThan(1000);
            assertThat(found)
                    .hasToString("the two runs differ after " + found.instructions() + " instructions of hart 0: "
                            + found.difference());
        });
    }
}
