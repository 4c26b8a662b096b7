// SPDX-FileCopyrightText: The Cordon authors
// SPDX-License-Identifier: Apache-2.0
package dev.cordon.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.cordon.host.Cordon;
import dev.cordon.host.GuestOptions;
import dev.cordon.host.Timing;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a guest does all the time costs its pCPU no object of Java, once it is compiled: neither the core nor the VMM makes one for an exit. */
@Timeout(120)
class SteadyStateTest {
    /** Instructions of a window; of each 18 one exits. */
    private static final long WINDOW = 18 * 100_000L;

    /** The smallest object has 16 bytes; what a window may have for whatever else is a tenth of that for each exit. */
    private static final long LEAST = 2 * 100_000L;

    /** So many windows may pass until all is compiled. */
    private static final int WINDOWS = 200;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"an SBI call, 'ecall'", "a read of a UART register, 'lbu a0, 5(s1)'", "one of the PLIC, 'lw a0, 0(s2)'"
    })
    void takesNoMemory(String name, String exit) throws Exception {
        Path kernel = ElfProgram.write(folder.resolve("guest.elf"), """
                _start: li      s1, 0x10000000
                        li      s2, 0x0c002000
                again:  li      a0, 0
                        li      a6, 0                   # SBI: which version
                        li      a7, 16
                        %s
                        %s
                        j       again
                """.formatted(exit, "nop\n".repeat(13)));
        try (Cordon cordon = Cordon.boot(GuestOptions.of(kernel).withMemory(8 << 20), Timing.real())) {
            cordon.start();
            long thread = pcpu();
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long least = Long.MAX_VALUE;
            for (int window = 0; window < WINDOWS && least >= LEAST; window++) {
                long before = threads.getThreadAllocatedBytes(thread);
                long end = cordon.instructions() + WINDOW;
                while (cordon.instructions() < end) {
                    Thread.sleep(1);
                }
                least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
            }
            assertThat(least).as("bytes for 100,000 times %s", name).isLessThan(LEAST);
        }
    }

    /** The only pCPU's thread. */
    private static long pcpu() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("pcpu-0"))
                .findFirst()
                .orElseThrow()
                .threadId();
    }
}
