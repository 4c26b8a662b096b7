// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cordon.host.Cordon;
import dev.cordon.host.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A thousand vCPUs on two pCPUs. */
@Timeout(300)
class ManyVcpusTest {
    /** Starts all other harts; each counts itself and spins. When all have, the guest powers off. */
    private static final String COUNT = """
            _start: li      s1, 1
            launch: li      t0, VCPUS
                    bge     s1, t0, count
                    mv      a0, s1
                    la      a1, count
                    li      a2, 0
                    li      a6, 0
                    li      a7, 0x48534d
                    ecall
                    addi    s1, s1, 1
                    j       launch
            count:  la      t0, counter
                    li      t1, 1
                    amoadd.w t1, t1, (t0)
            wait:   lw      t1, 0(t0)
                    li      t2, VCPUS
                    bne     t1, t2, wait
                    li      a0, 0
                    li      a1, 0
                    li      a6, 0
                    li      a7, 0x53525354
                    ecall
                    .balign 8
            counter: .word  0
            """;

    @TempDir
    private Path folder;

    private Path manifest(int pcpus, int guests, int vcpus) throws Exception {
        ElfProgram.write(folder.resolve("count.elf"), COUNT.replace("VCPUS", Integer.toString(vcpus)));
        StringBuilder text = new StringBuilder("cordon: 1\nmachine: {pcpus: %d}\ncomponents:\n".formatted(pcpus));
        for (int i = 0; i < guests; i++) {
            text.append("""
                      g%d:
                        guest: {kernel: count.elf, memory: 4M, vcpus: %d}
                        schedule: {budget: 200us}
                    """.formatted(i, vcpus));
        }
        text.append("  console: {driver: console, uses: {uart: machine.uart}, provides: {port: console-port}}\n");
        return Files.writeString(folder.resolve("many.yaml"), text);
    }

    /** The names of the threads that run while a system does and did not before; the translator's comes and goes, so it is left out. */
    private List<String> threads(Path manifest) throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        List<String> names = new ArrayList<>();
        try (Cordon cordon = Cordon.load(manifest)) {
            cordon.start();
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (!before.contains(thread) && !thread.getName().equals("translator")) {
                    names.add(thread.getName());
                }
            }
            assertThat(cordon.await()).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
        }
        names.sort(null);
        return names;
    }

    @Test
    void aThousandVcpusAllHaveTheirTurnOnAsManyThreadsAsTwo() throws Exception {
        List<String> few = threads(manifest(2, 1, 2));
        List<String> many = threads(manifest(2, 32, 32));

        assertThat(few).contains("pcpu-0", "pcpu-1").hasSizeLessThanOrEqualTo(2 + 2);
        assertThat(many).isEqualTo(few);
    }

    @Test
    void theSmallestGuestCanUseThirtyTwoPcpus() throws Exception {
        try (Cordon cordon = Cordon.load(manifest(32, 1, 32))) {
            cordon.start();
            assertThat(cordon.await()).isEqualTo(new Outcome(Outcome.Cause.EXPECTED, 0));
        }
    }
}
